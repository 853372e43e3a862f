from datetime import UTC, datetime

import pytest

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.working_days import (
    OutOfRange,
    bundled_calendar,
    due,
    due_before,
    due_many,
    is_in_time,
    parse_period,
)
from tests.ground.foundation.working_days.moments import beijing, ends, ends_before

CALENDAR = bundled_calendar()


@pytest.mark.parametrize(
    ("start", "within", "last_day"),
    [
        ("2025-09-30T09:00", "1 working day", "2025-10-09"),  # eight days of National Day
        ("2025-09-26T09:00", "2 working days", "2025-09-29"),  # Sunday the 28th is worked
        ("2026-02-13T09:00", "2 working days", "2026-02-24"),  # Saturday worked, then nine days
        ("2026-04-30T10:00", "5 working days", "2026-05-11"),  # Labour Day, Saturday worked
        ("2025-01-27T09:00", "7 working days", "2025-02-12"),  # Spring Festival
    ],
)
def test_due_follows_the_vectors_of_the_standards(start: str, within: str, last_day: str) -> None:
    assert ends(start, within) == last_day


@pytest.mark.parametrize(
    ("start", "within", "last_day"),
    [
        # a plain week
        ("2026-03-11T10:00", "1 working day", "2026-03-12"),
        ("2026-03-13T10:00", "1 working day", "2026-03-16"),
        ("2026-03-14T10:00", "1 working day", "2026-03-16"),
        ("2026-03-15T23:59", "1 working day", "2026-03-16"),
        ("2026-03-11T10:00", "20 working days", "2026-04-09"),  # Tomb-sweeping Monday
        # golden weeks
        ("2024-09-29T10:00", "2 working days", "2024-10-08"),  # a worked Sunday as start
        ("2024-09-30T10:00", "5 working days", "2024-10-12"),  # Saturday the 12th is worked
        ("2020-09-30T10:00", "1 working day", "2020-10-09"),  # National Day with Mid-autumn
        ("2008-09-26T10:00", "2 working days", "2008-09-28"),  # Saturday and Sunday worked
        ("2008-09-26T10:00", "3 working days", "2008-10-06"),
        # Spring Festivals
        ("2024-02-09T10:00", "1 working day", "2024-02-18"),  # the Sunday after
        ("2023-01-20T10:00", "3 working days", "2023-01-30"),  # Saturday and Sunday worked
        ("2020-01-23T10:00", "1 working day", "2020-02-03"),  # holiday made longer by notice
        ("2019-02-01T10:00", "3 working days", "2019-02-11"),
        # year ends
        ("2006-12-29T10:00", "2 working days", "2006-12-31"),  # both days of a weekend worked
        ("2006-12-29T10:00", "3 working days", "2007-01-04"),
        ("2007-12-28T10:00", "2 working days", "2008-01-02"),
        ("2011-12-30T10:00", "1 working day", "2011-12-31"),  # Saturday, for next year's holiday
        ("2018-12-28T10:00", "2 working days", "2019-01-02"),
        ("2024-12-31T10:00", "1 working day", "2025-01-02"),
        ("2025-12-31T10:00", "1 working day", "2026-01-04"),  # a Sunday
        # the parade of 2015
        ("2015-09-02T10:00", "1 working day", "2015-09-06"),
    ],
)
def test_due_counts_odd_weeks(start: str, within: str, last_day: str) -> None:
    assert ends(start, within) == last_day


@pytest.mark.parametrize(
    ("start", "within", "answer"),
    [
        ("2026-12-30T10:00", "1 working day", "2026-12-31"),  # nothing of 2027 is looked at
        ("2026-12-31T10:00", "1 working day", "2027-01-01?"),
        ("2026-12-28T10:00", "5 working days", "2027-01-04?"),
        ("2027-05-03T10:00", "5 working days", "2027-05-10?"),
        ("2003-12-31T10:00", "1 working day", "2004-01-02"),
        ("2003-12-30T10:00", "1 working day", "2003-12-31?"),
        ("2026-12-16T10:00", "15 days", "2026-12-31"),
        ("2026-12-17T10:00", "15 days", "2027-01-01?"),  # whether it rolls on is not known
        ("2026-12-31T16:00", "2 hours", "2026-12-31T18:00:00"),
        ("2026-12-31T23:00", "2 hours", "2027-01-01T01:00:00"),  # the clock asks no calendar
        ("2026-12-31T16:30", "1 working hour", "2026-12-31T17:30:00"),
        ("2026-12-31T16:30", "2 working hours", "2027-01-01T09:30:00?"),
        ("2027-01-01T10:00", "same day", "2027-01-01"),
    ],
)
def test_due_marks_a_year_without_data(start: str, within: str, answer: str) -> None:
    assert ends(start, within) == answer


