"""What the lists and main screens of the office cost in a large city: median time and number of queries.

    python bench/office.py [--size 100000] [--columns 10000] [--people 3000]     SQLite, as in service
    python bench/office.py --postgresql                                             a throw-away server

A city of so many people, columns and articles is made as rows. Each screen is then opened by who
works with it, as the office process opens it, but for the network. The program ends with 1 where a
median is past the bound of time, or a screen asks the database more often than the bound allows.
"""

import argparse
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]
from bench.obligations import database  # noqa: E402 - a script, found by the path above

RUNS = 5
MOST_MS = 100
MOST_QUERIES = 12
CHUNK = 2000
SHOW = "--show" in sys.argv  # what is asked too often
STATES = ("published",) * 90 + ("draft", "submitted", "arrived", "accepted", "in_review") * 2
BACKEND = "mingtang.institution.organization.interfaces.backends.PersonBackend"

SCREENS = {
    "desk": (
        "/", "/articles/", "/articles/?q=防汛", "/articles/?state=arrived", "/articles/?sort=changed",
        "/articles/?after=", "/articles/new/", "/articles/1/", "/submissions/", "/reviews/", "/approvals/",
        "/sites/", "/sites/duties/", "/sites/duties/?q=栏目77", "/sites/columns/77/", "/cases/",
        "/organization/contacts/", "/obligations/", "/obligations/all/", "/obligations/overdue/",
    ),
    "leader": ("/", "/articles/", "/approvals/", "/obligations/all/", "/obligations/overdue/", "/figures/"),
    "officer": ("/", "/articles/", "/articles/new/", "/submissions/", "/obligations/", "/notices/"),
    "operator": (
        "/", "/organization/units/", "/organization/units/unit-7/", "/organization/people/",
        "/organization/people/?q=人员77", "/organization/responsible/", "/organization/officers/",
        "/organization/contractors/", "/organization/filings/", "/sites/site/site-1/", "/jobs/",
        "/regulations/", "/regulations/demo/", "/regulations/clauses/", "/publishing/",
    ),
    "auditor": ("/", "/articles/", "/events/", "/events/?days=all", "/organization/officers/?state=all"),
}  # fmt: skip


