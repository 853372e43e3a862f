"""Where a promise stands: a pure function of its rule, its facts and the calendar as known.

The facts may arrive in any order and any number of times; only what they say counts. Nothing here
knows when a job ran, so a scheduler that was off changes no verdict.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mingtang.institution.obligations.policies.calendars import CalendarHistory
from mingtang.institution.obligations.policies.duties import replay_duty
from mingtang.institution.obligations.policies.freshness import Gap, replay_freshness
from mingtang.institution.obligations.policies.periods import PeriodOfDays
from mingtang.institution.obligations.policies.quotas import replay_quota
from mingtang.institution.obligations.policies.standing import EventFact, Opening, Standing
from mingtang.institution.regulations.schema import ClockRule, Duty, Freshness, Quota


@dataclass(frozen=True)
class Share:
    """What one unit owes of a quota: one period of it."""

    period: PeriodOfDays
    unit: str


Beginning = Opening | Gap | Share


def replay(
    rule: ClockRule,
    beginning: Beginning,
    facts: Iterable[EventFact],
    history: CalendarHistory,
    at: datetime,
) -> Standing:
    """Work out where a promise stands at `at` under the rule it was opened with.

    :raises TypeError: the beginning is not of the rule's kind.
    """
    match rule, beginning:
        case Duty(), Opening():
            return replay_duty(rule, beginning, facts, history, at)
        case Freshness(), Gap():
            return replay_freshness(rule, beginning, facts, history, at)
        case Quota(), Share(period, unit):
            return replay_quota(rule, period, unit, facts, history, at)
    raise TypeError(f"{type(beginning).__name__} does not begin a {rule.kind} ({rule.id})")
