from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.working_days import (
    Clock,
    Extend,
    KnownYear,
    NamedDay,
    OfficeHours,
    Pause,
    Period,
    PeriodUnit,
    Restart,
    Resume,
    WorkCalendar,
    due,
    due_before,
    due_with_marks,
    explain,
    explain_before,
    explain_with_marks,
)
from tests.ground.foundation.working_days.walks import (
    walk_days,
    walk_paused_days,
    walk_working_days,
    walk_working_minutes,
)

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
HOUR = 3600
moments = st.builds(
    lambda seconds, zone: (EPOCH + timedelta(seconds=seconds)).astimezone(zone),
    st.integers(400 * 86400, 700 * 86400),
    st.sampled_from((UTC, BEIJING)),
)
days = st.dates(date(2000, 6, 1), date(2003, 6, 1))
day_counts = st.integers(1, 40)
office_hours = st.lists(st.integers(0, 95), min_size=2, max_size=8, unique=True).map(
    lambda quarters: _hours(sorted(quarters))
)
day_periods = st.builds(
    Period,
    day_counts,
    st.sampled_from((PeriodUnit.WORKING_DAY, PeriodUnit.DAY, PeriodUnit.WEEK, PeriodUnit.MONTH)),
)
hour_periods = st.builds(
    Period,
    st.integers(1, 300),
    st.sampled_from((PeriodUnit.WORKING_MINUTE, PeriodUnit.MINUTE, PeriodUnit.WORKING_HOUR)),
)
periods = day_periods | hour_periods


