"""Processes that take forms in and over while they are killed at random and their clocks jump.

Run as `python -m tests.workbench.intake.killing KILLS FILE`: forks four processes, kills and replaces
them until so many were killed. FILE gets the code of each receipt that a citizen was shown.
"""

import os
import random
import signal
import sys
import time
import uuid
from dataclasses import replace
from datetime import timedelta

PROCESSES = 4


def load() -> None:
    """Set up the platform and register the form of the trial."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "mingtang.wiring.config.settings"
    import django  # slow import

    django.setup()
    from mingtang.spine.events.registry import register  # needs set-up
    from mingtang.workbench.intake.forms import FormLimits, register_form  # needs set-up
    from tests.workbench.intake.trial import EVENT_TYPE, FORM  # needs set-up

    register(EVENT_TYPE)
    register_form(replace(FORM, limits=FormLimits(by_all=10**6)))


def work(shown: int) -> None:
    """Take one form in and some over, again and again, as both processes do."""
    from django.db import Error, connection  # needs set-up

    from mingtang.ground.foundation.clock import now  # needs set-up
    from mingtang.workbench.intake.actions import receive_form, take_waiting  # needs set-up
    from mingtang.workbench.intake.forms import public_form  # needs set-up
    from tests.workbench.intake.trial import pdf, sent  # needs set-up

    form = public_form("trial")
    while True:
        try:
            name = uuid.uuid4().hex
            given = sent(name, *([pdf()] if random.random() < 0.3 else []), address=name)
            receipt = receive_form(form=form, sent=given, at=now())
            os.write(shown, f"{receipt.code}\n".encode())
            late = random.choice([0, 0, 0, 150])  # seconds: past the lease of others
            take_waiting(at=now() + timedelta(seconds=late), limit=5)
        except Error:  # a lock of SQLite that took too long, or a connection cut by a kill
            connection.close()


def conduct(least_kills: int, file: str) -> None:
    """Kill one process after the other; each has written a receipt since it started."""
    shown = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    children = [_fork(shown) for _ in range(PROCESSES)]
    for _ in range(least_kills):
        before = os.fstat(shown).st_size
        while os.fstat(shown).st_size < before + 17 * PROCESSES:
            time.sleep(0.01)
        time.sleep(random.uniform(0, 0.05))
        _end(children.pop(random.randrange(len(children))))
        children.append(_fork(shown))
    for child in children:
        _end(child)


def _end(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _fork(shown: int) -> int:
    if pid := os.fork():
        return pid
    try:
        random.seed()
        work(shown)
    finally:
        os._exit(0)


if __name__ == "__main__":
    load()
    conduct(int(sys.argv[1]), sys.argv[2])
