"""What changes promises: events, the sweep, the calendar."""

from mingtang.institution.obligations.actions.archive import archive_decided
from mingtang.institution.obligations.actions.calendar import (
    amend_calendar,
    recalculate_obligations,
)
from mingtang.institution.obligations.actions.facts import take_event
from mingtang.institution.obligations.actions.past import PastMatter, judge_past
from mingtang.institution.obligations.actions.quotas import open_quota_periods
from mingtang.institution.obligations.actions.sweep import settle_due

__all__ = [
    "PastMatter",
    "amend_calendar",
    "archive_decided",
    "judge_past",
    "open_quota_periods",
    "recalculate_obligations",
    "settle_due",
    "take_event",
]
