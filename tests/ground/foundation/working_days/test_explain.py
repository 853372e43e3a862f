import pytest

from mingtang.ground.foundation.working_days import (
    bundled_calendar,
    explain,
    explain_before,
    parse_period,
)
from tests.ground.foundation.working_days.moments import beijing

CALENDAR = bundled_calendar()


def explained(start: str, within: str, *, back: bool = False) -> list[str]:
    function = explain_before if back else explain
    return [
        f"{note.day:%m-%d} {note.number if note.counted else '-'} {note.why}"
        for note in function(beijing(start), parse_period(within), CALENDAR)
    ]


def test_explain_tells_of_each_day_why_it_counts() -> None:
    assert explained("2026-04-30T10:00", "5 working days") == [
        "04-30 - 周四，工作日，起算当日不计入",
        "05-01 - 周五，劳动节放假，不计入",
        "05-02 - 周六，劳动节放假，不计入",
        "05-03 - 周日，劳动节放假，不计入",
        "05-04 - 周一，劳动节放假，不计入",
        "05-05 - 周二，劳动节放假，不计入",
        "05-06 1 周三，工作日",
        "05-07 2 周四，工作日",
        "05-08 3 周五，工作日",
        "05-09 4 周六，劳动节调休上班",
        "05-10 - 周日，周末，不计入",
        "05-11 5 周一，工作日",
    ]


def test_explain_says_what_is_a_guess() -> None:
    guess = "2027年放假安排未公布，暂按周一至周五推算"
    assert explained("2026-12-31T10:00", "2 working days") == [
        "12-31 - 周四，工作日，起算当日不计入",
        f"01-01 1 周五，工作日，{guess}",
        f"01-02 - 周六，周末，{guess}，不计入",
        f"01-03 - 周日，周末，{guess}，不计入",
        f"01-04 2 周一，工作日，{guess}",
    ]


@pytest.mark.parametrize(
    ("start", "within", "notes"),
    [
        (
            "2026-03-12T10:00",
            "2 days",
            [
                "03-12 - 周四，工作日，起算当日不计入",
                "03-13 1 周五，工作日",
                "03-14 2 周六，周末",
                "03-15 - 周日，周末，期满遇休息日顺延",
                "03-16 - 周一，工作日，期满遇休息日顺延至此截止",
            ],
        ),
        ("2026-03-14T10:00", "same day", ["03-14 - 周六，周末，当日截止"]),
        (
            "2026-03-13T16:30",
            "2 working hours",
            [
                "03-13 1 周五，工作日，计1小时（16:30—17:30）",
                "03-14 - 周六，周末，不计入",
                "03-15 - 周日，周末，不计入",
                "03-16 2 周一，工作日，计1小时（08:30—09:30）",
            ],
        ),
        (
            "2026-03-11T11:00",
            "2 working hours",
            ["03-11 1 周三，工作日，计2小时（11:00—12:00、14:30—15:30）"],
        ),
        (
            "2026-03-11T18:00",
            "30 working minutes",
            [
                "03-11 - 周三，工作日，无计入的时间",
                "03-12 1 周四，工作日，计30分钟（08:30—09:00）",
            ],
        ),
        (
            "2026-03-11T23:00:30",
            "2 hours",
            [
                "03-11 1 周三，计59分钟30秒（23:00:30—24:00）",
                "03-12 2 周四，计1小时30秒（00:00—01:00:30）",
            ],
        ),
    ],
)
def test_explain_fits_each_way_of_counting(start: str, within: str, notes: list[str]) -> None:
    days = explained(start, within)
    assert [day.replace("1小时0分钟30秒", "1小时30秒") for day in days] == notes


@pytest.mark.parametrize(
    ("moment", "ahead", "notes"),
    [
        (
            "2026-05-11T10:00",
            "2 working days",
            [
                "05-11 - 周一，工作日，倒推基准日不计入",
                "05-10 - 周日，周末，不计入",
                "05-09 1 周六，劳动节调休上班",
                "05-08 2 周五，工作日",
            ],
        ),
        (
            "2026-03-16T10:00",
            "1 day",
            [
                "03-16 - 周一，工作日，倒推基准日不计入",
                "03-15 1 周日，周末",
                "03-14 - 周六，周末，遇休息日提前",
                "03-13 - 周五，工作日，遇休息日提前至此截止",
            ],
        ),
        (
            "2026-03-11T09:00",
            "1 working hour",
            [
                "03-11 1 周三，工作日，计30分钟（08:30—09:00）",
                "03-10 2 周二，工作日，计30分钟（17:00—17:30）",
            ],
        ),
        ("2026-03-14T10:00", "same day", ["03-14 - 周六，周末，当日截止"]),
    ],
)
def test_explain_before_goes_back_day_by_day(moment: str, ahead: str, notes: list[str]) -> None:
    assert explained(moment, ahead, back=True) == notes
