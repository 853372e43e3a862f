"""When people are told: warnings before a due moment, and never at night."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from mingtang.ground.foundation.clock import BEIJING

NIGHT_BEGINS = time(21, 0)
NIGHT_ENDS = time(7, 30)


def notify_at(moment: datetime, *, urgent: bool) -> datetime:
    """Return when a notice about `moment` may go out: at once, or after the night in Beijing.

    The night runs from 21:00 to 07:30; an urgent rule knows no night. A due moment is never moved
    by this, only the message about it.
    """
    if urgent:
        return moment
    local = moment.astimezone(BEIJING)
    if NIGHT_ENDS <= local.time() < NIGHT_BEGINS:
        return moment
    day = local.date() + timedelta(days=1 if local.time() >= NIGHT_BEGINS else 0)
    return datetime.combine(day, NIGHT_ENDS, BEIJING)


def next_warning(thresholds: Iterable[datetime], warned_at: datetime | None) -> datetime | None:
    """Return the earliest threshold behind the one last warned of, or None when all are past.

    A clock that was extended or restarted moves its thresholds behind the last warning, so it warns
    again; one that was not, warns once for each.
    """
    ahead = [moment for moment in thresholds if warned_at is None or moment > warned_at]
    return min(ahead, default=None)


def reached(
    thresholds: Iterable[datetime], warned_at: datetime | None, at: datetime
) -> list[datetime]:
    """Return the thresholds that were passed by `at` and not warned of, oldest first."""
    return sorted(
        moment
        for moment in thresholds
        if moment <= at and (warned_at is None or moment > warned_at)
    )
