"""The four ways in which a period is counted, each able to say its end, what is left, and why.

- :class:`WorkingDays`: days on which offices work; ends at the end of the last one.
- :class:`CalendarSpan`: months and days of the calendar; an end on a rest day moves to the next
  working day.
- :class:`WorkingTime`: office hours of working days.
- :class:`ClockTime`: hours and minutes without break.

An anchor is an aware moment; the day it falls on in Beijing is never counted by the first two.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.working_days.calendar import WorkCalendar
from mingtang.ground.foundation.working_days.index import Due, OutOfRange

MINUTE = 60_000_000
SUMMER_TIME_UNTIL = 1991


def in_beijing(moment: datetime) -> datetime:
    """Return an aware moment in Beijing time.

    :raises ValueError: for a naive one, whose day nobody can know.
    """
    if moment.tzinfo is BEIJING:
        return moment
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(BEIJING)


def day_of(moment: datetime) -> int:
    """Return the ordinal of the Beijing day on which an aware moment falls."""
    return in_beijing(moment).toordinal()


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """`count` working days; 0 is what is left of a clock that was stopped on its last day."""

    count: int

    def due(self, anchor: datetime, calendar: WorkCalendar) -> Due:
        """Return the end of the last working day counted from the day after `anchor`."""
        start = day_of(anchor)
        if self.count:
            return calendar.index.due_after(start, self.count)
        return calendar.index.due_on_or_after(start)

    def due_before(self, anchor: datetime, calendar: WorkCalendar) -> Due:
        """Return the end of the last working day counted back from the day before `anchor`."""
        index = calendar.index
        start = day_of(anchor)
        day = index.nth_before(start, self.count)
        return index.day_end(day, guessed=index.guessed_days(day - 1, start - 1))

    def left(self, anchor: datetime, pause: datetime, calendar: WorkCalendar) -> "WorkingDays":
        """Return what is left when the clock stops; the day on which it stops is used up."""
        return WorkingDays(max(0, self.count - self._used(anchor, pause, calendar)))

    def _used(self, anchor: datetime, pause: datetime, calendar: WorkCalendar) -> int:
        return calendar.index.working_days(day_of(anchor), day_of(pause))

    def guessed(self, anchor: datetime, until: datetime, calendar: WorkCalendar) -> bool:
        """Say whether a day of an unknown year was looked at on the way."""
        return calendar.index.guessed_days(day_of(anchor), day_of(until)) > 0


@dataclass(frozen=True, slots=True)
class CalendarSpan:
    """Months, then days, of the calendar.

    Source: 民法典 201—203 (the day of the start is not counted; months and years end on the day of
    the same number, or the last of a shorter month; a rest day at the end moves it to the next).
    """

    months: int
    days: int
    rolls: bool = True

    def due(self, anchor: datetime, calendar: WorkCalendar) -> Due:
        """Return the end of the last day, rolled forward from a rest day."""
        raw = self._raw_day(anchor, 1)
        if self.rolls:
            return calendar.index.due_on_or_after(raw)
        return calendar.index.day_end(raw, guessed=False)

    def due_before(self, anchor: datetime, calendar: WorkCalendar) -> Due:
        """Return the end of the last day counted back, rolled back from a rest day."""
        raw = self._raw_day(anchor, -1)
        if not self.rolls:
            return calendar.index.day_end(raw, guessed=False)
        day = calendar.index.on_or_before(raw)
        return calendar.index.day_end(day, guessed=calendar.index.guessed_days(day - 1, raw))

    def left(self, anchor: datetime, pause: datetime, calendar: WorkCalendar) -> "CalendarSpan":
        """Return the days left when the clock stops; the day on which it stops is used up."""
        days = self._raw_day(anchor, 1) - day_of(pause)
        return CalendarSpan(0, max(0, days), self.rolls)

    def guessed(self, anchor: datetime, until: datetime, calendar: WorkCalendar) -> bool:
        """Counting days of the calendar looks at no year's arrangement."""
        return False

    def counted_days(self, anchor: datetime, direction: int) -> int:
        """Return how many days of the calendar are between the anchor's day and the raw end."""
        return abs(self._raw_day(anchor, direction) - day_of(anchor))

    def _raw_day(self, anchor: datetime, direction: int) -> int:
        if not self.months:
            return day_of(anchor) + direction * self.days
        day = in_beijing(anchor).date()
        try:
            day = months_later(day, direction * self.months)
            return (day + timedelta(days=direction * self.days)).toordinal()
        except (OverflowError, ValueError):
            raise OutOfRange from None


