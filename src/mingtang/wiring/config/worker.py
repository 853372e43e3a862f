"""The worker process: runs the routines of all rooms, each at its own pace, until it is told to stop."""

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
from mingtang.ground.foundation.routines import Routine
from mingtang.spine.jobs.doorbell import Doorbell
from mingtang.wiring.config.database_checks import check_content_daily

FIRST_PAUSE = 1.0  # seconds after the first failure of a job; doubles with each further one
LONGEST_PAUSE = 30.0
LONGEST_WAIT = 10.0  # seconds without a sign of life while nothing is due
LONGEST_NET = 10.0  # seconds until work is found whose ring was lost
MOST_PASSES = 100_000

logger = logging.getLogger(__name__)


_OWN_ROUTINES = (Routine("database.check", 3600.0, check_content_daily),)


class UnknownRoutine(LookupError):
    """A name that no job of the installed rooms has."""


def installed_routines() -> tuple[Routine, ...]:
    """Return the routines of all installed rooms, in the order of the rooms.

    :raises ValueError: two routines have the same name.
    """
    routines = {routine.name: routine for routine in _OWN_ROUTINES}
    for room in apps.get_app_configs():
        if not room.name.startswith("mingtang."):
            continue
        if importlib.util.find_spec(f"{room.name}.jobs") is None:
            continue
        for routine in importlib.import_module(f"{room.name}.jobs").ROUTINES:
            if routine.name in routines:
                raise ValueError(f"two routines are called {routine.name}")
            routines[routine.name] = routine
    return tuple(routines.values())


def chosen_routines(routines: Sequence[Routine], names: Iterable[str]) -> tuple[Routine, ...]:
    """Return the routines with these names; a room's name stands for all of its routines.

    :raises UnknownRoutine: naming what no routine is called.
    """
    wanted = tuple(names)
    for name in wanted:
        if not any(_is_called(routine, name) for routine in routines):
            raise UnknownRoutine(name)
    return tuple(one for one in routines if any(_is_called(one, name) for name in wanted))


def _is_called(routine: Routine, name: str) -> bool:
    return routine.name == name or routine.name.startswith(f"{name}.")


@dataclass
class RoutineTurn:
    """When a routine is due next (seconds of the monotonic clock), and how its last runs went.

    `failures` counts those in a row that failed, `idle_runs` those since the last ring or work that
    found nothing.
    """

    routine: Routine
    due: float = 0.0
    failures: int = 0
    idle_runs: int = 0


def pause_of(routine: Routine, idle_runs: int) -> float:
    """Return the seconds to the next run after so many that found nothing.

    What the doorbell wakes is looked at less often the longer nothing happens, at least every ten
    seconds: the bell tells of new work, this is the net under a ring that was lost.
    """
    if not routine.on_bell:
        return routine.every
    doubled: float = routine.every * 2 ** min(idle_runs - 1, 10)
    return max(routine.every, min(doubled, LONGEST_NET))


class Worker:
    """Runs routines in one thread, one step after the other; a step is one run of one routine."""

    def __init__(
        self,
        routines: Iterable[Routine],
        *,
        read_clock: Callable[[], datetime] = clock.now,
        beat: Callable[[str], None] = lambda routine: None,
    ) -> None:
        self._turns = [RoutineTurn(routine) for routine in routines]
        self._read_clock = read_clock
        self._beat = beat
        self._bell: Doorbell | None = None
        self._is_stopping = False

    def stop(self) -> None:
        """Stop after the step that is running; a signal handler may call this."""
        self._is_stopping = True
        if self._bell is not None:
            self._bell.ring()

    @property
    def is_stopping(self) -> bool:
        """Say whether the worker was told to stop."""
        return self._is_stopping

    def run(self) -> None:
        """Run routines when they are due, or the doorbell rings, until told to stop.

        A routine that did something is due again at once, after the others had their turn. One that
        fails waits, from one second up to half a minute, and holds up no other.
        """
        with Doorbell() as self._bell:
            while not self.is_stopping and self._turns:
                for turn in self._turns:
                    if turn.due <= time.monotonic() and not self.is_stopping:
                        self._step(turn)
                self._beat("pause")
                pause = min(turn.due for turn in self._turns) - time.monotonic()
                if not self.is_stopping and self._bell.wait(min(pause, LONGEST_WAIT)):
                    self._wake()
        self._bell = None

    def run_once(self) -> bool:
        """Run all routines until none has anything left to do; return whether all went well.

        A routine that fails is not tried again.
        """
        for _ in range(MOST_PASSES):
            done = 0
            for turn in self._turns:
                if not turn.failures and not self.is_stopping:
                    done += self._step(turn)
            if not done:
                break
        return not any(turn.failures for turn in self._turns)

    def _wake(self) -> None:
        """Make what waits for the bell due. What failed waits until its pause is over."""
        for turn in self._turns:
            if turn.routine.on_bell and not turn.failures:
                turn.due, turn.idle_runs = 0.0, 0

    def _step(self, turn: RoutineTurn) -> int:
        self._beat(turn.routine.name)
        _renew_connections()
        try:
            done = turn.routine.run(self._read_clock())
        except DatabaseError as error:
            logger.warning("任务 %s 访问数据库失败：%s", turn.routine.name, error)
            _drop_connections()
            return self._note_failure(turn)
        except Exception:
            logger.exception("任务 %s 失败", turn.routine.name)
            return self._note_failure(turn)
        if turn.failures:
            logger.info("任务 %s 恢复正常", turn.routine.name)
        turn.failures = 0
        turn.idle_runs = 0 if done else turn.idle_runs + 1
        turn.due = time.monotonic() + (0 if done else pause_of(turn.routine, turn.idle_runs))
        if done:
            self._wake()  # its outcome may be work for others
        return done

    def _note_failure(self, turn: RoutineTurn) -> int:
        pause = max(turn.routine.every, min(FIRST_PAUSE * 2**turn.failures, LONGEST_PAUSE))
        turn.failures = min(turn.failures + 1, 30)
        turn.due = time.monotonic() + pause
        return 0


def _renew_connections() -> None:
    """Close what is broken or too old; inside a transaction (of a test) nothing is closed."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()


def _drop_connections() -> None:
    """Close what may be broken; the next step opens another."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
