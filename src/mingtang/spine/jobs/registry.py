"""Which jobs exist: rooms register a function with its lane, and calendars that enqueue it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from mingtang.spine.jobs.calendars import Calendar
from mingtang.spine.jobs.enums import JobLane


class JobRun(Protocol):
    """What a running job is given (see :class:`mingtang.spine.jobs.running.Running`)."""

    @property
    def at(self) -> datetime:
        """The moment this try was started with."""

    def now(self) -> datetime:
        """Return the moment of the start plus what has gone by."""

    def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        """Record how far the job is; raises `JobStopped` where a person stopped it meanwhile."""


JobFunction = Callable[..., dict[str, Any] | None]


@dataclass(frozen=True)
class JobKind:
    """A kind of job.

    `function(run, **arguments)` returns the result, a JSON object, or None. It may run twice where a
    worker dies, so what it does is idempotent; with `is_atomic` it runs in the transaction that marks
    the job done, and what it wrote is there exactly once. `lease` is how long a worker may be silent
    before another takes over; it is renewed while the function runs, up to `time_limit`.
    `when_failed(at, **arguments)` runs in the transaction that records that no further try is made.
    """

    name: str
    label: str
    function: JobFunction
    lane: JobLane = JobLane.PROMPT
    most_tries: int = 5
    is_atomic: bool = False
    lease: timedelta = timedelta(seconds=60)
    time_limit: timedelta = timedelta(hours=6)
    when_failed: Callable[..., None] | None = None


@dataclass(frozen=True)
class Scheduled:
    """A kind of job that a calendar enqueues; `arguments` are the same each time."""

    kind: str
    calendar: Calendar
    arguments: dict[str, Any] = field(default_factory=dict)


class UnknownJobKind(LookupError):
    """No room registered a kind of this name."""


_kinds: dict[str, JobKind] = {}
_scheduled: dict[str, Scheduled] = {}


def register_job(kind: JobKind) -> JobKind:
    """Add a kind; the same registration twice is harmless.

    :raises ValueError: another kind has the name.
    """
    known = _kinds.setdefault(kind.name, kind)
    if known != kind:
        raise ValueError(f"two kinds of job are named {kind.name}")
    return kind


def schedule_job(scheduled: Scheduled) -> None:
    """Enqueue a kind whenever its calendar says so; one calendar a kind.

    :raises UnknownJobKind: the kind is not registered.
    :raises ValueError: the kind has another calendar.
    """
    job_kind(scheduled.kind)
    known = _scheduled.setdefault(scheduled.kind, scheduled)
    if known != scheduled:
        raise ValueError(f"two calendars for {scheduled.kind}")


def job_kind(name: str) -> JobKind:
    """Return the kind of a name.

    :raises UnknownJobKind: nothing is registered under it.
    """
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownJobKind(name) from None


def kinds_in(lanes: frozenset[JobLane]) -> tuple[str, ...]:
    """Return the names of the kinds that run in these lanes, sorted."""
    return tuple(sorted(kind.name for kind in _kinds.values() if kind.lane in lanes))


def all_scheduled() -> Iterator[Scheduled]:
    """Yield what calendars enqueue, by name of the kind."""
    for name in sorted(_scheduled):
        yield _scheduled[name]


def forget_job(name: str) -> None:
    """Remove a kind and its calendar; for tests that register their own."""
    _kinds.pop(name, None)
    _scheduled.pop(name, None)
