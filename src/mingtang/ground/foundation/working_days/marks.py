"""Clocks with marks: a pause (暂停), a resumption (恢复), an extension (延期), a restart (重新起算).

How each one counts:

- The day of a pause is used up, the day of the resumption is not counted: just as the day of a
  start is not. A clock stopped on its last day ends on the day it goes on, or the next working
  day. Hours stop and go on at the moment itself.
- An extension adds to the period, also while the clock stands still; one of another unit is
  counted from the end that stood.
- A restart begins the whole period again, without what was extended before.
- A mark that comes when the period has ended changes nothing: what is overdue stays overdue.
- A pause while paused, or a resumption while running, changes nothing.

Marks are taken in the order of their moments; of two at one moment the one given first goes first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mingtang.ground.foundation.working_days.arithmetic import is_in_time
from mingtang.ground.foundation.working_days.calendar import WorkCalendar
from mingtang.ground.foundation.working_days.index import Due
from mingtang.ground.foundation.working_days.period import Period
from mingtang.ground.foundation.working_days.spans import (
    CalendarSpan,
    ClockTime,
    Span,
    WorkingDays,
    WorkingTime,
)


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stops."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Resume:
    """The clock goes on with what was left."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Extend:
    """The period gets longer by another one."""

    at: datetime
    period: Period


@dataclass(frozen=True, slots=True)
class Restart:
    """The whole period begins again."""

    at: datetime


Mark = Pause | Resume | Extend | Restart


@dataclass(frozen=True, slots=True)
class Clock:
    """A period that started at an aware moment, and what happened to it since."""

    start: datetime
    period: Period
    marks: Sequence[Mark] = ()
    roll_forward: bool = True


@dataclass(frozen=True, slots=True)
class RunningDays:
    """A stretch in which the clock ran, and what it had to count at its beginning."""

    span: Span
    anchor: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Paused:
    """A stretch in which the clock stood still."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Restarted:
    """The moment of a restart."""

    at: datetime


Step = RunningDays | Paused | Restarted


def due_with_marks(clock: Clock, calendar: WorkCalendar) -> Due | None:
    """Return when a clock with marks ends; None while it is paused, since nobody can know."""
    return ClockRun(clock, calendar).due()


class ClockRun:
    """One pass over the marks of a clock; `steps` tells what happened, stretch by stretch."""

    def __init__(self, clock: Clock, calendar: WorkCalendar) -> None:
        self._calendar = calendar
        self._rolls = clock.roll_forward
        self._whole = clock.period.counted(rolls=clock.roll_forward)
        self._anchor = clock.start
        self._spans: list[Span] = [self._whole]  # one after the other, extensions at the end
        self._paused_at: datetime | None = None
        self._guessed = False
        self.steps: list[Step] = []
        for mark in sorted(clock.marks, key=lambda mark: mark.at):
            if mark.at < clock.start:
                continue
            if self._paused_at is None and not is_in_time(mark.at, self._ahead()[1].moment):
                break
            self._take(mark)
        if self._paused_at is None:
            self.steps += self._ahead()[0]

    def due(self) -> Due | None:
        """Return the end, or None while paused."""
        return self._ahead()[1] if self._paused_at is None else None

    def _take(self, mark: Mark) -> None:
        match mark:
            case Pause(at) if self._paused_at is None:
                self._stop(at)
                self._paused_at = at
            case Resume(at) if self._paused_at is not None:
                self.steps.append(Paused(self._paused_at, at))
                self._anchor, self._paused_at = at, None
            case Extend(_, period):
                self._extend(period.counted(rolls=self._rolls))
            case Restart(at):
                self._begin_again(at)

    def _ahead(self) -> tuple[list[RunningDays], Due]:
        """Return the stretches still to run, and their end."""
        stretches, anchor, guessed = [], self._anchor, self._guessed
        for span in self._spans:
            answer = span.due(anchor, self._calendar)
            guessed = guessed or answer.provisional
            stretches.append(RunningDays(span, anchor, answer.moment))
            anchor = answer.moment
        return stretches, Due(anchor, guessed)

    def _stop(self, at: datetime) -> None:
        """Use up what ran until `at` and keep what is left."""
        while len(self._spans) > 1:
            end = self._spans[0].due(self._anchor, self._calendar)
            if at <= end.moment:
                break
            self.steps.append(RunningDays(self._spans.pop(0), self._anchor, end.moment))
            self._anchor, self._guessed = end.moment, self._guessed or end.provisional
        span = self._spans[0]
        self._guessed = self._guessed or span.guessed(self._anchor, at, self._calendar)
        self.steps.append(RunningDays(span, self._anchor, at))
        self._spans[0] = span.left(self._anchor, at, self._calendar)

    def _extend(self, more: Span) -> None:
        joined = _joined(self._spans[-1], more)
        if joined is None:
            self._spans.append(more)
        else:
            self._spans[-1] = joined

    def _begin_again(self, at: datetime) -> None:
        if self._paused_at is None:
            self._stop(at)
        else:
            self.steps.append(Paused(self._paused_at, at))
        self.steps.append(Restarted(at))
        self._anchor, self._spans, self._paused_at = at, [self._whole], None
        self._guessed = False


def _joined(first: Span, more: Span) -> Span | None:
    """Return one span for two of a kind; None where they can only be counted one by one."""
    match first, more:
        case WorkingDays(count), WorkingDays(more_count):
            return WorkingDays(count + more_count)
        case WorkingTime(length), WorkingTime(more_length):
            return WorkingTime(length + more_length)
        case ClockTime(length), ClockTime(more_length):
            return ClockTime(length + more_length)
        case CalendarSpan(0, days, rolls), CalendarSpan(0, more_days, same) if rolls == same:
            return CalendarSpan(0, days + more_days, rolls)
        case CalendarSpan(months, 0, rolls), CalendarSpan(more_months, 0, same) if rolls == same:
            return CalendarSpan(months + more_months, 0, rolls)
    return None
