"""Rows and steps that a sweep costs with 10,000 and with 1,000,000 open promises.

    python bench/obligations.py                      SQLite, as in service
    python bench/obligations.py --postgresql         a throw-away server (no sync to disk)
    MINGTANG_DATABASE_URL=… python bench/obligations.py --here    an empty database of your own

Both tables hold the same few promises that are due for something, among many that are not. What a
sweep reads of the promises is measured, not estimated:

- PostgreSQL: the counters of the table and its indices (`pg_stat_user_tables`, `pg_stat_user_indexes`)
  before and after: rows fetched, and rows read by scanning.
- SQLite: steps of its virtual machine (progress handler, every step), which grow with each row that
  a statement looks at; and the plan of the statement that finds what is due.
"""

import argparse
import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
BEIJING = ZoneInfo("Asia/Shanghai")
OPENED = datetime(2026, 3, 11, 10, 0, tzinfo=BEIJING)
AT = datetime(2026, 3, 13, 9, 0, tzinfo=BEIJING)  # the due ones ran out the evening before
QUIET = datetime(2026, 3, 12, 9, 0, tzinfo=BEIJING)
DUE_NOW = 100
SLICE = 100_000


@contextlib.contextmanager
def database(*, postgresql: bool, here: bool) -> Iterator[None]:
    """Point the settings at a database that is thrown away afterwards, unless it is the caller's."""
    sys.path[:0] = [str(ROOT)]
    home = tempfile.mkdtemp(prefix="mingtang-bench-")
    os.environ["MINGTANG_HOME"] = home
    cluster = None
    if not here:
        os.environ.pop("MINGTANG_DATABASE_URL", None)
    if postgresql:
        from tests.harness.postgresql import Cluster  # only where asked for

        cluster = Cluster.start()
        os.environ["MINGTANG_DATABASE_URL"] = cluster.url("postgres")
    try:
        yield
    finally:
        if cluster:
            cluster.stop()
        shutil.rmtree(home)


def prepare() -> None:
    """Make the tables and a city that goes by the demo pack."""
    import django  # slow import

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingtang.wiring.config.settings")
    django.setup()
    from django.core.management import call_command  # needs set-up

    from mingtang.institution.obligations.queries.calendar import calendar_history  # needs set-up
    from mingtang.institution.organization.models import Unit, UnitClosure  # needs set-up
    from mingtang.institution.regulations.actions import bind_pack, install_pack  # needs set-up
    from mingtang.institution.regulations.loading import load_pack  # needs set-up

    for room in ("events", "regulations", "organization", "obligations"):
        call_command("migrate", room, verbosity=0)
    began = OPENED - timedelta(days=100)
    install_pack(actor="system", at=began, pack=load_pack("demo"))
    city = Unit.objects.create(code="city", name="市", kind="city", added_at=began)
    UnitClosure.attach(city.pk, None)
    bind_pack(actor="system", at=began, unit_key="city", pack="demo", valid_from=began.date())
    calendar_history()


def open_one(number: int) -> Any:
    """Open a promise of the desk as the platform does, through an event."""
    from django.db import transaction  # needs set-up

    from mingtang.institution.obligations.actions import take_event  # needs set-up
    from mingtang.institution.obligations.models import Obligation  # needs set-up
    from mingtang.spine.events.subscribers import SealedEvent  # needs set-up

    with transaction.atomic():
        take_event(
            SealedEvent(
                position=number,
                code="submission.arrived",
                subject=f"article:{number}",
                actor="person:1",
                unit="city",
                site="",
                payload={"desk": "city", "kind": "notice", "urgent": True},
                occurred_at=OPENED,
                recorded_at=OPENED,
            )
        )
    return Obligation.objects.get(rule_id="submission.desk", subject=f"article:{number}")


def multiply(count: int, *, first: int, days_later: int) -> None:
    """Copy the first promise `count` times in SQL, due that many days later and never two alike."""
    from django.db import connection  # needs set-up

    from mingtang.institution.obligations.models import Obligation  # needs set-up

    columns = [
        field.column for field in Obligation._meta.local_concrete_fields if field.column != "id"
    ]
    for start in range(0, count, SLICE):
        size = min(SLICE, count - start)
        number = f"({first + start} + n.i)"
        told = {
            "opened_position": number,
            "subject": f"'article:' || {number}",
            "promise_key": f"'article:' || {number}",
        }
        if days_later:
            told |= {
                name: later(name, number, days_later) for name in ("due_at", "warn_at", "next_at")
            }
        values = ", ".join(told.get(column, f'o."{column}"') for column in columns)
        names = ", ".join(f'"{column}"' for column in columns)
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {size - 1})"
                f" INSERT INTO obligations_obligation ({names}) SELECT {values}"
                " FROM n, (SELECT * FROM obligations_obligation WHERE rule_id = 'submission.desk'"
                " ORDER BY id LIMIT 1) o"
            )


