"""Due moments of single periods, forward and backward."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.working_days.calendar import WorkCalendar
from mingtang.ground.foundation.working_days.index import Due
from mingtang.ground.foundation.working_days.period import Period, PeriodUnit

_WORKING_DAY = PeriodUnit.WORKING_DAY
SECOND = timedelta(seconds=1)


def due(
    start: datetime, period: Period, calendar: WorkCalendar, *, roll_forward: bool = True
) -> Due:
    """Return when a period that starts at an aware moment ends.

    The day of the start is not counted, wherever on the globe the moment was written down: its day
    is the day in Beijing. A period in days ends at 23:59:59 of its last day; one of calendar days,
    weeks, months or years whose last day is a rest day ends on the next working day, unless
    `roll_forward` is false. Hours run from the moment itself.

    :raises OutOfRange: when the end is beyond 2100.
    Source: 民法典 200—204.
    """
    if period.unit is _WORKING_DAY:  # by far the most frequent one, kept short
        zone = start.tzinfo
        if zone is BEIJING:
            return calendar.index.due_after(start.toordinal(), period.amount)
        if zone is None:
            raise ValueError("a moment needs its time zone")
        return calendar.index.due_after(start.astimezone(BEIJING).toordinal(), period.amount)
    return (period.span if roll_forward else period.counted(rolls=False)).due(start, calendar)


def due_before(
    moment: datetime, period: Period, calendar: WorkCalendar, *, roll_back: bool = True
) -> Due:
    """Return the last moment that is a period ahead of an aware moment (提前).

    The day of the moment is not counted: 7 working days ahead of a Friday end on the Wednesday of
    the week before, at 23:59:59. A rest day at the end of calendar days moves it back to the
    working day before, so that the time ahead never gets shorter.
    """
    return period.counted(rolls=roll_back).due_before(moment, calendar)


def due_many(
    starts: Iterable[datetime], period: Period, calendar: WorkCalendar, *, roll_forward: bool = True
) -> list[Due]:
    """Return the ends of one period for many starts, in their order."""
    return [due(start, period, calendar, roll_forward=roll_forward) for start in starts]


def is_in_time(done: datetime, due_at: datetime) -> bool:
    """Say whether something done at one moment was in time for another.

    The last second counts whole: what is recorded at 23:59:59.7 is still of that day.
    """
    return done < due_at + SECOND
