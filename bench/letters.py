"""Measure the import of a year of past letters, and the pages of a list of a million cases.

Run: python bench/letters.py [--letters 10000] [--cases 1000000] [--postgresql]

1. A table of past letters (CSV) is uploaded, tried and imported: cases with sealed texts, answers,
   events, and verdicts by the rules in force. Bound: 10,000 in a minute.
2. Cases of three units are loaded as rows; the desk, which sees all, and an officer page through
   the list on the screen, and the desk filters it. Bound: 100 ms for the median page of each.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from bench.installation import installation  # noqa: E402 - after the path is set

WANTED_SECONDS = 60.0  # for 10,000 letters
WANTED_MS = 100.0  # for a page of a list
PAGES = 20
HEAD = "编号,收到时间,答复时间,类别,办理单位,标题,来信内容,来信人,联系电话,答复内容,满意度"
KINDS = ("咨询", "投诉", "建议", "求助", "举报")
UNITS = ("市教育局", "市卫健委", "市政府办公室")


def city(at: datetime) -> Any:
    """Create the small city of the tests and bind its rules."""
    from tests.factories import cast as factory  # needs set-up
    from tests.factories.regulations import bound_pack  # needs set-up

    people = factory.cast.__wrapped__(None)  # type: ignore[attr-defined]
    bound_pack("city", at=at)
    return people


def table(count: int, at: datetime) -> bytes:
    """Return a table of letters of a year, some answered late."""
    lines = [HEAD]
    names = _unit_names()
    for number in range(count):
        received = at - timedelta(days=370) + timedelta(minutes=number * 525_600 / count)
        answered = received + timedelta(hours=5 if number % 9 else 24 * 12)
        lines.append(
            f"{number + 1},{received:%Y-%m-%d %H:%M},{answered:%Y-%m-%d %H:%M},{KINDS[number % 5]},"
            f"{names[number % len(names)]},关于第{number}号路灯不亮的反映,{'路灯不亮已有三天，夜里行人不便。' * 6},"
            f"王某{number % 90},138{number:08d},{'已派人查看并更换灯具，谢谢您的反映。' * 4},满意"
        )
    return "\n".join(lines).encode()


def _unit_names() -> list[str]:
    from mingtang.institution.organization.models import Unit  # needs set-up

    return list(Unit.objects.order_by("code").values_list("name", flat=True))


def import_past(people: Any, count: int, at: datetime) -> tuple[float, float]:
    """Return the seconds of the trial and of the import."""
    from mingtang.service.letters.actions import (  # needs set-up
        check_letters,
        import_letters,
        upload_letters,
    )

    content, desk = table(count, at), people.desk_editor
    began = time.perf_counter()
    row = upload_letters(actor=desk, at=at, site="portal", name="past.csv", content=content)
    check_letters(actor=desk, at=at, import_id=row.pk, columns=row.columns, category="inquiry")
    tried = time.perf_counter()
    done = import_letters(actor=desk.person_key, at=at, import_id=row.pk)
    ended = time.perf_counter()
    assert len(done.lines) == count, done.sentence
    return tried - began, ended - tried


_NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})",
    "postgresql": "WITH n AS (SELECT generate_series(1, {count}) AS i)",
}
_MOMENT = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S', c.received_at, '-' || (n.i * 31) || ' seconds')",
    "postgresql": "c.received_at - n.i * interval '31 seconds'",
}


def load(count: int, at: datetime) -> None:
    """Insert cases as copies of one in the database: three units, one in fifteen open, a thousand urged."""
    from django.db import connection  # needs set-up

    from mingtang.workbench.casework.models import Case  # needs set-up

    first = Case.objects.create(
        kind="letter", category="inquiry", channel="site", number="first", title="路灯不亮",
        site="portal", desk_unit="office", unit="edu", state="closed", received_at=at,
    )  # fmt: skip
    changed = {
        "number": "'n' || n.i",
        "unit": "CASE n.i % 3 WHEN 0 THEN 'edu' WHEN 1 THEN 'health' ELSE 'office' END",
        "state": "CASE n.i % 30 WHEN 0 THEN 'claimed' WHEN 1 THEN 'dispatched' ELSE 'closed' END",
        "received_at": _MOMENT[connection.vendor],
        "urgings": "CASE WHEN n.i % 1000 = 30 THEN 1 ELSE 0 END",
    }
    names = [one.column for one in Case._meta.concrete_fields if not one.primary_key]
    values = ", ".join(changed.get(name, f"c.{name}") for name in names)
    numbers = _NUMBERS[connection.vendor].format(count=count)
    insert = f"INSERT INTO casework_case ({', '.join(names)})"
    select = f"SELECT {values} FROM n CROSS JOIN casework_case c WHERE c.id = {first.pk}"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"{insert} {numbers} {select}")
            cursor.execute("ANALYZE")
        else:
            cursor.execute(f"{numbers} {insert} {select}")
            cursor.execute("VACUUM ANALYZE casework_case")


def pages(client: Any, address: str) -> Iterator[float]:
    """Yield the milliseconds of each page, from the first."""
    url = address
    for _ in range(PAGES):
        began = time.perf_counter()
        response = client.get(url)
        yield 1000 * (time.perf_counter() - began)
        assert response.status_code == 200, response.status_code
        following = response.context_data["next_url"]
        if not following:
            return
        url = f"{address.partition('?')[0]}{following}"


def lists(people: Any) -> list[tuple[str, float, float]]:
    """Return the name of each list, with the median and the longest time of its pages."""
    from django.test import Client  # needs set-up
    from django.urls import reverse  # needs set-up

    import mingtang.wiring.config.office_urls  # noqa: F401  # needs set-up
    from tests.harness.signed_in import BACKEND  # needs set-up

    address, found = reverse("casework:list"), []
    for what, person, query in (
        ("desk, all", people.desk_editor, ""),
        ("desk, a state", people.desk_editor, "?state=claimed"),
        ("desk, a month", people.desk_editor, "?since=2025-06-01&until=2025-06-30"),
        ("desk, overdue", people.desk_editor, "?overdue=on"),
        ("leader, what presses", people.portal_leader, "pressing/"),
        ("officer, own unit", people.officer, ""),
    ):
        client = Client(SERVER_NAME="localhost")
        client.force_login(person, backend=BACKEND)
        client.get(address)  # the first request of a process reads templates
        times = list(pages(client, f"{address}{query}"))  # `pressing/` is below the list
        found.append((what, statistics.median(times), max(times)))
    return found


def main() -> None:
    """Measure; exit with 1 if a bound is exceeded."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--letters", type=int, default=10_000)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    is_good = True
    with installation(postgresql=options.postgresql):
        from mingtang.ground.foundation.clock import now  # needs set-up

        at = now()
        people = city(at)
        name = "PostgreSQL" if options.postgresql else "SQLite"
        if options.letters:
            tried, imported = import_past(people, options.letters, at)
            rate = options.letters / imported
            print(f"{name}: {options.letters:,} past letters tried in {tried:.1f} s, "
                  f"imported in {imported:.1f} s, {rate:,.0f} a second")  # fmt: skip
            is_good &= imported * 10_000 / options.letters <= WANTED_SECONDS
        if options.cases:
            began = time.perf_counter()
            load(options.cases, at)
            print(f"{options.cases:,} cases loaded in {time.perf_counter() - began:.0f} s")
            for what, median, longest in lists(people):
                print(f"  {what:20} median {median:6.1f} ms, longest {longest:6.1f} ms")
                is_good &= median <= WANTED_MS
    print(f"load of the machine: {', '.join(f'{one:.1f}' for one in os.getloadavg())}")
    sys.exit(not is_good)


if __name__ == "__main__":
    main()
