"""Why a period ends when it ends (推算说明): each day counted or skipped, and the reason in Chinese."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from mingtang.ground.foundation.working_days.arithmetic import due_before
from mingtang.ground.foundation.working_days.calendar import WEEKDAYS, WorkCalendar
from mingtang.ground.foundation.working_days.marks import (
    Clock,
    ClockRun,
    Paused,
    Restarted,
    RunningDays,
)
from mingtang.ground.foundation.working_days.period import Period
from mingtang.ground.foundation.working_days.spans import (
    MINUTE,
    CalendarSpan,
    ClockTime,
    Span,
    WorkingDays,
    WorkingTime,
    day_of,
    in_beijing,
    since_midnight,
)

ONE_DAY = timedelta(days=1)
WHOLE_DAY = 24 * 60 * MINUTE


class DayNote(NamedTuple):
    """One day of an explanation.

    `number` is the day's place among the counted ones, from 1, and 0 for a day not counted; `why`
    is for people to read.
    """

    day: date
    counted: bool
    number: int
    why: str


def explain(
    start: datetime, period: Period, calendar: WorkCalendar, *, roll_forward: bool = True
) -> list[DayNote]:
    """Explain :func:`due` from the day of the start to the day of the end."""
    return explain_with_marks(Clock(start, period, (), roll_forward), calendar)


def explain_with_marks(clock: Clock, calendar: WorkCalendar) -> list[DayNote]:
    """Explain :func:`due_with_marks`; of a paused clock, the days until it stopped."""
    notes: list[DayNote] = []
    skips_start = _skips_start(clock.period.span)
    if skips_start:
        notes.append(_uncounted(in_beijing(clock.start).date(), calendar, "起算当日不计入"))
    for step in ClockRun(clock, calendar).steps:
        match step:
            case RunningDays(span, anchor, until):
                number = max((note.number for note in notes), default=0)
                more = list(_forward(span, anchor, until, calendar, number))
                notes = _with_last_days(notes, more) if _is_used_up(span) else notes + more
            case Paused(since, until):
                paused = _days(day_of(since) + 1, day_of(until) + skips_start)
                notes += [_uncounted(day, calendar, "暂停期间不计入") for day in paused]
            case Restarted(at):
                day = in_beijing(at).date()
                notes = [_put_aside(note) for note in notes if note.day < day]
                if skips_start:
                    notes.append(_uncounted(day, calendar, "重新起算，当日不计入"))
    return notes


def _with_last_days(notes: list[DayNote], more: list[DayNote]) -> list[DayNote]:
    """Append the days of a clock that went on with nothing left; a counted day keeps its number."""
    kept = [note for note in notes if note.day < more[0].day or note.counted]
    return kept + [note for note in more if not kept or note.day > kept[-1].day]


def _put_aside(note: DayNote) -> DayNote:
    """Return a day that was counted before a restart and is not any more."""
    if not note.counted:
        return note
    return DayNote(note.day, False, 0, f"{note.why}（已重新起算，不再计入）")


def explain_before(
    moment: datetime, period: Period, calendar: WorkCalendar, *, roll_back: bool = True
) -> list[DayNote]:
    """Explain :func:`due_before`, from the day of the moment back to the day of the answer."""
    span = period.counted(rolls=roll_back)
    answer = due_before(moment, period, calendar, roll_back=roll_back).moment
    anchor, end = day_of(moment), day_of(answer)
    if isinstance(span, WorkingTime | ClockTime):
        return list(_pieces(span, _days(anchor, end - 1, -1), (answer, moment), calendar, 0))
    if not _skips_start(span):
        return [_uncounted(day, calendar, "当日截止") for day in _days(anchor, anchor + 1)]
    first = _uncounted(in_beijing(moment).date(), calendar, "倒推基准日不计入")
    days = _days(anchor - 1, end - 1, -1)
    if isinstance(span, CalendarSpan):
        raw = span.counted_days(moment, -1)
        return [first, *_calendar_days(days, raw, calendar, 0, "遇休息日提前")]
    return [first, *_worked(days, calendar, 0)]


def _is_used_up(span: Span) -> bool:
    """Say whether a span has no day to count: the same day, or a clock stopped on its last day."""
    match span:
        case WorkingDays(0) | CalendarSpan(0, 0):
            return True
    return False


def _skips_start(span: Span) -> bool:
    return isinstance(span, WorkingDays | CalendarSpan) and not _is_used_up(span)


def _days(first: int, end: int, step: int = 1) -> Iterator[date]:
    return map(date.fromordinal, range(first, end, step))


def _uncounted(day: date, calendar: WorkCalendar, reason: str) -> DayNote:
    return DayNote(day, False, 0, f"{calendar.why(day)}，{reason}")


def _forward(
    span: Span, anchor: datetime, until: datetime, calendar: WorkCalendar, number: int
) -> Iterable[DayNote]:
    first, end = day_of(anchor), day_of(until) + 1
    if isinstance(span, WorkingTime | ClockTime):
        return _pieces(span, _days(first, end), (anchor, until), calendar, number)
    if _is_used_up(span):
        moved = [_uncounted(day, calendar, "遇休息日顺延") for day in _days(first, end - 1)]
        return [*moved, *(_uncounted(day, calendar, "当日截止") for day in _days(end - 1, end))]
    if isinstance(span, CalendarSpan):
        raw = span.counted_days(anchor, 1)
        return _calendar_days(_days(first + 1, end), raw, calendar, number, "期满遇休息日顺延")
    return _worked(_days(first + 1, end), calendar, number)


def _worked(days: Iterable[date], calendar: WorkCalendar, number: int) -> Iterator[DayNote]:
    for day in days:
        if calendar.is_working(day):
            number += 1
            yield DayNote(day, True, number, calendar.why(day))
        else:
            yield _uncounted(day, calendar, "不计入")


def _calendar_days(
    days: Iterable[date], count: int, calendar: WorkCalendar, number: int, moved: str
) -> Iterator[DayNote]:
    for place, day in enumerate(days, 1):
        if place <= count:
            yield DayNote(day, True, number + place, calendar.why(day))
        elif calendar.is_working(day):
            yield _uncounted(day, calendar, f"{moved}至此截止")
        else:
            yield _uncounted(day, calendar, moved)


def _pieces(
    span: Span,
    days: Iterable[date],
    window: tuple[datetime, datetime],
    calendar: WorkCalendar,
    number: int,
) -> Iterator[DayNote]:
    """Explain hours: of each day the parts that are in the window and count."""
    opens, shuts = in_beijing(window[0]), in_beijing(window[1])
    for day in days:
        is_office = isinstance(span, WorkingTime)
        parts = calendar.office_hours.spans if is_office else ((0, WHOLE_DAY),)
        if is_office and not calendar.is_working(day):
            yield _uncounted(day, calendar, "不计入")
            continue
        low = since_midnight(opens) if day == opens.date() else 0
        high = since_midnight(shuts) if day == shuts.date() else WHOLE_DAY
        counted = [(max(a, low), min(b, high)) for a, b in parts if max(a, low) < min(b, high)]
        if not counted:
            yield _uncounted(day, calendar, "无计入的时间")
            continue
        number += 1
        spoken = "、".join(f"{_clock(a)}—{_clock(b)}" for a, b in counted)
        length = _length(sum(b - a for a, b in counted))
        why = calendar.why(day) if is_office else WEEKDAYS[day.weekday()]
        yield DayNote(day, True, number, f"{why}，计{length}（{spoken}）")


def _clock(microseconds: int) -> str:
    minutes, rest = divmod(microseconds, MINUTE)
    seconds = f":{rest // 1_000_000:02}" if rest else ""
    return f"{minutes // 60:02}:{minutes % 60:02}{seconds}"


def _length(microseconds: int) -> str:
    minutes, rest = divmod(microseconds, MINUTE)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "小时"), (minutes, "分钟"), (rest // 1_000_000, "秒"))
    return "".join(f"{amount}{word}" for amount, word in parts if amount) or "不足1秒"
