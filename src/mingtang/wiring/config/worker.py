"""The worker process: runs the jobs of all rooms, each at its own pace, until it is told to stop."""

import importlib
import importlib.util
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db import Error as DatabaseError
from django.db import connections

from mingtang.ground.foundation import clock
from mingtang.ground.foundation.jobs import Job
from mingtang.wiring.config.database_checks import check_content_daily
from mingtang.wiring.config.stopping import Stop

FIRST_PAUSE = 1.0  # seconds after the first failure of a job; doubles with each further one
LONGEST_PAUSE = 30.0
LONGEST_WAIT = 10.0  # seconds without a sign of life while nothing is due
MOST_PASSES = 100_000

logger = logging.getLogger(__name__)


_OWN_JOBS = (Job("database.check", 3600.0, check_content_daily),)


class UnknownJob(LookupError):
    """A name that no job of the installed rooms has."""


def installed_jobs() -> tuple[Job, ...]:
    """Return the jobs of all installed rooms, in the order of the rooms.

    :raises ValueError: two jobs have the same name.
    """
    jobs = {job.name: job for job in _OWN_JOBS}
    for room in apps.get_app_configs():
        if not room.name.startswith("mingtang."):
            continue
        if importlib.util.find_spec(f"{room.name}.jobs") is None:
            continue
        for job in importlib.import_module(f"{room.name}.jobs").JOBS:
            if job.name in jobs:
                raise ValueError(f"two jobs are called {job.name}")
            jobs[job.name] = job
    return tuple(jobs.values())


def chosen_jobs(jobs: Sequence[Job], names: Iterable[str]) -> tuple[Job, ...]:
    """Return the jobs with these names; a room's name stands for all of its jobs.

    :raises UnknownJob: naming what no job is called.
    """
    wanted = tuple(names)
    for name in wanted:
        if not any(_is_called(job, name) for job in jobs):
            raise UnknownJob(name)
    return tuple(job for job in jobs if any(_is_called(job, name) for name in wanted))


def _is_called(job: Job, name: str) -> bool:
    return job.name == name or job.name.startswith(f"{name}.")


@dataclass
class Turn:
    """When a job is due next (seconds of the monotonic clock) and how often it failed in a row."""

    job: Job
    due: float = 0.0
    failures: int = 0


class Worker:
    """Runs jobs in one thread, one step after the other; a step is one run of one job."""

    def __init__(
        self,
        jobs: Iterable[Job],
        *,
        read_clock: Callable[[], datetime] = clock.now,
        beat: Callable[[str], None] = lambda job: None,
    ) -> None:
        self._turns = [Turn(job) for job in jobs]
        self._read_clock = read_clock
        self._beat = beat
        self._stopping = Stop()

    def stop(self) -> None:
        """Stop after the step that is running."""
        self._stopping.set()

    @property
    def is_stopping(self) -> bool:
        """Say whether the worker was told to stop."""
        return self._stopping.is_set()

    def run(self) -> None:
        """Run jobs when they are due until told to stop.

        A job that did something is due again at once, after the others had their turn. One that
        fails waits, from one second up to half a minute, and holds up no other.
        """
        while not self.is_stopping and self._turns:
            for turn in self._turns:
                if turn.due <= time.monotonic() and not self.is_stopping:
                    self._step(turn)
            self._beat("pause")
            pause = min(turn.due for turn in self._turns) - time.monotonic()
            if pause > 0:
                self._stopping.wait(min(pause, LONGEST_WAIT))

    def run_once(self) -> bool:
        """Run all jobs again and again until none has anything left to do; say whether all went well.

        A job that fails is not tried again.
        """
        for _ in range(MOST_PASSES):
            done = 0
            for turn in self._turns:
                if not turn.failures and not self.is_stopping:
                    done += self._step(turn)
            if not done:
                break
        return not any(turn.failures for turn in self._turns)

    def _step(self, turn: Turn) -> int:
        self._beat(turn.job.name)
        _renew_connections()
        try:
            done = turn.job.run(self._read_clock())
        except DatabaseError as error:
            logger.warning("任务 %s 访问数据库失败：%s", turn.job.name, error)
            _drop_connections()
            return self._note_failure(turn)
        except Exception:
            logger.exception("任务 %s 失败", turn.job.name)
            return self._note_failure(turn)
        if turn.failures:
            logger.info("任务 %s 恢复正常", turn.job.name)
        turn.failures = 0
        turn.due = time.monotonic() + (0 if done else turn.job.every)
        return done

    def _note_failure(self, turn: Turn) -> int:
        pause = max(turn.job.every, min(FIRST_PAUSE * 2**turn.failures, LONGEST_PAUSE))
        turn.failures = min(turn.failures + 1, 30)
        turn.due = time.monotonic() + pause
        return 0


def _renew_connections() -> None:
    """Close what is broken or too old; inside a transaction (of a test) nothing is closed."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()


def _drop_connections() -> None:
    """Close what may be broken; the next step connects anew."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