def make_city(articles: int, columns: int, people: int) -> dict[str, Any]:
    """Fill the database; return who works in the city, by their work."""
    from django.db import connection  # needs set-up

    from mingtang.ground.foundation.clock import now  # needs set-up
    from mingtang.institution.organization.models import Unit, UnitClosure  # needs set-up
    from mingtang.institution.regulations.actions import bind_pack, install_pack  # needs set-up
    from mingtang.institution.regulations.loading import load_pack  # needs set-up
    from mingtang.wiring.config.first_tables import make_first_tables  # needs set-up

    make_first_tables(connection)
    at = now() - timedelta(days=400)
    install_pack(actor="system", at=at, pack=load_pack("demo"))
    city = Unit.objects.create(
        code="city", name="明州市", short_name="明州市", kind="city", added_at=at
    )
    UnitClosure.attach(city.pk, None)
    bind_pack(actor="system", at=at, unit_key="city", pack="demo", valid_from=at.date())
    units = _units(city, max(10, people // 10), at)
    workers = _people(city, units, people, at)
    sites = _sites(city, units, at)
    _columns(sites, units, columns, at)
    _articles(sites, units, articles, at)
    _promises(units, at)
    return workers


def _units(city: Any, number: int, at: Any) -> list[Any]:
    from mingtang.institution.organization.models import Unit, UnitClosure  # needs set-up

    Unit.objects.bulk_create(
        Unit(
            code=f"unit-{n}", name=f"明州市第{n}局", short_name=f"第{n}局", kind="department",
            parent=city, position=n, added_at=at,
        )
        for n in range(1, number + 1)
    )  # fmt: skip
    units = list(Unit.objects.filter(parent=city).order_by("pk"))
    UnitClosure.objects.bulk_create(
        UnitClosure(ancestor_id=above, descendant=unit, depth=depth)
        for unit in units
        for above, depth in ((city.pk, 1), (unit.pk, 0))
    )
    return units


def _people(city: Any, units: list[Any], number: int, at: Any) -> dict[str, Any]:
    from mingtang.institution.organization.models import Person, PostHolding  # needs set-up

    posts = ("information_officer", "leader_in_charge", "principal_leader", "liaison_officer", "")
    Person.objects.bulk_create(
        (
            Person(username=f"p{n}", name=f"人员{n}", unit=units[n % len(units)], added_at=at)
            for n in range(number)
        ),
        batch_size=CHUNK,
    )
    everyone = list(Person.objects.order_by("pk"))
    PostHolding.objects.bulk_create(
        PostHolding(person=one, post=posts[n // len(units) % 5], unit_id=one.unit_id, valid_from=at)
        for n, one in enumerate(everyone)
        if posts[n // len(units) % 5]
    )
    workers: dict[str, Any] = {"officer": everyone[0]}
    named = (
        ("desk", "desk"), ("leader", "principal_leader"), ("operator", "platform_operator"),
        ("auditor", "auditor"),
    )  # fmt: skip
    for name, post in named:
        one = Person.objects.create(username=name, name=name, unit=city, added_at=at)
        PostHolding.objects.create(person=one, post=post, unit=city, valid_from=at)
        workers[name] = one
    return workers


def _sites(city: Any, units: list[Any], at: Any) -> list[Any]:
    from mingtang.editorial.pages.models import PublishedSite  # needs set-up
    from mingtang.editorial.sites.models import GovSite  # needs set-up
    from mingtang.institution.organization.models import SiteHost  # needs set-up

    sites = []
    for n in range(100):
        host = units[n % len(units)] if n else city
        site = GovSite.objects.create(
            code=f"site-{n}", name=f"第{n}网站", kind="portal" if not n else "department", unit=host,
            operating_unit=host, state="open", domain=f"s{n}.example.gov.cn", opened_at=at,
        )  # fmt: skip
        SiteHost.objects.create(site_key=site.code, unit=host)
        PublishedSite.objects.get_or_create(pk=site.pk)
        sites.append(site)
    return sites


def _columns(sites: list[Any], units: list[Any], number: int, at: Any) -> None:
    from mingtang.editorial.sites.models import Column, ColumnClosure  # needs set-up

    Column.objects.bulk_create(
        (
            Column(
                site=sites[n % len(sites)], code=f"c{n}", slug=f"c{n}", path=f"c{n}", name=f"栏目{n}",
                column_type="news", responsible_unit=units[n % len(units)], opened_at=at,
            )
            for n in range(number)
        ),
        batch_size=CHUNK,
    )  # fmt: skip
    ColumnClosure.objects.bulk_create(
        (
            ColumnClosure(ancestor_id=pk, descendant_id=pk, depth=0)
            for pk in Column.objects.values_list("pk", flat=True)
        ),
        batch_size=CHUNK,
    )


def _articles(sites: list[Any], units: list[Any], number: int, at: Any) -> None:
    from mingtang.editorial.content.models import Article  # needs set-up

    body = '[{"type": "text", "value": "<p>市政府召开防汛工作会议。</p>", "id": "1"}]'
    for first in range(0, number, CHUNK):
        Article.objects.bulk_create(
            Article(
                kind="news", title=f"第{n}条：关于进一步加强防汛抗旱工作的消息", body=body,
                unit=units[n % len(units)], site=sites[n % len(sites)], state=STATES[n % 100],
                has_arrived=STATES[n % 100] not in {"draft", "submitted"},
                created_at=at + timedelta(seconds=n), changed_at=at + timedelta(seconds=n),
            )
            for n in range(first, min(first + CHUNK, number))
        )  # fmt: skip


def _promises(units: list[Any], at: Any) -> None:
    """Let the units owe what the rules ask, as the sweep opens it."""
    from mingtang.ground.foundation.clock import now  # needs set-up
    from mingtang.spine.events.testing import drain  # needs set-up

    drain(now())


@dataclass(frozen=True)
class Opened:
    """A screen as someone opened it: medians in milliseconds, of the clock and of this process."""

    who: str
    path: str
    spent: float
    worked: float
    queries: int
    status: int


def measure(workers: dict[str, Any]) -> Iterator[Opened]:
    """Yield how each screen was opened by those who work with it."""
    from django.db import connection  # needs set-up
    from django.test import Client  # needs set-up

    for name, paths in SCREENS.items():
        client = Client()
        client.force_login(workers[name], backend=BACKEND)
        client.get("/")
        for path in paths:
            client.get(path)
            queries: list[str] = []

            def count(execute: Any, sql: str, *more: Any, told: list[str] = queries) -> Any:
                told.append(sql)
                return execute(sql, *more)

            with connection.execute_wrapper(count):
                status = client.get(path).status_code
            spent, worked = [], []
            for _ in range(RUNS):
                begun, before = time.perf_counter(), time.process_time()
                client.get(path)
                spent.append((time.perf_counter() - begun) * 1000)
                worked.append((time.process_time() - before) * 1000)
            yield Opened(
                name,
                path,
                statistics.median(spent),
                statistics.median(worked),
                len(queries),
                status,
            )
            if len(queries) > MOST_QUERIES and SHOW:
                repeated = Counter(sql[:160] for sql in queries)
                for sql, times in repeated.most_common(8):
                    print(f"    {times} × {sql}")


def main() -> int:
    """Make the city, open the screens, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", "--size", type=int, default=100_000)
    parser.add_argument("--columns", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=3_000)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--show", action="store_true", help="print what is asked too often")
    asked = parser.parse_args()
    with database(postgresql=asked.postgresql, here=False):
        import os  # the environment was changed just now

        import django  # slow import

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingtang.wiring.config.settings")
        django.setup()
        from django.conf import settings  # needs set-up

        settings.ALLOWED_HOSTS = ["testserver"]
        begun = time.perf_counter()
        workers = make_city(asked.articles, asked.columns, asked.people)
        print(f"{asked.articles:,} articles, {asked.columns:,} columns, {asked.people:,} people:")
        print(f"made in {time.perf_counter() - begun:.0f} s")
        print(f"{'who':9} {'screen':44} {'ms':>7} {'cpu ms':>7} {'queries':>8}")
        past = 0
        for one in measure(workers):
            bad = one.spent > MOST_MS or one.queries > MOST_QUERIES or one.status != 200
            past += bad
            note = (" !" if bad else "") + ("" if one.status == 200 else f" answers {one.status}")
            print(
                f"{one.who:9} {one.path:44} {one.spent:7.1f} {one.worked:7.1f} {one.queries:8}{note}"
            )
        print(f"{past} screens past {MOST_MS} ms or {MOST_QUERIES} queries")
    return 1 if past else 0


if __name__ == "__main__":
    sys.exit(main())
