from datetime import date, timedelta

import chinese_calendar
import pytest

from mingtang.ground.foundation.working_days import (
    KnownYear,
    NamedDay,
    WorkCalendar,
    bundled_calendar,
    due,
    parse_office_hours,
    parse_period,
)
from tests.ground.foundation.working_days.moments import beijing, shown

CALENDAR = bundled_calendar()
LIBRARY_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}


def test_bundled_calendar_has_the_days_of_the_library() -> None:
    days = [date(2004, 1, 1) + timedelta(days=place) for place in range(8401)]
    assert days[-1] == date(2026, 12, 31)
    for day in days:
        is_rest, name = chinese_calendar.get_holiday_detail(day)
        assert CALENDAR.is_working(day) == chinese_calendar.is_workday(day), day
        assert CALENDAR.holiday_name(day) == (LIBRARY_NAMES[name] if is_rest and name else ""), day
        assert CALENDAR.is_known(day.year)


@pytest.mark.parametrize(("year", "count"), [(2024, 251), (2025, 248), (2026, 248)])
def test_bundled_calendar_has_the_working_days_of_the_standards(year: int, count: int) -> None:
    first = date(year, 1, 1)
    days = [first + timedelta(days=place) for place in range((date(year + 1, 1, 1) - first).days)]
    assert sum(map(CALENDAR.is_working, days)) == count


def test_bundled_calendar_names_source_and_both_times() -> None:
    assert not CALENDAR.is_known(2003)
    assert not CALENDAR.is_known(2027)
    entry = CALENDAR.entry(date(2026, 10, 10))
    assert entry == NamedDay(
        date(2026, 10, 10),
        True,
        "国庆节",
        "国务院办公厅关于2026年部分节假日安排的通知",
        beijing("2025-11-04"),
    )
    for day in CALENDAR.days:
        assert day.source.startswith("国务院")
    assert CALENDAR.entry(date(2026, 3, 11)) is None


def test_known_at_answers_as_it_was_known_then() -> None:
    start, period = beijing("2025-12-31T10:00"), parse_period("1 working day")
    before = CALENDAR.known_at(beijing("2025-11-03T12:00"))
    assert shown(due(start, period, before)) == "2026-01-01?"
    assert shown(due(start, period, CALENDAR.known_at(start))) == "2026-01-04"


def test_known_at_replays_a_change_within_the_year() -> None:
    day = date(2020, 2, 1)  # a worked Saturday until the holiday was made longer
    assert CALENDAR.known_at(beijing("2020-01-26T12:00")).is_working(day)
    assert not CALENDAR.known_at(beijing("2020-01-27T12:00")).is_working(day)
    labour_day = beijing("2019-04-30T10:00")
    period = parse_period("1 working day")
    early = CALENDAR.known_at(beijing("2019-03-21T12:00"))
    assert shown(due(labour_day, period, early)) == "2019-05-02"
    assert shown(due(labour_day, period, CALENDAR)) == "2019-05-05"


def test_amended_calendar_takes_what_was_known_last() -> None:
    day = date(2027, 1, 2)
    known = beijing("2026-11-05")
    worked = NamedDay(day, True, "元旦", "市政府办通知", known)
    amended = CALENDAR.amended([worked], [KnownYear(2027, "市政府办通知", known)])
    start, period = beijing("2026-12-31T10:00"), parse_period("2 working days")
    assert shown(due(start, period, amended)) == "2027-01-02"
    assert shown(due(start, period, CALENDAR)) == "2027-01-04?"
    taken_back = NamedDay(day, False, "", "更正通知", beijing("2026-11-06"))
    assert not amended.amended([taken_back]).is_working(day)
    assert not WorkCalendar((taken_back, worked)).is_working(day)  # whatever the order given
    assert amended.amended([taken_back]).why(day) == "周六，放假"


def test_why_tells_a_worked_day_without_name() -> None:
    day = NamedDay(date(2026, 3, 14), True, "", "市政府办通知", beijing("2026-03-01"))
    calendar = CALENDAR.amended([day])
    assert calendar.why(day.day) == "周六，上班"
    assert calendar.holiday_name(day.day) == ""


def test_days_outside_the_table_are_answered_by_the_weekday() -> None:
    far = NamedDay(date(1900, 1, 1), False, "", "", beijing("2000-01-01"))
    calendar = WorkCalendar((far,))
    assert not calendar.is_working(far.day)
    assert calendar.is_working(date(1900, 1, 2))
    assert calendar.index.worked_before(date(1950, 1, 1).toordinal()) == (0, False)


@pytest.mark.parametrize(
    ("text", "within", "answer"),
    [
        ("08:00-12:00,14:00-18:00", "8 working hours", "2026-03-12T10:00:00"),
        ("8:00-12:00，15:00-18:00", "2 working hours", "2026-03-11T12:00:00"),
        ("09：00-17：00", "7 working hours", "2026-03-11T17:00:00"),
    ],
)
def test_office_hours_are_data(text: str, within: str, answer: str) -> None:
    calendar = CALENDAR.with_office_hours(parse_office_hours(text))
    assert shown(due(beijing("2026-03-11T10:00"), parse_period(within), calendar)) == answer


def test_office_hours_write_themselves() -> None:
    assert str(CALENDAR.office_hours) == "08:30-12:00,14:30-17:30"
    assert parse_office_hours(str(CALENDAR.office_hours)) == CALENDAR.office_hours


@pytest.mark.parametrize(
    "text", ["", "8-12", "08:30", "08:30-25:00", "12:00-08:30", "08:00-12:00,11:00-17:00", "a-b"]
)
def test_office_hours_refuse_other_forms(text: str) -> None:
    with pytest.raises(ValueError, match="办公时间"):
        parse_office_hours(text)


def test_office_hours_end_with_the_day() -> None:
    hours = CALENDAR.office_hours
    with pytest.raises(ValueError, match="more than a day"):
        hours.earliest(hours.day_length + 1)
    with pytest.raises(ValueError, match="no office time"):
        hours.latest(hours.day_length)
