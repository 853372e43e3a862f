"""Workers that run jobs while they are killed at random and their clocks jump.

Run as `python -m tests.spine.jobs.trial SECONDS KILLS`: loads the room alone, forks eight workers, kills
and replaces them for so many seconds and until so many were killed, however slow the machine is; prints
the number of kills. What ran is in the database of MINGTANG_DATABASE_URL.
"""

import os
import random
import select
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

WORKERS = 8
KEYS = 20
LEASE = timedelta(seconds=1)


def load() -> None:
    """Set up the room of jobs alone."""
    import django  # slow import
    from django.conf import settings  # needs set-up

    from mingtang.wiring.config.environment import database_settings  # needs set-up

    settings.configure(
        DOORBELL_DIR=Path(os.environ["MINGTANG_HOME"]) / "doorbells",
        INSTALLED_APPS=["mingtang.spine.jobs"],
        DATABASES={"default": database_settings()},
        USE_TZ=True,
        TIME_ZONE="Asia/Shanghai",
    )
    django.setup()


def register_trial() -> None:
    """Register a kind whose effect and whose end are one transaction, and one that only counts."""
    from django.db import connection  # needs set-up

    from mingtang.spine.jobs.registry import JobKind, JobRun, register_job  # needs set-up

    def effect(run: JobRun, number: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO trial_effect (number) VALUES (%s)", [number])
        if random.random() < 0.05:
            raise RuntimeError("one in twenty")

    register_job(
        JobKind("trial.effect", "试验", effect, most_tries=1000, is_atomic=True, lease=LEASE)
    )


def work(goes_on: Callable[[], bool], first_job: Callable[[], object] = lambda: None) -> None:
    """Enqueue and run jobs as an action and a worker would; the clock is up to a minute off.

    `first_job` is called once, when a first job is in the queue.
    """
    from django.db import Error, connection  # needs set-up

    from mingtang.ground.foundation.clock import now  # needs set-up
    from mingtang.spine.jobs.actions import enqueue_job  # needs set-up
    from mingtang.spine.jobs.running import work_jobs  # needs set-up

    while goes_on():
        at = now() + timedelta(seconds=random.choice([0, 0, 0, -60, 60]))
        try:
            number = random.randrange(10**9)
            enqueue_job(
                kind="trial.effect",
                actor="system",
                at=at,
                arguments={"number": number},
                key=f"key:{number % KEYS}" if number % 2 else "",
            )
            first_job()
            first_job = lambda: None  # noqa: E731
            work_jobs(at, limit=5)
        except Error:  # a lock of SQLite that took too long, or a connection cut by a kill
            connection.close()


def conduct(seconds: float, least_kills: int) -> int:
    """Fork the workers, kill one after the other; return the number of kills.

    Only a worker that has enqueued something is killed: on a busy machine they would all be killed
    while they start, and nothing would be tried.
    """
    until = time.time() + seconds
    kills = 0
    children: dict[int, int] = {}  # what tells of the first job -> process
    while time.time() < until or kills < least_kills:
        while len(children) < WORKERS:
            children.update([_fork()])
        time.sleep(random.uniform(0.02, 0.15))
        ready, _, _ = select.select(list(children), [], [], 0)
        if not ready:
            continue
        told = random.choice(ready)
        victim = children.pop(told)
        os.close(told)
        os.kill(victim, signal.SIGKILL)
        os.waitpid(victim, 0)
        kills += 1
    for child in children.values():
        os.kill(child, signal.SIGTERM)
    for child in children.values():
        os.waitpid(child, 0)
    return kills


def _fork() -> tuple[int, int]:
    """Start a worker; return what becomes readable after its first job, and its process."""
    told, tell = os.pipe()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())  # before the child can get one
    pid = os.fork()
    if pid:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.close(tell)
        return told, pid
    try:
        random.seed()
        work(lambda: not stop.is_set(), first_job=lambda: os.write(tell, b"."))
    finally:
        os._exit(0)


if __name__ == "__main__":
    load()
    register_trial()
    print(conduct(float(sys.argv[1]), int(sys.argv[2])))
