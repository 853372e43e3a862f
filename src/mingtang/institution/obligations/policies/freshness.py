"""Freshness: never longer than T between two renewals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mingtang.ground.foundation.working_days import (
    Due,
    PeriodError,
    WorkCalendar,
    due,
    parse_period,
)
from mingtang.institution.obligations.enums import ObligationState, Role
from mingtang.institution.obligations.policies.calendars import CalendarHistory
from mingtang.institution.obligations.policies.facts import (
    PAYLOAD,
    Keys,
    owing_units,
    owner_after,
    roles_of,
)
from mingtang.institution.obligations.policies.standing import (
    EventFact,
    MissedMoment,
    Standing,
    in_order,
    is_late,
)
from mingtang.institution.obligations.policies.warnings import warning_moments
from mingtang.institution.regulations.schema import Freshness


@dataclass(frozen=True)
class Gap:
    """Where the counting of a gap stands: since when, how long it may be, who keeps it up.

    `limit` is empty while the promise key names no update cycle of its own: then nothing runs. `opened` is
    the place of the opening among the facts, or empty for a gap that is taken up in the middle.
    """

    since: datetime
    limit: str
    unit: str
    opened: tuple[datetime, int] | None = None


def limit_of(rule: Freshness, payload: dict[str, Any]) -> str:
    """Return how long a gap may be: the rule's own number, or what the promise key names, else nothing."""
    if not rule.no_gap_over.startswith(PAYLOAD):
        return rule.no_gap_over
    named = str(payload.get(rule.no_gap_over.removeprefix(PAYLOAD)) or "")
    try:
        return str(parse_period(named)) if named else ""
    except PeriodError:
        return ""


def gap_after(rule: Freshness, gap: Gap, fact: EventFact, roles: frozenset[Role]) -> Gap:
    """Return the gap that runs once a fact has acted on it."""
    since = fact.recorded_at if Role.RENEWED in roles else gap.since
    limit, unit = gap.limit, gap.unit
    if Role.TRANSFERRED in roles:
        unit = owner_after(rule.owed_by, gap.unit, fact)
    if Role.SET in roles:
        limit = _limit_set(rule, gap, fact)
        unit = next(iter(owing_units(rule.owed_by, Keys("", "", "", fact.payload))), gap.unit)
        if limit and not gap.limit:
            since = fact.recorded_at  # nothing was promised before
    return Gap(since, limit, unit, gap.opened)


def _limit_set(rule: Freshness, gap: Gap, fact: EventFact) -> str:
    key = rule.no_gap_over.removeprefix(PAYLOAD)
    if key == rule.no_gap_over or key not in fact.payload:
        return gap.limit
    return limit_of(rule, dict(fact.payload))


def replay_freshness(
    rule: Freshness,
    gap: Gap,
    facts: Iterable[EventFact],
    history: CalendarHistory,
    at: datetime,
) -> Standing:
    """Work out where a freshness stands at `at`, from a gap and everything recorded since it began.

    A renewal that comes late ends the miss and starts the next gap: the promise itself goes on. One
    that is opened while the same promise key is kept up already ends at once: one thing is watched once.
    """
    misses: list[MissedMoment] = []
    told = in_order(facts, until=at)
    if gap.opened is not None and _is_kept_up(rule, told, gap.opened):
        return _standing(rule, gap, history, gap.since, misses, closed=True)
    for fact in told:
        if gap.opened is not None and fact.order < gap.opened:
            continue
        roles = roles_of(rule, fact)
        ran_out = _ran_out(gap, fact.recorded_at, history)
        if ran_out is not None and roles & {Role.RENEWED, Role.CLOSED}:
            misses.append(MissedMoment(ran_out, gap.unit, fact.recorded_at))
        if Role.CLOSED in roles:
            return _standing(rule, gap, history, fact.recorded_at, misses, closed=True)
        gap = gap_after(rule, gap, fact, roles)
    ran_out = _ran_out(gap, at, history)
    if ran_out is not None:
        misses.append(MissedMoment(ran_out, gap.unit))
    return _standing(rule, gap, history, at, misses, closed=False)


def _is_kept_up(rule: Freshness, facts: Iterable[EventFact], opened: tuple[datetime, int]) -> bool:
    """Tell whether an earlier opening of the promise key was still in force at an opening."""
    alive = False
    for fact in facts:
        if fact.order >= opened:
            break
        roles = roles_of(rule, fact)
        alive = (alive or Role.OPENED in roles) and Role.CLOSED not in roles
    return alive


def _ran_out(gap: Gap, moment: datetime, history: CalendarHistory) -> datetime | None:
    """Return the due moment of a gap if it had passed at a moment."""
    if not gap.limit:
        return None
    due_at = _due(gap, history.known_at(moment)).moment
    return due_at if is_late(moment, due_at) else None


def _due(gap: Gap, calendar: WorkCalendar) -> Due:
    if not gap.limit:
        return Due(gap.since, False)
    return due(gap.since, parse_period(gap.limit), calendar, roll_forward=False)


def _standing(
    rule: Freshness,
    gap: Gap,
    history: CalendarHistory,
    at: datetime,
    misses: list[MissedMoment],
    *,
    closed: bool,
) -> Standing:
    calendar = history.known_at(at)
    counted = _due(gap, calendar)
    runs = bool(gap.limit) and not closed
    overdue = bool(misses) and misses[-1].ended_at is None
    state = ObligationState.OVERDUE if overdue else ObligationState.OPEN
    warnings = (
        warning_moments(rule.warn_before, counted.moment, gap.since, calendar) if runs else ()
    )
    return Standing(
        state=ObligationState.CLOSED if closed else state,
        starts_at=gap.since,
        due_at=counted.moment,
        provisional=counted.provisional,
        unit=gap.unit,
        paused_at=gap.since if not gap.limit and not closed else None,
        decided_at=at if closed else None,
        misses=tuple(misses),
        warnings=warnings,
        renewed_at=gap.since,
        limit=gap.limit,
    )