def later(name: str, number: str, days: int) -> str:
    """Return the SQL of a moment some days on, spread over a month."""
    from django.db import connection  # needs set-up

    spread = f"({days} + {number} % 30)"
    if connection.vendor == "sqlite":
        return f"strftime('%Y-%m-%d %H:%M:%S', o.{name}, '+' || {spread} || ' days')"
    return f"o.{name} + {spread} * interval '1 day'"


@dataclass(frozen=True)
class Cost:
    """What a piece of work cost."""

    settled: int
    seconds: float
    read: int


def cost_of_sweep(at: datetime) -> Cost:
    """Sweep until nothing is due; count what the database read of the promises meanwhile."""
    from django.db import connection  # needs set-up

    from mingtang.institution.obligations.actions import settle_due  # needs set-up
    from mingtang.spine.events.models import Delivery  # needs set-up

    heard = {"state": "done", "done_at": at}
    Delivery.objects.filter(done_at=None).update(**heard)
    before = read_so_far()
    with counting_steps() as steps:
        started = time.perf_counter()
        settled = 0
        while done := settle_due(at):
            settled += done
            Delivery.objects.filter(done_at=None).update(**heard)
        seconds = time.perf_counter() - started
    read = read_so_far() - before if connection.vendor == "postgresql" else steps[0]
    return Cost(settled, seconds, read)


@contextlib.contextmanager
def counting_steps() -> Iterator[list[int]]:
    """Count the steps of SQLite's virtual machine."""
    from django.db import connection  # needs set-up

    steps = [0]
    if connection.vendor != "sqlite":
        yield steps
        return

    def count() -> int:
        steps[0] += 1
        return 0

    connection.ensure_connection()
    connection.connection.set_progress_handler(count, 1)
    yield steps
    connection.connection.set_progress_handler(None, 1)


def read_so_far() -> int:
    """Return how many rows and index entries of the promises PostgreSQL has read by now."""
    from django.db import connection  # needs set-up

    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT t.seq_tup_read + t.idx_tup_fetch"
            " + (SELECT sum(i.idx_tup_read) FROM pg_stat_user_indexes i WHERE i.relid = t.relid)"
            " FROM pg_stat_user_tables t WHERE t.relname = 'obligations_obligation'"
        )
        return int(cursor.fetchone()[0])


def plan() -> str:
    """Return how the database finds what is due."""
    from mingtang.institution.obligations.models import Obligation  # needs set-up

    due = Obligation.objects.filter(next_at__lte=AT).order_by("next_at")[:100]
    return due.explain()


def measure(size: int) -> tuple[Cost, Cost]:
    """Fill the table, sweep a quiet moment and one at which a hundred promises ran out."""
    from django.db import connection, transaction  # needs set-up

    from mingtang.institution.obligations.models import Miss, Obligation  # needs set-up

    Miss.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM obligations_obligation")
    with transaction.atomic():
        open_one(1)
        multiply(DUE_NOW - 1, first=2, days_later=0)
        multiply(size - DUE_NOW, first=1_000_000, days_later=30)
    Obligation.objects.exclude(rule_id="submission.desk").delete()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert Obligation.objects.live().count() == size
    quiet = cost_of_sweep(QUIET)
    assert quiet.settled == 0
    busy = cost_of_sweep(AT)
    assert Miss.objects.count() == DUE_NOW
    return quiet, busy


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--postgresql", action="store_true", help="on a throw-away server")
    parser.add_argument(
        "--here", action="store_true", help="in the database of MINGTANG_DATABASE_URL"
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 1_000_000])
    told = parser.parse_args()
    with database(postgresql=told.postgresql, here=told.here):
        prepare()
        from django.db import connection  # needs set-up

        what = "rows and index entries read" if connection.vendor == "postgresql" else "VM steps"
        print(
            f"{connection.vendor}: a sweep that finds nothing, and one over {DUE_NOW} that ran out"
        )
        for size in told.sizes:
            quiet, busy = measure(size)
            print(
                f"{size:>9,} open: nothing due {quiet.read:,} {what}, {quiet.seconds * 1000:.1f} ms;"
                f" {busy.settled} settled {busy.read:,} {what}, {busy.seconds:.2f} s"
            )
        print("\n".join(f"  {line}" for line in plan().splitlines()))
        connection.close()


if __name__ == "__main__":
    main()
