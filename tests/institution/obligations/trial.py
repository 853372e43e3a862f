"""Eight worker processes on the same promises at the same moment.

Run as `python -m tests.institution.obligations.trial sweep|take MOMENT`: a process of its own that loads the
platform once and forks the workers. What they did stands in the database of MINGTANG_DATABASE_URL.
"""

import os
import random
import sys
import time
from collections.abc import Callable
from datetime import datetime

WORKERS = 8


def load() -> None:
    """Set up the platform as a worker does."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "mingtang.wiring.config.settings"
    import django  # slow import

    django.setup()


def sweep(at: datetime) -> None:
    """Settle what is due, a few at a time, until nothing is."""
    from mingtang.institution.obligations.actions import settle_due  # needs set-up

    idle = 0
    while idle < 3:
        idle = 0 if settle_due(at, limit=random.randrange(1, 6)) else idle + 1


def take(at: datetime) -> None:
    """Take every sealed event in an order of one's own, as if each delivery were doubled."""
    from django.db import transaction  # needs set-up

    from mingtang.institution.obligations.actions import take_event  # needs set-up
    from mingtang.spine.events.models import Event  # needs set-up
    from tests.institution.obligations.sealed import sealed  # needs set-up

    told = [sealed(event) for event in Event.objects.sealed().filter(recorded_at__lte=at)]
    for event in random.sample(told, len(told)):
        with transaction.atomic():
            take_event(event)


def fork(work: Callable[[datetime], None], at: datetime, start: float) -> int:
    """Start a worker that begins at a moment of the monotonic clock; return its process id."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        random.seed(os.getpid())
        time.sleep(max(0.0, start - time.monotonic()))
        work(at)
        status = 0
    finally:
        os._exit(status)


def conduct(work: Callable[[datetime], None], at: datetime) -> None:
    """Let eight workers do the same work at once."""
    from mingtang.institution.obligations import jobs  # slow import - before the fork

    assert jobs.ROUTINES
    start = time.monotonic() + 0.3
    workers = [fork(work, at, start) for _ in range(WORKERS)]
    statuses = [os.waitpid(pid, 0)[1] for pid in workers]
    if any(statuses):
        raise SystemExit(f"workers ended with {statuses}")


if __name__ == "__main__":
    load()
    conduct({"sweep": sweep, "take": take}[sys.argv[1]], datetime.fromisoformat(sys.argv[2]))
