"""How long a year of past letters takes to come in, and a page of a list of a million cases.

Run: python bench/letters.py [--letters 10000] [--cases 1000000] [--postgresql]

1. A table of past letters (CSV) is uploaded, tried and imported: cases with sealed texts, answers, events,
   verdicts by the rules in force. Wanted: 10,000 in a minute.
2. Cases of three units are loaded as rows; the desk, which sees all, and an officer page through the list by
   the screen, and the desk narrows it. Wanted: a page in 100 ms, the median of each.
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
SLICE = 20_000
HEAD = "编号,收到时间,答复时间,类别,办理单位,标题,来信内容,来信人,联系电话,答复内容,满意度"
KINDS = ("咨询", "投诉", "建议", "求助", "举报")
UNITS = ("市教育局", "市卫健委", "市政府办公室")


def city(at: datetime) -> Any:
    """Make the small city of the tests and bind its rules."""
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
    """Return how many seconds a trial takes, and the import."""
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


def load(count: int, at: datetime) -> None:
    """Load cases as rows; one sealed text serves all."""
    from mingtang.workbench.casework.models import Case  # needs set-up

    states = ("closed",) * 7 + ("answered", "claimed", "dispatched")
    units = ("edu", "health", "office")
    for first in range(0, count, SLICE):
        Case.objects.bulk_create(
            Case(
                kind="letter",
                category="inquiry",
                channel="site",
                number=f"测〔2025〕{number}号",
                title="路灯不亮",
                site="portal",
                desk_unit="office",
                unit=units[number % 3],
                state=states[number % 10],
                received_at=at - timedelta(seconds=number * 31),
            )
            for number in range(first, min(first + SLICE, count))
        )


def pages(client: Any, address: str) -> Iterator[float]:
    """Yield the milliseconds of each page, from the first on."""
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
    """Return what was asked for, the median and the longest time of its pages."""
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
        ("officer, own unit", people.officer, ""),
    ):
        client = Client()
        client.force_login(person, backend=BACKEND)
        client.get(address)  # the first request of a process reads templates
        times = list(pages(client, f"{address}{query}"))
        found.append((what, statistics.median(times), max(times)))
    return found


def main() -> None:
    """Measure; end with 1 past a bound."""
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
