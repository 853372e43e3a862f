"""What the two workers cost while nothing happens, and how soon it hears of a change.

Run: python bench/idle.py [--seconds 60] [--postgresql]

Prints the processor time that the worker and the worker of slow lanes take, as a share of one core, and the time from a commit
in another process until its event is sealed and delivered.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

SETTLED = 10.0  # seconds after the start, when the walk through the sites is done
CHANGES = 50


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has taken, its threads included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def worker(environment: dict[str, str], *options: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a worker for as long as the block lasts."""
    process = subprocess.Popen(
        [sys.executable, "-m", "mingtang", "worker", *options],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def latencies() -> list[float]:
    """Record events one by one; return the milliseconds until each was sealed."""
    from django.db import transaction  # needs set-up

    from mingtang.ground.foundation.clock import now  # needs set-up
    from mingtang.spine.events.actions import record_event  # needs set-up
    from mingtang.spine.events.models import Event  # needs set-up

    found = []
    for number in range(CHANGES):
        time.sleep(0.05 + (number % 7) * 0.03)
        with transaction.atomic():
            event = record_event(
                code="desk.job.retried",
                subject=f"job:{number}",
                actor="system",
                at=now(),
                payload={"kind": "bench"},
            )
        began = time.perf_counter()
        while Event.objects.filter(pk=event.pk, position=None).exists():
            time.sleep(0.001)
        found.append((time.perf_counter() - began) * 1000)
    return found


def measure(seconds: float) -> None:
    """Prepare an installation in the environment's place, and print the two figures."""
    from mingtang.wiring.cli.main import setup_django  # needs set-up

    environment = dict(os.environ)
    subprocess.run([sys.executable, "-m", "mingtang", "prepare"], env=environment, check=True)
    with worker(environment) as prompt, worker(environment, "--lanes", "slow") as slow:
        time.sleep(SETTLED)
        before = cpu_seconds(prompt.pid) + cpu_seconds(slow.pid)
        time.sleep(seconds)
        share = (cpu_seconds(prompt.pid) + cpu_seconds(slow.pid) - before) / seconds * 100
        setup_django()
        found = sorted(latencies())
    print("| idle workers, % of a core | sealed after, ms p50 | p95 | most |")
    print("| --- | --- | --- | --- |")
    tail = found[int(len(found) * 0.95)]
    print(f"| {share:.2f} | {statistics.median(found):.1f} | {tail:.1f} | {found[-1]:.1f} |")


def main() -> None:
    """Choose the database and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["MINGTANG_HOME"] = home
        os.environ.pop("MINGTANG_DATABASE_URL", None)
        if not options.postgresql:
            measure(options.seconds)
            return
        from tests.harness.postgresql import Cluster  # only for this

        cluster = Cluster.start()
        try:
            os.environ["MINGTANG_DATABASE_URL"] = cluster.url("postgres")
            measure(options.seconds)
        finally:
            cluster.stop()


if __name__ == "__main__":
    main()
