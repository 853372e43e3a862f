"""Eight workers that record, seal and deliver while someone kills them at random.

Run as `python -m tests.spine.events.trial FOLDER SECONDS`: a process of its own that loads the platform
once, forks the workers, kills and replaces them, and ends. What they did stands in the database of
MINGTANG_DATABASE_URL and in files of FOLDER.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

WORKERS = 8
KEYS = 12
CODE = "trial.letter.arrived"
LEASE = timedelta(seconds=1)


def load(folder: Path) -> None:
    """Set up the log alone: nothing of the rooms above is needed, or waited for."""
    import django  # slow import
    from django.conf import settings  # needs set-up

    from mingtang.wiring.config.environment import database_settings  # needs set-up

    settings.configure(
        INSTALLED_APPS=["mingtang.spine.events"],
        DATABASES={"default": database_settings()},
        DOORBELL_DIR=folder / "doorbells",
        USE_TZ=True,
        TIME_ZONE="Asia/Shanghai",
    )
    django.setup()


def subscribe_trial(folder: Path, failing: Callable[[], bool]) -> None:
    """Add a subscriber that writes one row in the database and one line in a file per event."""
    from django.db import connection  # needs set-up

    from mingtang.spine.events.subscribers import SealedEvent, subscribe  # needs set-up

    def handler(event: SealedEvent) -> None:
        with (folder / "handled").open("a") as file:
            file.write(f"{event.position}\n")
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO trial_effect (position, letter) VALUES (%s, %s)",
                [event.position, event.subject],
            )
        if failing():
            raise RuntimeError("one in fifty")

    subscribe("trial", codes=[CODE], handler=handler)


def work(folder: Path) -> None:
    """Do the work of an action and of a worker process in turns."""
    from django.db import transaction  # needs set-up

    from mingtang.ground.foundation.clock import now  # needs set-up
    from mingtang.spine.events.actions import record_event  # needs set-up
    from mingtang.spine.events.delivery import deliver_due  # needs set-up
    from mingtang.spine.events.sealing import seal_waiting  # needs set-up

    random.seed(os.getpid())
    while not (folder / "stop").exists():
        with transaction.atomic():
            recorded = [
                record_event(
                    code=CODE,
                    subject=f"letter:{random.randrange(KEYS)}",
                    actor="system",
                    at=now(),
                    payload={"number": os.getpid()},
                )
                for _ in range(random.randrange(1, 4))
            ]
        with (folder / "recorded").open("a") as file:
            file.writelines(f"{event.pk}\n" for event in recorded)
        seal_waiting(now(), limit=random.randrange(1, 50))
        deliver_due(now(), limit=random.randrange(1, 6), lease=LEASE)


def start(folder: Path) -> int:
    """Fork a worker and return its process id."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        work(folder)
        status = 0
    finally:
        os._exit(status)


def conduct(folder: Path, seconds: float) -> int:
    """Run eight workers and kill one of them every tenth of a second; return how many.

    The time counts from the first event: on a busy machine it may be long in coming.
    """
    workers = {start(folder) for _ in range(WORKERS)}
    while not (folder / "recorded").exists():
        time.sleep(0.05)
    until = time.monotonic() + seconds
    killed = 0
    while time.monotonic() < until:
        time.sleep(random.uniform(0.05, 0.15))
        victim = random.choice(sorted(workers))
        os.kill(victim, signal.SIGKILL)
        os.waitpid(victim, 0)
        workers.remove(victim)
        killed += 1
        workers.add(start(folder))
    (folder / "stop").touch()
    statuses = [os.waitpid(pid, 0)[1] for pid in workers]
    if any(statuses):
        raise SystemExit(f"workers ended with {statuses}")
    return killed


if __name__ == "__main__":
    load(Path(sys.argv[1]))
    from mingtang.spine.events.registry import EventType, register

    register(EventType(CODE, "来信到达", frozenset({"number"})))
    subscribe_trial(Path(sys.argv[1]), lambda: random.random() < 0.02)
    print(conduct(Path(sys.argv[1]), float(sys.argv[2])))