def months_later(day: date, months: int) -> date:
    """Return the day of the same number some months on, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """Microseconds of office hours."""

    length: int

    def due(self, anchor: datetime, calendar: WorkCalendar) -> Due:
        """Return the first moment at which that much office time has passed."""
        start = in_beijing(anchor)
        if not self.length:
            return Due(start, False)
        hours = calendar.office_hours
        rank, spare = divmod(_position(start, calendar) + self.length - 1, hours.day_length)
        day = calendar.index.working_day(rank)
        guessed = calendar.index.guessed_days(start.toordinal() - 1, day) > 0
        return Due(_at(day, hours.earliest(spare + 1)), guessed)

    def due_before(self, anchor: datetime, calendar: WorkCalendar) -> Due:
        """Return the last moment from which that much office time is left until `anchor`."""
        start = in_beijing(anchor)
        hours = calendar.office_hours
        rank, spare = divmod(_position(start, calendar) - self.length, hours.day_length)
        day = calendar.index.working_day(rank)
        guessed = calendar.index.guessed_days(day - 1, start.toordinal()) > 0
        return Due(_at(day, hours.latest(spare)), guessed)

    def left(self, anchor: datetime, pause: datetime, calendar: WorkCalendar) -> "WorkingTime":
        """Return what is left when the clock stops."""
        used = _position(in_beijing(pause), calendar) - _position(in_beijing(anchor), calendar)
        return WorkingTime(max(0, self.length - used))

    def guessed(self, anchor: datetime, until: datetime, calendar: WorkCalendar) -> bool:
        """Say whether a day of an unknown year was looked at on the way."""
        return calendar.index.guessed_days(day_of(anchor) - 1, day_of(until)) > 0


def _position(moment: datetime, calendar: WorkCalendar) -> int:
    """Return all office time from 1950 until a moment in Beijing, in microseconds."""
    before, is_worked = calendar.index.worked_before(moment.toordinal())
    hours = calendar.office_hours
    passed = hours.elapsed(since_midnight(moment)) if is_worked else 0
    return before * hours.day_length + passed


def since_midnight(moment: datetime) -> int:
    """Return the microseconds of the day at a moment's own wall clock."""
    return (
        (moment.hour * 60 + moment.minute) * MINUTE + moment.second * 1_000_000 + moment.microsecond
    )


def _at(ordinal: int, microseconds: int) -> datetime:
    day = date.fromordinal(ordinal)
    minutes, rest = divmod(microseconds, MINUTE)
    hour, minute = divmod(minutes, 60)
    second, rest = divmod(rest, 1_000_000)
    # by position: twice as fast as a timedelta added
    return datetime(day.year, day.month, day.day, hour, minute, second, rest, BEIJING)


@dataclass(frozen=True, slots=True)
class ClockTime:
    """Time that runs day and night."""

    length: timedelta

    def due(self, anchor: datetime, calendar: WorkCalendar) -> Due:
        """Return the moment that much later."""
        return Due(_shifted(anchor, self.length), False)

    def due_before(self, anchor: datetime, calendar: WorkCalendar) -> Due:
        """Return the moment that much earlier."""
        return Due(_shifted(anchor, -self.length), False)

    def left(self, anchor: datetime, pause: datetime, calendar: WorkCalendar) -> "ClockTime":
        """Return what is left when the clock stops."""
        return ClockTime(max(timedelta(), self.length - (pause - anchor)))

    def guessed(self, anchor: datetime, until: datetime, calendar: WorkCalendar) -> bool:
        """Hours by the clock look at no calendar."""
        return False


def _shifted(anchor: datetime, length: timedelta) -> datetime:
    """Move by time that passes, not by the wall clock: Beijing had summer time until 1991."""
    try:
        if anchor.year > SUMMER_TIME_UNTIL:
            moved = in_beijing(anchor) + length
            if moved.year > SUMMER_TIME_UNTIL:
                return moved
        moved = in_beijing(anchor).astimezone(UTC) + length
        return moved.astimezone(BEIJING)
    except OverflowError:
        raise OutOfRange from None


Span = WorkingDays | CalendarSpan | WorkingTime | ClockTime
