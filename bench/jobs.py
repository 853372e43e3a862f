"""How fast the queue is, and whether a hundred thousand slow jobs delay a prompt one.

Run: python bench/jobs.py [--slow 100000] [--prompt 5000] [--postgresql]

1. Jobs a second that one worker claims, runs and marks done, an empty function each; beside it how many
   transactions of one such update a second the same database takes by itself: what is left to gain.
2. While `--slow` jobs of a slow lane wait, and one process works them off, a prompt job is enqueued
   every 100 ms: its age when a worker starts it. Wanted: under a second, always.
"""

import argparse
import os
import signal
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from installation import installation

BATCH = 5000
LOOKS = 100
WANTED = 1.0  # seconds from enqueueing to start


def register() -> None:
    """Register two kinds that do as good as nothing, one of them slowly."""
    from mingtang.spine.jobs.enums import JobLane  # needs set-up
    from mingtang.spine.jobs.registry import JobKind, register_job  # needs set-up

    register_job(JobKind("bench.prompt", "试验", lambda run: None))
    register_job(JobKind("bench.slow", "试验", lambda run: time.sleep(0.02), lane=JobLane.EXPORT))


def fill(kind: str, lane: str, count: int) -> None:
    """Enqueue jobs, many at once."""
    from mingtang.ground.foundation.clock import now  # needs set-up
    from mingtang.spine.jobs.models import Job  # needs set-up

    at = now()
    for start in range(0, count, BATCH):
        Job.objects.bulk_create(
            Job(kind=kind, lane=lane, enqueued_by="system", enqueued_at=at, due_at=at)
            for _ in range(min(BATCH, count - start))
        )


def throughput(count: int) -> tuple[float, float]:
    """Return the jobs a second of one worker, and the bare updates a second of the database."""
    from django.db import transaction  # needs set-up

    from mingtang.ground.foundation.clock import now  # needs set-up
    from mingtang.spine.jobs.models import Job  # needs set-up
    from mingtang.spine.jobs.running import work_jobs  # needs set-up

    fill("bench.prompt", "prompt", count)
    began, done = time.perf_counter(), 0
    while ran := work_jobs(now()):
        done += ran
    jobs = done / (time.perf_counter() - began)
    assert done == count, f"{done} of {count} jobs ran"
    ids = list(Job.objects.values_list("pk", flat=True)[:1000])
    began = time.perf_counter()
    for number in ids:
        with transaction.atomic():
            Job.objects.filter(pk=number).update(done=1)
    return jobs, len(ids) / (time.perf_counter() - began)


@contextmanager
def processes(*mains: Callable[[], None]) -> Iterator[None]:
    """Run functions in processes of their own for as long as the block lasts."""
    from django.db import connections  # needs set-up

    connections.close_all()
    children = []
    for main in mains:
        child = os.fork()
        if not child:
            try:
                main()
            finally:
                os._exit(0)
        children.append(child)
    try:
        yield
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def serve_all() -> None:
    """Be the worker of a whole installation."""
    from mingtang.wiring.config.worker import Worker, installed_routines  # needs set-up

    Worker(installed_routines()).run()


def serve_slow() -> None:
    """Be the worker of the slow lanes."""
    from mingtang.spine.jobs.enums import SLOW_LANES  # needs set-up
    from mingtang.spine.jobs.jobs import lane_routines  # needs set-up
    from mingtang.wiring.config.worker import Worker  # needs set-up

    Worker(lane_routines(SLOW_LANES, lambda: None)).run()


def ages(slow: int) -> list[float]:
    """Return the seconds that prompt jobs waited while `slow` others were worked off."""
    from mingtang.ground.foundation.clock import now  # needs set-up
    from mingtang.spine.jobs.actions import enqueue_job  # needs set-up
    from mingtang.spine.jobs.models import Job  # needs set-up

    fill("bench.slow", "export", slow)
    with processes(serve_all, serve_slow):
        time.sleep(5)  # the walk through the sites at the start
        jobs = []
        for _ in range(LOOKS):
            jobs.append(enqueue_job(kind="bench.prompt", actor="system", at=now()).pk)
            time.sleep(0.1)
        time.sleep(2 * WANTED)
    rows = Job.objects.filter(pk__in=jobs).values_list("enqueued_at", "started_at")
    found = [(start - since).total_seconds() if start else 60.0 for since, start in rows]
    done = Job.objects.filter(kind="bench.slow", state="done").count()
    print(f"{done} of {slow} slow jobs were done meanwhile.", file=sys.stderr)
    return sorted(found)


def main() -> None:
    """Measure both; end with 1 where a prompt job waited too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slow", type=int, default=100_000)
    parser.add_argument("--prompt", type=int, default=5000)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    with installation(postgresql=options.postgresql):
        register()
        jobs, updates = throughput(options.prompt)
        waited = ages(options.slow)
    print(
        "| database | jobs a second | bare updates a second | prompt job starts after, ms p50 | p95 | most |"
    )
    print("| --- | --- | --- | --- | --- | --- |")
    name = "PostgreSQL" if options.postgresql else "SQLite"
    milliseconds = [1000 * one for one in waited]
    print(
        f"| {name} | {jobs:.0f} | {updates:.0f} | {statistics.median(milliseconds):.0f} "
        f"| {milliseconds[int(len(waited) * 0.95)]:.0f} | {milliseconds[-1]:.0f} |"
    )
    sys.exit(int(waited[-1] > WANTED))


if __name__ == "__main__":
    main()