def _hours(quarters: list[int]) -> OfficeHours:
    times = [time(quarter // 4, quarter % 4 * 15) for quarter in quarters]
    pairs = zip(times[::2], times[1::2], strict=False)
    return OfficeHours(tuple(pairs))


def _calendar(
    rest: set[date], worked: set[date], known: set[int], hours: OfficeHours
) -> WorkCalendar:
    entries = [NamedDay(day, False, "假日", "通知", EPOCH) for day in rest]
    entries += [NamedDay(day, True, "假日", "通知", EPOCH) for day in worked - rest]
    years = [KnownYear(year, "通知", EPOCH) for year in known]
    return WorkCalendar(tuple(entries), tuple(years), hours)


calendars = st.builds(
    _calendar,
    st.sets(days, max_size=40),
    st.sets(days, max_size=40),
    st.sets(st.integers(2000, 2003)),
    office_hours,
)


@given(moments, day_counts, calendars)
def test_due_is_where_a_walk_ends(start: datetime, count: int, calendar: WorkCalendar) -> None:
    worked, plain = Period(count, PeriodUnit.WORKING_DAY), Period(count, PeriodUnit.DAY)
    is_worked = calendar.is_working
    assert due(start, worked, calendar).moment == walk_working_days(start, count, is_worked)
    assert due_before(start, worked, calendar).moment == walk_working_days(
        start, count, is_worked, -1
    )
    assert due(start, plain, calendar).moment == walk_days(start, count, is_worked)
    assert due_before(start, plain, calendar).moment == walk_days(start, count, is_worked, -1)


@given(moments, st.integers(1, 500), calendars)
def test_working_hours_end_where_a_walk_ends(
    start: datetime, count: int, calendar: WorkCalendar
) -> None:
    start = start.replace(second=0)
    period = Period(count, PeriodUnit.WORKING_MINUTE)
    expected = walk_working_minutes(start, count, calendar.is_working, calendar.office_hours)
    assert due(start, period, calendar).moment == expected


@given(moments, day_counts, calendars)
def test_back_of_forward_is_the_latest_working_day_up_to_the_start(
    start: datetime, count: int, calendar: WorkCalendar
) -> None:
    period = Period(count, PeriodUnit.WORKING_DAY)
    back = due_before(due(start, period, calendar).moment, period, calendar).moment
    day = start.astimezone(BEIJING).date()
    while not calendar.is_working(day):
        day -= timedelta(days=1)
    assert back.date() == day


@given(moments, st.integers(1, 500), calendars)
def test_forward_of_back_is_the_moment_itself_in_office_hours(
    start: datetime, count: int, calendar: WorkCalendar
) -> None:
    period = Period(count, PeriodUnit.WORKING_MINUTE)
    end = due(start, period, calendar).moment
    assert due(due_before(end, period, calendar).moment, period, calendar).moment == end


@given(moments, st.integers(0, 90 * 86400), periods, calendars)
def test_a_later_start_never_ends_earlier(
    start: datetime, seconds: int, period: Period, calendar: WorkCalendar
) -> None:
    later = start + timedelta(seconds=seconds)
    assert due(start, period, calendar).moment <= due(later, period, calendar).moment
    assert due_before(start, period, calendar).moment <= due_before(later, period, calendar).moment


@given(moments, periods, calendars)
def test_the_zone_a_start_is_written_in_does_not_matter(
    start: datetime, period: Period, calendar: WorkCalendar
) -> None:
    assert due(start.astimezone(UTC), period, calendar) == due(
        start.astimezone(BEIJING), period, calendar
    )


@given(moments, day_periods, calendars)
def test_explain_counts_as_many_days_as_the_period_has(
    start: datetime, period: Period, calendar: WorkCalendar
) -> None:
    answer, notes = due(start, period, calendar), explain(start, period, calendar)
    assert notes[0].day == start.astimezone(BEIJING).date()
    assert notes[-1].day == answer.moment.date()
    assert [note.day for note in notes] == sorted({note.day for note in notes})
    numbers = [note.number for note in notes if note.counted]
    assert numbers == list(range(1, len(numbers) + 1))
    if period.unit is PeriodUnit.WORKING_DAY:
        assert len(numbers) == period.amount
        assert all(calendar.is_working(note.day) == note.counted for note in notes[1:])
        unknown = any(not calendar.is_known(note.day.year) for note in notes[1:])
        assert answer.provisional == unknown


@given(moments, day_periods, calendars)
def test_explain_before_counts_back_to_the_answer(
    moment: datetime, period: Period, calendar: WorkCalendar
) -> None:
    answer = due_before(moment, period, calendar)
    notes = explain_before(moment, period, calendar)
    assert notes[0].day == moment.astimezone(BEIJING).date()
    assert notes[-1].day == answer.moment.date()
    assert [note.day for note in notes] == sorted({note.day for note in notes}, reverse=True)


@given(moments, periods, calendars)
def test_a_clock_without_marks_is_the_period(
    start: datetime, period: Period, calendar: WorkCalendar
) -> None:
    assert due_with_marks(Clock(start, period), calendar) == due(start, period, calendar)


@given(moments, st.integers(0, 20 * 86400), periods, calendars)
def test_a_pause_of_no_length_changes_nothing(
    start: datetime, seconds: int, period: Period, calendar: WorkCalendar
) -> None:
    at = start + timedelta(seconds=seconds)
    stopped = due_with_marks(Clock(start, period, (Pause(at), Resume(at))), calendar)
    plain = due(start, period, calendar)
    assert stopped is not None
    assert stopped.provisional == plain.provisional
    if period.unit in {PeriodUnit.WORKING_MINUTE, PeriodUnit.WORKING_HOUR}:
        assert stopped.moment >= plain.moment  # on the very last moment it ends when it goes on
    else:
        assert stopped.moment == plain.moment


@given(moments, st.lists(st.integers(0, 30 * 86400), max_size=6), day_counts, calendars)
def test_paused_working_days_end_where_a_walk_ends(
    start: datetime, offsets: list[int], count: int, calendar: WorkCalendar
) -> None:
    at = [start + timedelta(seconds=offset) for offset in sorted(offsets)]
    pairs = list(zip(at[::2], at[1::2], strict=False))
    marks = [mark for since, until in pairs for mark in (Pause(since), Resume(until))]
    clock = Clock(start, Period(count, PeriodUnit.WORKING_DAY), marks)
    answer = due_with_marks(clock, calendar)
    pauses = [(_day(since), _day(until)) for since, until in pairs]
    assert answer is not None
    expected = walk_paused_days(_day(start), count, pauses, calendar.is_working)
    assert answer.moment.date() == expected
    notes = explain_with_marks(clock, calendar)
    assert notes[-1].day == expected
    assert sum(note.counted for note in notes) == count
    assert [note.day for note in notes] == sorted({note.day for note in notes})


@given(moments, st.integers(0, 20 * 86400), periods, periods, calendars)
def test_an_extension_never_shortens_and_a_restart_is_a_new_start(
    start: datetime, seconds: int, period: Period, more: Period, calendar: WorkCalendar
) -> None:
    at = start + timedelta(seconds=seconds)
    plain = due(start, period, calendar)
    longer = due_with_marks(Clock(start, period, (Extend(at, more),)), calendar)
    again = due_with_marks(Clock(start, period, (Extend(start, more), Restart(at))), calendar)
    assert longer is not None
    assert longer.moment >= plain.moment
    extended = due_with_marks(Clock(start, period, (Extend(start, more),)), calendar)
    assert extended is not None
    in_time = at < extended.moment + timedelta(seconds=1)
    assert again == (due(at, period, calendar) if in_time else extended)


def _day(moment: datetime) -> date:
    return moment.astimezone(BEIJING).date()
