"""A quota: at least N of something in every period."""

from collections.abc import Iterable
from datetime import datetime

from mingtang.ground.foundation.working_days import WorkCalendar
from mingtang.institution.obligations.enums import ObligationState, Role
from mingtang.institution.obligations.policies.calendars import CalendarHistory
from mingtang.institution.obligations.policies.facts import PAYLOAD, roles_of
from mingtang.institution.obligations.policies.periods import PeriodOfDays, is_known, target_of
from mingtang.institution.obligations.policies.standing import (
    EventFact,
    MissedMoment,
    Standing,
    in_order,
    is_late,
)
from mingtang.institution.obligations.policies.warnings import warning_moments
from mingtang.institution.regulations.enums import ShortWeek
from mingtang.institution.regulations.schema import Quota


def asked_number(rule: Quota, facts: Iterable[EventFact], period: PeriodOfDays) -> int:
    """Return how many are asked in a full period: the rule's number, or the promise key's own.

    A promise key that sets another number changes the periods that begin after it, never a running one.
    """
    if isinstance(rule.at_least, int):
        return rule.at_least
    key = rule.at_least.removeprefix(PAYLOAD)
    number = 0
    for fact in in_order(facts, until=period.begins_at):
        value = fact.payload.get(key) if fact.code in rule.set_by else None
        if value is not None:
            number = _number(value)
    return number


def _number(value: object) -> int:
    try:
        return max(0, int(str(value)))
    except ValueError:
        return 0


def replay_quota(
    rule: Quota,
    period: PeriodOfDays,
    unit: str,
    facts: Iterable[EventFact],
    history: CalendarHistory,
    at: datetime,
) -> Standing:
    """Work out where a unit stands with the quota of one period at `at`.

    Counted at arrival: only the time of recording says into which period an item falls. What is
    missing when the period ends stays missing; later items count for their own period.
    """
    known = in_order(facts, until=at)
    asked = asked_number(rule, known, period)
    arrived = _times(rule, known, period, Role.COUNTED)

    def target(moment: datetime) -> int:
        calendar = history.known_at(moment)
        return target_of(asked, rule.per, rule.shortened_week, period, calendar)

    met_at = next((t for n, t in enumerate(arrived, start=1) if 0 < target(t) <= n), None)
    ended_at = next(iter(_times(rule, known, period, Role.CLOSED)), None)
    if met_at is None and not target(ended_at or at):
        ended_at = period.begins_at  # nothing is owed
    decision = _decision(met_at, ended_at)
    decided_at = decision[1] if decision else None
    overdue = decision is None and is_late(at, period.due_at)
    judged_at = max(decided_at or at, period.begins_at)
    calendar = history.known_at(judged_at)
    return Standing(
        state=decision[0] if decision else _undecided(overdue=overdue),
        starts_at=period.begins_at,
        due_at=period.due_at,
        provisional=_is_provisional(rule, period, calendar),
        unit=unit,
        decided_at=decided_at,
        misses=(MissedMoment(period.due_at, unit),) if overdue else (),
        warnings=() if decision else _warnings(rule, period, calendar),
        number=len(arrived),
        target=target(judged_at),
    )


def _times(rule: Quota, facts: list[EventFact], period: PeriodOfDays, role: Role) -> list[datetime]:
    """Return when, inside the period, facts played a role."""
    inside = (fact for fact in facts if period.holds(fact.recorded_at))
    return [fact.recorded_at for fact in inside if role in roles_of(rule, fact)]


def _decision(
    met_at: datetime | None, ended_at: datetime | None
) -> tuple[ObligationState, datetime] | None:
    if met_at is not None and (ended_at is None or met_at <= ended_at):
        return ObligationState.MET, met_at
    return (ObligationState.CLOSED, ended_at) if ended_at is not None else None


def _undecided(*, overdue: bool) -> ObligationState:
    return ObligationState.OVERDUE if overdue else ObligationState.OPEN


def _is_provisional(rule: Quota, period: PeriodOfDays, calendar: WorkCalendar) -> bool:
    depends = rule.per == "week" and rule.shortened_week is not ShortWeek.FULL
    return depends and not is_known(period, calendar)


def _warnings(rule: Quota, period: PeriodOfDays, calendar: WorkCalendar) -> tuple[datetime, ...]:
    return warning_moments(rule.warn_before, period.due_at, period.begins_at, calendar)
