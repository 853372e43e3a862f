"""What publishing one item costs in a small and in a large archive.

    python bench/publish_one.py --archive 1000 --archive 1000000
    python bench/publish_one.py --archive 1000 --archive 100000 --database postgresql --items 50

Each archive is a database of its own, filled by the bulk loader with rows as publishing leaves them:
articles, lists, parts of months, addresses, targets with their newest version, and watches. Then
items are published, corrected and taken down by the real actions, the archives taking turns. The own
page is made by the process that commits, as the office does; then the dependent lane is worked off,
as the worker does. PostgreSQL runs with its syncs on, and so does the published tree.

Exit code 1: the largest archive costs more than 1.2 times the smallest in queries or targets or 1.5
times in median time, an own page takes longer than 200 ms (median), or what depends on it than 2 s.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from bench.one_item import STEPS, Cost, Publisher  # noqa: E402 - after the path is set
from tests.harness.postgresql import Cluster  # noqa: E402

MOST_WORK, MOST_TIME = 1.2, 1.5  # largest archive to smallest
OWN_LIMIT, DEPENDENT_LIMIT = 200.0, 2000.0  # milliseconds
POLL = 200.0  # milliseconds that a waiting page may lie before the worker looks again
SERVICE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


@dataclass(frozen=True)
class Row:
    """Medians of one step in one archive."""

    targets: float
    queries: float
    bytes: float
    own: float
    dependent: float


def row_of(costs: Sequence[Cost]) -> Row:
    """Return the medians of what was measured."""
    return Row(
        median(cost.targets for cost in costs),
        median(cost.queries for cost in costs),
        median(cost.bytes for cost in costs),
        median(cost.own for cost in costs),
        median(cost.dependent for cost in costs),
    )


def measure(database: str, archives: Sequence[int], items: int) -> dict[int, dict[str, Row]]:
    """Let the archives take turns; return the medians by archive and step."""
    costs: dict[int, dict[str, list[Cost]]] = {}
    with ExitStack() as stack:
        cluster = None
        if database == "postgresql":
            cluster = Cluster.start(SERVICE)
            stack.callback(cluster.stop)
        publishers = {
            size: stack.enter_context(Publisher(size, cluster.url if cluster else None))
            for size in archives
        }
        for size, publisher in publishers.items():
            print(f"  {publisher.load()} ({size:,} articles)", flush=True)
            costs[size] = {step: [] for step in STEPS}
        for number in range(items):
            for size, publisher in publishers.items():
                for step in STEPS:
                    costs[size][step].append(publisher.do(step, number))
    return {
        size: {step: row_of(found) for step, found in steps.items()}
        for size, steps in costs.items()
    }


def report(found: dict[int, dict[str, Row]]) -> Iterator[str]:
    """Print the table; yield each bound that does not hold."""
    smallest, largest = min(found), max(found)
    print("  step        archive    targets  queries  bytes kept  own page ms  dependents ms")
    for step in STEPS:
        for size, steps in sorted(found.items()):
            row = steps[step]
            print(
                f"  {step:<10} {size:>9,}  {row.targets:>7.0f}  {row.queries:>7.0f}"
                f"  {row.bytes:>10,.0f}  {row.own:>11.1f}  {row.dependent:>13.1f}"
            )
            yield from _too_slow(step, size, row)
        if largest > smallest:
            yield from _ratios(step, found[smallest][step], found[largest][step])


def _too_slow(step: str, size: int, row: Row) -> Iterator[str]:
    if row.own > OWN_LIMIT:
        yield f"{step}, {size:,}: own page after {row.own:.0f} ms, bound {OWN_LIMIT:.0f}"
    if row.dependent + POLL > DEPENDENT_LIMIT:
        yield f"{step}, {size:,}: dependents after {row.dependent + POLL:.0f} ms"


def _ratios(step: str, small: Row, large: Row) -> Iterator[str]:
    ratios = {
        "targets": (large.targets / small.targets, MOST_WORK),
        "queries": (large.queries / small.queries, MOST_WORK),
        "own page": (large.own / small.own, MOST_TIME),
        "dependents": (large.dependent / small.dependent, MOST_TIME),
    }
    told = ", ".join(f"{name} {ratio:.2f}" for name, (ratio, _) in ratios.items())
    print(f"  {step:<10}     ratio  {told}")
    for name, (ratio, bound) in ratios.items():
        if ratio > bound:
            yield f"{step}: {name} {ratio:.2f} times as much, bound {bound}"


def main() -> int:
    """Run for each database and say whether all bounds hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--archive", type=int, action="append", help="articles; repeatable")
    parser.add_argument("--items", type=int, default=200)
    parser.add_argument(
        "--database", action="append", choices=("sqlite", "postgresql"), help="default: both"
    )
    arguments = parser.parse_args()
    broken: list[str] = []
    for database in arguments.database or ("sqlite", "postgresql"):
        print(f"{database}, {arguments.items} items", flush=True)
        found = measure(database, arguments.archive or [1000, 1_000_000], arguments.items)
        broken += [f"{database}: {line}" for line in report(found)]
    for line in broken:
        print(f"past its bound: {line}")
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
