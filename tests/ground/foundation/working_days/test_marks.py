import pytest

from mingtang.ground.foundation.working_days import (
    Clock,
    Due,
    Extend,
    Mark,
    Pause,
    Restart,
    Resume,
    bundled_calendar,
    due_with_marks,
    explain_with_marks,
    parse_period,
)
from tests.ground.foundation.working_days.moments import beijing, shown

CALENDAR = bundled_calendar()
KINDS = {"pause": Pause, "resume": Resume, "restart": Restart}


def read_marks(text: str) -> list[Mark]:
    """Read `pause 2026-03-12T10:00; extend 2026-03-13T10:00 by 2 working days`."""
    marks: list[Mark] = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        kind, moment, *rest = part.split(" ", 2)
        if kind == "extend":
            more = parse_period(rest[0].removeprefix("by "))
            marks.append(Extend(beijing(moment), more))
        else:
            marks.append(KINDS[kind](beijing(moment)))
    return marks


def ends(start: str, within: str, marks: str) -> str:
    clock = Clock(beijing(start), parse_period(within), read_marks(marks))
    answer = due_with_marks(clock, CALENDAR)
    return shown(answer) if isinstance(answer, Due) else "paused"


@pytest.mark.parametrize(
    ("start", "within", "marks", "answer"),
    [
        # Wednesday the 11th, five working days: due on the 18th
        ("2026-03-11T10:00", "5 working days", "", "2026-03-18"),
        ("2026-03-11T10:00", "5 working days", "pause 2026-03-13T10:00", "paused"),
        (
            "2026-03-11T10:00",
            "5 working days",
            "pause 2026-03-13T10:00; resume 2026-03-18T09:00",
            "2026-03-23",
        ),
        (
            "2026-03-11T10:00",
            "5 working days",
            "pause 2026-03-11T11:00; resume 2026-03-18T09:00",  # nothing was used up
            "2026-03-25",
        ),
        (
            "2026-03-11T10:00",
            "5 working days",
            "pause 2026-03-18T17:00; resume 2026-03-20T09:00",  # stopped on the last day
            "2026-03-20",
        ),
        (
            "2026-03-11T10:00",
            "5 working days",
            "pause 2026-03-18T17:00; resume 2026-03-21T09:00",  # goes on on a Saturday
            "2026-03-23",
        ),
        (
            "2026-03-11T10:00",
            "5 working days",
            "pause 2026-03-12T09:00; resume 2026-03-13T09:00; pause 2026-03-16T09:00;"
            "resume 2026-03-17T09:00",
            "2026-03-20",
        ),
        # marks that change nothing
        ("2026-03-11T10:00", "5 working days", "resume 2026-03-13T10:00", "2026-03-18"),
        ("2026-03-11T10:00", "5 working days", "pause 2026-03-10T10:00", "2026-03-18"),
        (
            "2026-03-11T10:00",
            "5 working days",
            "pause 2026-03-12T10:00; pause 2026-03-13T10:00; resume 2026-03-16T10:00",
            "2026-03-20",
        ),
        # too late: what is overdue stays overdue
        ("2026-03-11T10:00", "5 working days", "pause 2026-03-19T00:00", "2026-03-18"),
        (
            "2026-03-11T10:00",
            "5 working days",
            "extend 2026-03-19T00:00 by 5 working days",
            "2026-03-18",
        ),
        ("2026-03-11T10:00", "5 working days", "restart 2026-03-19T00:00", "2026-03-18"),
        # extensions
        (
            "2026-03-11T10:00",
            "7 working days",
            "extend 2026-03-20T23:59:59 by 8 working days",  # 15 in all
            "2026-04-01",
        ),
        (
            "2026-03-11T10:00",
            "5 working days",
            "pause 2026-03-13T10:00; extend 2026-03-16T10:00 by 1 working day;"
            "resume 2026-03-18T09:00",
            "2026-03-24",
        ),
        ("2026-03-11T10:00", "5 working days", "extend 2026-03-12T10:00 by 7 days", "2026-03-25"),
        (
            "2026-03-11T10:00",
            "5 working days",
            "extend 2026-03-12T10:00 by 2 hours",
            "2026-03-19T01:59:59",
        ),
        (
            "2026-03-11T10:00",
            "5 working days",
            # stopped inside the extension, counted in days, with four of seven left
            "extend 2026-03-12T10:00 by 7 days; pause 2026-03-21T10:00; resume 2026-04-01T10:00",
            "2026-04-07",
        ),
        ("2026-01-31T10:00", "1 month", "extend 2026-02-10T10:00 by 1 month", "2026-03-31"),
        ("2026-03-11T10:00", "same day", "extend 2026-03-11T12:00 by 1 working day", "2026-03-12"),
        # restarts
        ("2026-03-11T10:00", "5 working days", "restart 2026-03-16T09:00", "2026-03-23"),
        (
            "2026-03-11T10:00",
            "5 working days",
            "pause 2026-03-13T10:00; restart 2026-03-18T09:00",
            "2026-03-25",
        ),
        (
            "2026-03-11T10:00",
            "5 working days",
            "extend 2026-03-12T10:00 by 5 working days; restart 2026-03-16T09:00",
            "2026-03-23",
        ),
        # days of the calendar
        (
            "2026-03-11T10:00",
            "15 days",
            "pause 2026-03-16T10:00; resume 2026-03-20T10:00",
            "2026-03-30",
        ),
        (
            "2026-03-11T10:00",
            "3 days",
            "pause 2026-03-15T10:00; resume 2026-03-18T10:00",  # ended on Saturday, rolled
            "2026-03-18",
        ),
        (
            "2026-03-11T10:00",
            "1 month",
            "pause 2026-03-16T10:00; resume 2026-03-20T10:00",
            "2026-04-15",
        ),
        (
            "2026-03-11T10:00",
            "same day",
            "pause 2026-03-11T12:00; resume 2026-03-14T10:00",
            "2026-03-14",
        ),
        # hours stop at the moment
        (
            "2026-03-11T10:00",
            "2 hours",
            "pause 2026-03-11T11:30; resume 2026-03-11T16:00",
            "2026-03-11T16:30:00",
        ),
        (
            "2026-03-11T10:00",
            "4 working hours",
            "pause 2026-03-11T11:00; resume 2026-03-11T17:00",
            "2026-03-12T11:00:00",
        ),
        (
            "2026-03-11T10:00",
            "1 working hour",
            "pause 2026-03-11T11:00; resume 2026-03-13T16:00",  # on the very moment of its end
            "2026-03-13T16:00:00",
        ),
        (
            "2026-03-11T10:00",
            "2 hours",
            "extend 2026-03-11T11:30 by 30 minutes",
            "2026-03-11T12:30:00",
        ),
        (
            "2026-03-11T10:00",
            "2 working hours",
            "extend 2026-03-11T11:30 by 1 working hour",
            "2026-03-11T15:30:00",
        ),
        # years without data
        (
            "2026-12-30T10:00",
            "3 working days",
            "pause 2026-12-30T12:00; resume 2027-02-01T09:00",  # only 2027 is counted in
            "2027-02-04?",
        ),
        (
            "2026-12-30T10:00",
            "3 working days",
            "pause 2026-12-30T12:00; resume 2027-02-01T09:00; restart 2027-02-02T10:00",
            "2027-02-05?",
        ),
        (
            "2003-12-29T10:00",
            "5 working days",
            "pause 2003-12-31T12:00; resume 2004-01-05T09:00",  # two guessed days were used
            "2004-01-08?",
        ),
        (
            "2003-12-30T10:00",
            "3 working days",
            "pause 2003-12-31T12:00; restart 2004-01-05T09:00",  # they are not counted any more
            "2004-01-08",
        ),
    ],
)
def test_marks_move_the_end(start: str, within: str, marks: str, answer: str) -> None:
    assert ends(start, within, marks) == answer


