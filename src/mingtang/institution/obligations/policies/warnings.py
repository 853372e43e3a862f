"""Thresholds before a due moment at which those who owe it are warned."""

from collections.abc import Iterable
from datetime import datetime

from mingtang.ground.foundation.working_days import WorkCalendar, due_before, parse_period


def warning_moments(
    periods: Iterable[str], due_at: datetime, opened_at: datetime, calendar: WorkCalendar
) -> tuple[datetime, ...]:
    """Return the thresholds of a clock, ascending; those not after its opening are left out."""
    moments = {due_before(due_at, parse_period(period), calendar).moment for period in periods}
    return tuple(sorted(moment for moment in moments if opened_at < moment < due_at))
