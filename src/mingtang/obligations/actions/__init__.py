"""What changes promises: events, the sweep, the calendar."""

from mingtang.obligations.actions.calendar import (
    amend_calendar,
    recalculate_obligations,
)
from mingtang.obligations.actions.facts import take_event
from mingtang.obligations.actions.quotas import open_quota_periods
from mingtang.obligations.actions.sweep import settle_due

__all__ = [
    "amend_calendar",
    "open_quota_periods",
    "recalculate_obligations",
    "settle_due",
    "take_event",
]
