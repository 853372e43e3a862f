"""How many events a second are recorded, sealed, delivered and verified, beside plain inserts.

    python bench/events.py                      SQLite, as in service
    python bench/events.py --postgresql         a throw-away server (no sync to disk)
    MINGTANG_DATABASE_URL=… python bench/events.py --here    an empty database of your own

One process, one row a transaction, as actions do it. The ratio says what a recorded event costs in
plain inserts of the same row in the same run.
"""

import argparse
import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
AT = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
CODE = "bench.letter.arrived"


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


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def plain_inserts(count: int) -> None:
    """Insert the same columns into a bare table, one row a transaction."""
    from django.db import connection, transaction  # needs set-up

    insert = (
        "INSERT INTO bench_plain (code, subject, actor, unit, site, payload, occurred_at, recorded_at,"
        " reason) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
    )
    with connection.cursor() as cursor:
        for number in range(count):
            row = (
                CODE,
                f"letter:{number}",
                "person:3",
                "edu",
                "portal",
                '{"number":1}',
                AT,
                AT,
                "",
            )
            with transaction.atomic():
                cursor.execute(insert, row)


def record(count: int, keys: int) -> None:
    """Record events, one a transaction, spread over subjects."""
    from django.db import transaction  # needs set-up

    from mingtang.spine.events.actions import record_event  # needs set-up

    for number in range(count):
        with transaction.atomic():
            record_event(
                code=CODE,
                subject=f"letter:{number % keys}",
                actor="person:3",
                at=AT,
                unit="edu",
                site="portal",
                payload={"number": number},
            )


def until_nothing(step: Callable[[datetime], int]) -> Callable[[], None]:
    """Return the work of a step repeated until it finds nothing."""

    def work() -> None:
        while step(AT):
            pass

    return work


def prepare() -> None:
    """Make the tables, a bare table to compare with, an event type and a subscriber."""
    import django  # slow import

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingtang.wiring.config.settings")
    django.setup()
    from django.core.management import call_command  # needs set-up
    from django.db import connection  # needs set-up

    from mingtang.spine.events.registry import EventType, register  # needs set-up
    from mingtang.spine.events.subscribers import (  # needs set-up
        subscribe,
        subscriber_names,
        unsubscribe,
    )

    call_command("migrate", "events", verbosity=0)
    serial = "integer PRIMARY KEY" if connection.vendor == "sqlite" else "bigserial PRIMARY KEY"
    moment = "text" if connection.vendor == "sqlite" else "timestamptz"
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE bench_plain (id {serial}, code text, subject text, actor text, unit text,"
            f" site text, payload text, occurred_at {moment}, recorded_at {moment}, reason text)"
        )
        cursor.execute(f"CREATE TABLE bench_effect (id {serial}, position bigint)")
    register(EventType(CODE, "测速", frozenset({"number"})))

    def handler(event: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_effect (position) VALUES (%s)", [event.position])  # type: ignore[attr-defined]

    for name in subscriber_names():  # those of the rooms, whose tables are not here
        unsubscribe(name)
    subscribe("bench", codes=[CODE], handler=handler)


def measure(count: int, keys: int) -> None:
    """Run each part and print events a second and the ratio to plain inserts."""
    from django.db import connection  # needs set-up

    from mingtang.spine.events.delivery import deliver_due  # needs set-up
    from mingtang.spine.events.sealing import seal_waiting  # needs set-up
    from mingtang.spine.events.verification import verify  # needs set-up

    def verify_all() -> None:
        assert verify().faults == ()

    print(f"{connection.vendor}, {count} events over {keys} keys, one subscriber with one insert")
    parts: dict[str, Callable[[], object]] = {
        "plain insert": lambda: plain_inserts(count),
        "record": lambda: record(count, keys),
        "seal": until_nothing(seal_waiting),
        "deliver": until_nothing(deliver_due),
        "verify": verify_all,
    }
    seconds = {name: timed(work) for name, work in parts.items()}
    seconds["record+seal+deliver"] = sum(seconds[name] for name in ("record", "seal", "deliver"))
    for name, taken in seconds.items():
        print(
            f"{name:>22}: {count / taken:>9,.0f}/s  {taken / seconds['plain insert']:6.2f} x plain"
        )


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--here", action="store_true")
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--keys", type=int, default=1000)
    options = parser.parse_args()
    with database(postgresql=options.postgresql, here=options.here):
        prepare()
        measure(options.count, options.keys)
        from django.db import connections  # needs set-up

        connections.close_all()


if __name__ == "__main__":
    main()