def test_marks_are_taken_in_the_order_of_their_moments() -> None:
    marks = read_marks("resume 2026-03-18T09:00; pause 2026-03-13T10:00")
    clock = Clock(beijing("2026-03-11T10:00"), parse_period("5 working days"), marks)
    answer = due_with_marks(clock, CALENDAR)
    assert answer is not None
    assert shown(answer) == "2026-03-23"


def test_marks_keep_a_rest_day_where_the_rule_does_not_roll() -> None:
    marks = read_marks("pause 2026-03-12T10:00; resume 2026-03-13T10:00")
    clock = Clock(beijing("2026-03-11T10:00"), parse_period("2 days"), marks, roll_forward=False)
    answer = due_with_marks(clock, CALENDAR)
    assert answer is not None
    assert shown(answer) == "2026-03-14"


def explained(start: str, within: str, marks: str) -> list[str]:
    clock = Clock(beijing(start), parse_period(within), read_marks(marks))
    return [
        f"{note.day:%m-%d} {note.number or '-'} {note.why}"
        for note in explain_with_marks(clock, CALENDAR)
    ]


def test_explain_shows_the_days_of_a_pause() -> None:
    marks = "pause 2026-03-12T10:00; resume 2026-03-16T09:00"
    assert explained("2026-03-11T10:00", "2 working days", marks) == [
        "03-11 - 周三，工作日，起算当日不计入",
        "03-12 1 周四，工作日",
        "03-13 - 周五，工作日，暂停期间不计入",
        "03-14 - 周六，周末，暂停期间不计入",
        "03-15 - 周日，周末，暂停期间不计入",
        "03-16 - 周一，工作日，暂停期间不计入",
        "03-17 2 周二，工作日",
    ]


def test_explain_shows_a_clock_stopped_on_its_last_day() -> None:
    marks = "pause 2026-03-12T10:00; resume 2026-03-14T09:00"
    assert explained("2026-03-11T10:00", "1 working day", marks) == [
        "03-11 - 周三，工作日，起算当日不计入",
        "03-12 1 周四，工作日",
        "03-13 - 周五，工作日，暂停期间不计入",
        "03-14 - 周六，周末，遇休息日顺延",
        "03-15 - 周日，周末，遇休息日顺延",
        "03-16 - 周一，工作日，当日截止",
    ]


def test_explain_puts_aside_what_was_counted_before_a_restart() -> None:
    assert explained("2026-03-11T10:00", "2 working days", "restart 2026-03-13T10:00") == [
        "03-11 - 周三，工作日，起算当日不计入",
        "03-12 - 周四，工作日（已重新起算，不再计入）",
        "03-13 - 周五，工作日，重新起算，当日不计入",
        "03-14 - 周六，周末，不计入",
        "03-15 - 周日，周末，不计入",
        "03-16 1 周一，工作日",
        "03-17 2 周二，工作日",
    ]


def test_explain_of_a_paused_clock_ends_where_it_stopped() -> None:
    assert explained("2026-03-11T10:00", "5 working days", "pause 2026-03-12T10:00") == [
        "03-11 - 周三，工作日，起算当日不计入",
        "03-12 1 周四，工作日",
    ]


def test_explain_shows_hours_around_a_pause() -> None:
    marks = "pause 2026-03-11T11:00; resume 2026-03-13T10:00"
    assert explained("2026-03-11T10:00", "2 working hours", marks) == [
        "03-11 1 周三，工作日，计1小时（10:00—11:00）",
        "03-12 - 周四，工作日，暂停期间不计入",
        "03-13 2 周五，工作日，计1小时（10:00—11:00）",
    ]