@pytest.mark.parametrize(
    ("start", "within", "answer"),
    [
        ("2026-03-11T10:00", "15 days", "2026-03-26"),
        ("2026-03-13T10:00", "1 day", "2026-03-16"),  # Saturday rolls to Monday
        ("2026-04-24T10:00", "7 days", "2026-05-06"),  # 1 May rolls over the holiday
        ("2026-04-30T10:00", "9 days", "2026-05-09"),  # a worked Saturday is no rest day
        ("2026-03-11T10:00", "2 weeks", "2026-03-25"),
        ("2026-01-30T10:00", "1 month", "2026-02-28"),  # shorter month, a worked Saturday
        ("2025-01-31T10:00", "1 month", "2025-02-28"),
        ("2024-01-31T10:00", "1 month", "2024-02-29"),
        ("2026-03-11T10:00", "6 months", "2026-09-11"),
        ("2025-10-31T10:00", "4 months", "2026-02-28"),
        ("2024-02-29T10:00", "1 year", "2025-02-28"),
        ("2025-10-01T10:00", "1 year", "2026-10-08"),  # ends inside National Day
        ("2026-03-14T10:00", "same day", "2026-03-14"),  # the same day stays, rest day or not
    ],
)
def test_due_counts_days_of_the_calendar(start: str, within: str, answer: str) -> None:
    assert ends(start, within) == answer


def test_due_keeps_a_rest_day_where_the_rule_does_not_roll() -> None:
    start = beijing("2026-04-24T10:00")
    answer = due(start, parse_period("7 days"), CALENDAR, roll_forward=False)
    assert answer == (beijing("2026-05-01T23:59:59"), False)


@pytest.mark.parametrize(
    ("start", "within", "answer"),
    [
        ("2026-03-11T10:00", "2 working hours", "2026-03-11T12:00:00"),  # to the noon break
        ("2026-03-11T10:00", "121 working minutes", "2026-03-11T14:31:00"),
        ("2026-03-11T11:00", "2 working hours", "2026-03-11T15:30:00"),
        ("2026-03-11T12:30", "1 working hour", "2026-03-11T15:30:00"),  # starts in the break
        ("2026-03-11T06:00", "1 working hour", "2026-03-11T09:30:00"),
        ("2026-03-11T16:30", "1 working hour", "2026-03-11T17:30:00"),
        ("2026-03-11T17:30", "1 working hour", "2026-03-12T09:30:00"),
        ("2026-03-11T22:00", "13 working hours", "2026-03-13T17:30:00"),
        ("2026-03-13T17:00", "2 working hours", "2026-03-16T10:00:00"),  # over the weekend
        ("2026-04-30T17:00", "1 working hour", "2026-05-06T09:00:00"),  # over Labour Day
        ("2026-05-08T17:00", "1 working hour", "2026-05-09T09:00:00"),  # a worked Saturday
        ("2026-03-11T10:00", "2 hours", "2026-03-11T12:00:00"),
        ("2026-03-11T23:30", "2 hours", "2026-03-12T01:30:00"),
        ("2026-03-11T23:50", "30 minutes", "2026-03-12T00:20:00"),
    ],
)
def test_due_counts_hours(start: str, within: str, answer: str) -> None:
    assert ends(start, within) == answer


@pytest.mark.parametrize(
    ("moment", "ahead", "answer"),
    [
        ("2026-05-20T10:00", "7 working days", "2026-05-11"),
        ("2026-05-11T10:00", "1 working day", "2026-05-09"),  # a worked Saturday
        ("2026-05-11T10:00", "5 working days", "2026-04-30"),
        ("2026-02-24T09:00", "2 working days", "2026-02-13"),
        ("2026-01-04T09:00", "1 working day", "2025-12-31"),
        ("2026-03-26T10:00", "15 days", "2026-03-11"),
        ("2026-03-16T10:00", "1 day", "2026-03-13"),  # Sunday rolls back to Friday
        ("2026-03-31T10:00", "1 month", "2026-02-28"),
        ("2026-03-11T15:30", "2 working hours", "2026-03-11T11:00:00"),
        ("2026-03-11T12:00", "1 working hour", "2026-03-11T11:00:00"),
        ("2026-03-11T09:00", "1 working hour", "2026-03-10T17:00:00"),
        ("2026-03-11T08:30", "3 working hours", "2026-03-10T14:30:00"),
        ("2026-03-11T23:59:59", "4 working hours", "2026-03-11T11:00:00"),
        ("2026-03-11T01:00", "2 hours", "2026-03-10T23:00:00"),
        ("2027-01-04T10:00", "1 working day", "2027-01-01?"),
        ("2027-01-04T10:00", "2 working days", "2026-12-31?"),
        ("2026-12-31T10:00", "2 working days", "2026-12-29"),
    ],
)
def test_due_before_counts_back(moment: str, ahead: str, answer: str) -> None:
    assert ends_before(moment, ahead) == answer


