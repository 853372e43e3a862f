import pytest

from mingtang.ground.foundation.working_days import (
    SAME_DAY,
    Period,
    PeriodError,
    PeriodUnit,
    parse_period,
)


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("5 working days", 5, PeriodUnit.WORKING_DAY),
        ("1 working day", 1, PeriodUnit.WORKING_DAY),
        ("1 working days", 1, PeriodUnit.WORKING_DAY),
        ("5 working day", 5, PeriodUnit.WORKING_DAY),
        ("  5  Working   Days ", 5, PeriodUnit.WORKING_DAY),
        ("5 workdays", 5, PeriodUnit.WORKING_DAY),
        ("5 business days", 5, PeriodUnit.WORKING_DAY),
        ("5个工作日", 5, PeriodUnit.WORKING_DAY),
        ("5 个工作日", 5, PeriodUnit.WORKING_DAY),
        ("５个工作日", 5, PeriodUnit.WORKING_DAY),
        ("5工作日", 5, PeriodUnit.WORKING_DAY),
        ("五个工作日", 5, PeriodUnit.WORKING_DAY),
        ("两个工作日", 2, PeriodUnit.WORKING_DAY),
        ("十个工作日", 10, PeriodUnit.WORKING_DAY),
        ("十五个工作日", 15, PeriodUnit.WORKING_DAY),
        ("二十个工作日", 20, PeriodUnit.WORKING_DAY),
        ("一百二十日", 120, PeriodUnit.DAY),
        ("2 working hours", 2, PeriodUnit.WORKING_HOUR),
        ("2 business hours", 2, PeriodUnit.WORKING_HOUR),
        ("2个工作小时", 2, PeriodUnit.WORKING_HOUR),
        ("30 working minutes", 30, PeriodUnit.WORKING_MINUTE),
        ("2 hours", 2, PeriodUnit.HOUR),
        ("1 hour", 1, PeriodUnit.HOUR),
        ("24小时", 24, PeriodUnit.HOUR),
        ("2个小时", 2, PeriodUnit.HOUR),
        ("30 minutes", 30, PeriodUnit.MINUTE),
        ("30分钟", 30, PeriodUnit.MINUTE),
        ("15 days", 15, PeriodUnit.DAY),
        ("15 calendar days", 15, PeriodUnit.DAY),
        ("15日", 15, PeriodUnit.DAY),
        ("15天", 15, PeriodUnit.DAY),
        ("15个自然日", 15, PeriodUnit.DAY),
        ("2 weeks", 2, PeriodUnit.WEEK),
        ("2周", 2, PeriodUnit.WEEK),
        ("6 months", 6, PeriodUnit.MONTH),
        ("6个月", 6, PeriodUnit.MONTH),
        ("1 year", 1, PeriodUnit.YEAR),
        ("1年", 1, PeriodUnit.YEAR),
        ("same day", 0, PeriodUnit.SAME_DAY),
        ("当日", 0, PeriodUnit.SAME_DAY),
        ("当天", 0, PeriodUnit.SAME_DAY),
    ],
)
def test_parse_period_reads_both_languages(text: str, amount: int, unit: PeriodUnit) -> None:
    assert parse_period(text) == Period(amount, unit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "working days",
        "five working days",
        "5",
        "5 workings",
        "5 dogs",
        "-5 working days",
        "0 working days",
        "1.5 hours",
        "5 working days 2 hours",
        "99999999 days",
        "5 dayss",
        "个工作日",
    ],
)
def test_parse_period_refuses_what_it_cannot_read(text: str) -> None:
    with pytest.raises(PeriodError) as refusal:
        parse_period(text)
    assert str(refusal.value).startswith("期限")


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("1 working days", "1 working day", "1个工作日"),
        ("十五个工作日", "15 working days", "15个工作日"),
        ("2 weeks", "2 weeks", "2周"),
        ("当天", "same day", "当日"),
    ],
)
def test_period_writes_itself_in_both_languages(text: str, english: str, chinese: str) -> None:
    period = parse_period(text)
    assert (str(period), period.label) == (english, chinese)
    assert parse_period(english) == parse_period(chinese) == period


def test_period_of_no_length_is_only_the_same_day() -> None:
    assert Period(0, PeriodUnit.SAME_DAY) == SAME_DAY
    for amount, unit in ((0, PeriodUnit.DAY), (-1, PeriodUnit.DAY), (1, PeriodUnit.SAME_DAY)):
        with pytest.raises(PeriodError):
            Period(amount, unit)
