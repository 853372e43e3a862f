"""Periods (期限) as rules write them: `5 working days`, `2 hours`, `same day`, `15个工作日`, `当日`."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cached_property

from mingtang.ground.foundation.working_days.spans import (
    MINUTE,
    CalendarSpan,
    ClockTime,
    Span,
    WorkingDays,
    WorkingTime,
)


class PeriodError(ValueError):
    """A period that cannot be read; the text says in Chinese how to write one."""


class PeriodUnit(StrEnum):
    """What a period counts; the value is its English name in rules."""

    WORKING_DAY = "working day"
    WORKING_HOUR = "working hour"
    WORKING_MINUTE = "working minute"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    SAME_DAY = "same day"


CHINESE = {
    PeriodUnit.WORKING_DAY: "个工作日",
    PeriodUnit.WORKING_HOUR: "个工作小时",
    PeriodUnit.WORKING_MINUTE: "个工作分钟",
    PeriodUnit.MINUTE: "分钟",
    PeriodUnit.HOUR: "小时",
    PeriodUnit.DAY: "日",
    PeriodUnit.WEEK: "周",
    PeriodUnit.MONTH: "个月",
    PeriodUnit.YEAR: "年",
    PeriodUnit.SAME_DAY: "当日",
}

_ENGLISH_WORDS = {
    "workday": PeriodUnit.WORKING_DAY,
    "business day": PeriodUnit.WORKING_DAY,
    "business hour": PeriodUnit.WORKING_HOUR,
    "office hour": PeriodUnit.WORKING_HOUR,
    "calendar day": PeriodUnit.DAY,
    "clock hour": PeriodUnit.HOUR,
    **{unit.value: unit for unit in PeriodUnit if unit is not PeriodUnit.SAME_DAY},
}
_CHINESE_WORDS = {
    "工作日": PeriodUnit.WORKING_DAY,
    "工作小时": PeriodUnit.WORKING_HOUR,
    "工作分钟": PeriodUnit.WORKING_MINUTE,
    "分钟": PeriodUnit.MINUTE,
    "分": PeriodUnit.MINUTE,
    "小时": PeriodUnit.HOUR,
    "钟头": PeriodUnit.HOUR,
    "日": PeriodUnit.DAY,
    "天": PeriodUnit.DAY,
    "自然日": PeriodUnit.DAY,
    "日历日": PeriodUnit.DAY,
    "周": PeriodUnit.WEEK,
    "星期": PeriodUnit.WEEK,
    "月": PeriodUnit.MONTH,
    "年": PeriodUnit.YEAR,
}
_SAME_DAY = frozenset({"same day", "the same day", "当日", "当天", "即日", "同日"})
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_PATTERN = re.compile(
    r"(?P<number>[0-9]{1,7}|[零〇一二两三四五六七八九十百]+)\s*个?\s*(?P<unit>\D+)"
)


@dataclass(frozen=True)
class Period:
    """A length of time of one unit; `amount` is 0 only for the same day."""

    amount: int
    unit: PeriodUnit

    def __post_init__(self) -> None:
        if (self.unit is PeriodUnit.SAME_DAY) != (self.amount == 0) or self.amount < 0:
            raise PeriodError(f"期限须是正整数，现为 {self.amount}")

    def __str__(self) -> str:
        if self.unit is PeriodUnit.SAME_DAY:
            return self.unit.value
        return f"{self.amount} {self.unit.value}{'' if self.amount == 1 else 's'}"

    @cached_property
    def span(self) -> Span:
        """How the period is counted; calendar days roll forward from a rest day."""
        amount = self.amount
        match self.unit:
            case PeriodUnit.WORKING_DAY:
                return WorkingDays(amount)
            case PeriodUnit.WORKING_HOUR:
                return WorkingTime(amount * 60 * MINUTE)
            case PeriodUnit.WORKING_MINUTE:
                return WorkingTime(amount * MINUTE)
            case PeriodUnit.HOUR:
                return ClockTime(timedelta(hours=amount))
            case PeriodUnit.MINUTE:
                return ClockTime(timedelta(minutes=amount))
            case PeriodUnit.SAME_DAY:
                return CalendarSpan(0, 0, rolls=False)
            case PeriodUnit.MONTH | PeriodUnit.YEAR:
                return CalendarSpan(amount * (12 if self.unit is PeriodUnit.YEAR else 1), 0)
        return CalendarSpan(0, amount * (7 if self.unit is PeriodUnit.WEEK else 1))

    def counted(self, *, rolls: bool) -> Span:
        """Return the span; without `rolls` calendar days end where they end, even on a rest day."""
        span = self.span
        if rolls or not isinstance(span, CalendarSpan):
            return span
        return CalendarSpan(span.months, span.days, rolls=False)

    @property
    def label(self) -> str:
        """The period as an office writes it: 5个工作日."""
        chinese = CHINESE[self.unit]
        return chinese if self.unit is PeriodUnit.SAME_DAY else f"{self.amount}{chinese}"


SAME_DAY = Period(0, PeriodUnit.SAME_DAY)


def parse_period(text: str) -> Period:
    """Read a period in English or Chinese; `1 working day` and `1 working days` are the same.

    :raises PeriodError: with a Chinese sentence that says how to write a period.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    if plain in _SAME_DAY:
        return SAME_DAY
    match = _PATTERN.fullmatch(plain)
    unit = _unit(match["unit"].strip()) if match else None
    if match is None or unit is None:
        raise PeriodError(
            f"期限“{text.strip()}”看不懂，请写成“5 working days”“2 hours”“15 days”“same day”，"
            "或“5个工作日”“2小时”“15日”“当日”"
        )
    return Period(_number(match["number"]), unit)


def _unit(word: str) -> PeriodUnit | None:
    chinese = _CHINESE_WORDS.get(word)
    return chinese or _ENGLISH_WORDS.get(word) or _ENGLISH_WORDS.get(word.removesuffix("s"))


def _number(digits: str) -> int:
    """Read Arabic digits, or Chinese ones below a thousand (十五, 二十, 一百二十)."""
    if digits.isascii():
        return int(digits)
    total, pending = 0, 0
    for sign in digits:
        if sign in "十百":
            total += (pending or 1) * (10 if sign == "十" else 100)
            pending = 0
        else:
            pending = _DIGITS[sign]
    return total + pending