def test_due_before_keeps_a_rest_day_where_the_rule_does_not_roll() -> None:
    moment = beijing("2026-03-16T10:00")
    answer = due_before(moment, parse_period("1 day"), CALENDAR, roll_back=False)
    assert answer == (beijing("2026-03-15T23:59:59"), False)


@pytest.mark.parametrize(
    ("start", "last_day"),
    [
        ("2026-03-11T15:59:59", "2026-03-12"),  # 23:59:59 in Beijing, still the 11th
        ("2026-03-11T16:00:00", "2026-03-13"),  # midnight in Beijing: the 12th has begun
        ("2026-03-11T23:59:59", "2026-03-13"),
        ("2026-03-12T00:00:00", "2026-03-13"),
    ],
)
def test_due_takes_the_day_of_beijing_not_of_utc(start: str, last_day: str) -> None:
    moment = datetime.fromisoformat(start).replace(tzinfo=UTC)
    answer = due(moment, parse_period("1 working day"), CALENDAR)
    assert answer.moment.date().isoformat() == last_day
    assert answer.moment.tzinfo is BEIJING
    assert answer.moment.isoformat() == f"{last_day}T23:59:59+08:00"


@pytest.mark.parametrize(
    "within", ["1 working day", "1 day", "1 month", "1 hour", "1 working hour"]
)
def test_due_refuses_a_moment_without_zone(within: str) -> None:
    naive = beijing("2026-03-11T10:00").replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        due(naive, parse_period(within), CALENDAR)
    with pytest.raises(ValueError, match="time zone"):
        due_before(naive, parse_period(within), CALENDAR)


@pytest.mark.parametrize(
    "within",
    [
        "9999999 working days",
        "9999999 days",
        "9999999 months",
        "9999999 years",
        "9999999 working hours",
    ],
)
def test_due_refuses_what_it_cannot_count(within: str) -> None:
    start = beijing("2026-03-11T10:00")
    with pytest.raises(OutOfRange, match="1950—2100"):
        due(start, parse_period(within), CALENDAR)
    with pytest.raises(OutOfRange, match="1950—2100"):
        due_before(start, parse_period(within), CALENDAR)


@pytest.mark.parametrize("start", ["1949-12-30T10:00", "2101-01-03T10:00", "0002-01-01T00:00"])
@pytest.mark.parametrize("within", ["1 working day", "1 day", "1 working hour", "same day"])
def test_due_refuses_a_start_outside_the_table(start: str, within: str) -> None:
    with pytest.raises(OutOfRange):
        due(beijing(start), parse_period(within), CALENDAR)


def test_due_moves_hours_by_time_passed_when_beijing_had_summer_time() -> None:
    start = beijing("1991-04-14T01:30")  # at two the clocks went on to three
    assert due(start, parse_period("1 hour"), CALENDAR).moment == beijing("1991-04-14T03:30")
    across = beijing("1991-12-31T23:30")
    assert due(across, parse_period("1 hour"), CALENDAR).moment == beijing("1992-01-01T00:30")


def test_due_refuses_hours_beyond_the_calendar_of_the_machine() -> None:
    with pytest.raises(OutOfRange):
        due(beijing("9999-12-31T23:30"), parse_period("1 hour"), CALENDAR)


def test_due_many_answers_in_order() -> None:
    starts = [beijing("2026-04-30T10:00"), beijing("2026-03-11T10:00")]
    period = parse_period("5 working days")
    answers = due_many(starts, period, CALENDAR)
    assert answers == [due(start, period, CALENDAR) for start in starts]


def test_is_in_time_counts_the_latest_second_whole() -> None:
    due_at = beijing("2026-05-11T23:59:59")
    assert is_in_time(due_at, due_at)
    assert is_in_time(due_at.replace(microsecond=999_999), due_at)
    assert not is_in_time(beijing("2026-05-12T00:00:00"), due_at)
