"""Values that go into a replay and come out of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mingtang.ground.foundation.working_days import is_in_time
from mingtang.institution.obligations.enums import ObligationState


@dataclass(frozen=True)
class EventFact:
    """What a promise needs to know of one sealed event. `recorded_at` alone is judged by."""

    position: int
    code: str
    recorded_at: datetime
    unit: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)

    @property
    def order(self) -> tuple[datetime, int]:
        """Where the fact stands among others: by its time, then by its position in the log."""
        return (self.recorded_at, self.position)


@dataclass(frozen=True)
class Opening:
    """How a promise began: the event, the moment the clock starts from, and who owes it."""

    position: int
    at: datetime
    starts_at: datetime
    unit: str

    @property
    def order(self) -> tuple[datetime, int]:
        """Where the opening stands among the facts."""
        return (self.at, self.position)


@dataclass(frozen=True)
class MissedMoment:
    """One due moment that passed unmet (逾期): who owed it then, and when it was made good."""

    due_at: datetime
    unit: str
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """Where a promise stands, worked out from its rule, its facts and the calendar alone.

    `due_at` of a paused clock is the one it had when it was stopped. `warnings` are the thresholds
    before the due moment, ascending. `decided_at` is the time of the fact that met or closed it.
    `number` counts what a quota has, out of `target`; `renewed_at` and
    `limit` are a freshness' latest renewal and the gap it allows.
    """

    state: ObligationState
    starts_at: datetime
    due_at: datetime
    provisional: bool
    unit: str
    paused_at: datetime | None = None
    decided_at: datetime | None = None
    misses: tuple[MissedMoment, ...] = ()
    warnings: tuple[datetime, ...] = ()
    number: int = 0
    target: int = 0
    renewed_at: datetime | None = None
    limit: str = ""


def in_order(facts: Iterable[EventFact], *, until: datetime) -> list[EventFact]:
    """Return the facts recorded until a moment, oldest first, each once, however they arrived."""
    once = {fact.position: fact for fact in facts if fact.recorded_at <= until}
    return sorted(once.values(), key=lambda fact: fact.order)


def is_late(moment: datetime, due_at: datetime) -> bool:
    """Tell whether a moment is behind a due moment, whose last second counts whole.

    Source: 民法典 203 (the last day ends at its end).
    """
    return not is_in_time(moment, due_at)
