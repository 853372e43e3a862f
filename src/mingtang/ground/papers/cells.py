"""From a cell of a table to a value (单元格): what Excel made of it is read back, or the fault is said.

A parser takes what stands in a cell, never nothing, and returns a value.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.text import has_words, one_line, visible
from mingtang.ground.papers.sheets import EXACT_DIGITS

CellParser = Callable[[Any], Any]
_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0{1,2}:00(?::00)?)?"
)
_MOMENT = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\s*"
    r"(\d{1,2})\s*[:时点]\s*(?:(\d{1,2})\s*分?(?:\s*:?\s*(\d{1,2})(?:\.\d+)?\s*秒?)?)?"
)
_NO_MOMENT = "应为时间，例如 2026-03-01 10:00 或 2026年3月1日10时。"
_FIRST_DAY = date(1899, 12, 30)  # day 0 of Excel, from March 1900 on
_SERIALS = range(61, 80_000)  # to 2119; before, Excel counts a day that there was not
_WRITTEN_TOGETHER = range(1900_01_01, 2100_00_00)


class CellFault(ValueError):
    """A cell does not hold what its column asks; the text is Chinese and says what to write."""


def as_text(*, most: int = 200, lines: bool = False) -> CellParser:
    """Take a text of at most `most` characters, in one line unless `lines`.

    Numbers are read as they look: a phone number that Excel took for a number has no `.0`.
    """

    def parse(cell: Any) -> str:
        text = _written(cell)
        text = visible(text).strip() if lines else one_line(text)
        if len(text) > most:
            raise CellFault(f"有 {len(text):,} 个字符，最多 {most:,} 个。")
        return text

    return parse


def as_whole_number(*, low: int = 0, high: int = 10**9) -> CellParser:
    """Take a whole number from `low` to `high`, written as a number or as digits."""

    def parse(cell: Any) -> int:
        digits = _written(cell).replace(",", "").replace(" ", "")
        if not re.fullmatch(r"-?\d{1,15}", one_line(digits)):
            raise CellFault("应为整数，例如 12。")
        number = int(one_line(digits))
        if not low <= number <= high:
            raise CellFault(f"应为 {low:,} 到 {high:,} 之间的整数。")
        return number

    return parse


def as_day() -> CellParser:
    """Take a date: a cell of that kind, the number behind one, or a text such as 2026年3月1日."""
    return _day


def as_moment() -> CellParser:
    """Take a moment in Beijing time, or a `date` where the cell names a day without a time of day."""
    return _moment


def as_choice(choices: Mapping[str, Any]) -> CellParser:
    """Take one of the words that `choices` has a value for."""

    def parse(cell: Any) -> Any:
        word = one_line(_written(cell))
        if word not in choices:
            raise CellFault(f"应为：{'、'.join(choices)}。")
        return choices[word]

    return parse


def is_blank(cell: Any) -> bool:
    """Tell whether nothing that a reader sees stands in a cell."""
    return cell is None or (isinstance(cell, str) and not has_words(cell))


def _written(cell: Any) -> str:
    """Return a cell as it looks to the person who filled it in."""
    match cell:
        case bool():
            return "是" if cell else "否"
        case float() if cell.is_integer():
            return _exact(int(cell))
        case int():
            return _exact(cell)
        case datetime():
            return f"{cell:%Y-%m-%d %H:%M}" if cell.time() != time() else f"{cell:%Y-%m-%d}"
        case date():
            return cell.isoformat()
        case time():
            return f"{cell:%H:%M}"
        case timedelta():
            return str(cell)
        case _:
            return str(cell)


def _exact(number: int) -> str:
    if abs(number) >= 10**EXACT_DIGITS:
        raise CellFault(
            f"数字超过 {EXACT_DIGITS} 位，Excel 已改动末尾几位。请把这一列设为“文本”格式后重新填写。"
        )
    return str(number)


def _day(cell: Any) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = one_line(_written(cell))
    if re.fullmatch(r"\d{1,8}", text):
        return _day_of_number(int(text))
    if found := _DAY.fullmatch(text):
        return _day_of(*(int(part) for part in found.groups()))
    raise CellFault("应为日期，例如 2026-03-01 或 2026年3月1日。")


def _moment(cell: Any) -> datetime | date:
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=cell.tzinfo or BEIJING).astimezone(BEIJING)
    if isinstance(cell, float) and not cell.is_integer() and int(cell) in _SERIALS:
        begin = datetime.combine(_FIRST_DAY, time(), tzinfo=BEIJING)
        return begin + timedelta(seconds=round(cell * 86_400))
    text = one_line(_written(cell))
    if found := _MOMENT.fullmatch(text):
        return _moment_of(_day_of(*map(int, found.group(1, 2, 3))), found.group(4, 5, 6))
    try:
        return _moment(datetime.fromisoformat(text)) if "T" in text else _day(cell)
    except CellFault as fault:
        raise fault if "没有" in str(fault) else CellFault(_NO_MOMENT) from None
    except ValueError:
        raise CellFault(_NO_MOMENT) from None


def _moment_of(day: date, parts: tuple[str | None, ...]) -> datetime:
    hour, minute, second = (int(part or 0) for part in parts)
    try:
        return datetime.combine(day, time(hour, minute, second), tzinfo=BEIJING)
    except ValueError:
        raise CellFault(f"没有 {hour}时{minute}分 这个时刻，请核对。") from None


def _day_of_number(number: int) -> date:
    if number in _WRITTEN_TOGETHER:  # 20260301
        return _day_of(number // 10_000, number // 100 % 100, number % 100)
    if number in _SERIALS:
        return _FIRST_DAY + timedelta(days=number)
    raise CellFault("应为日期，例如 2026-03-01 或 2026年3月1日。")


def _day_of(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise CellFault(f"没有 {year}年{month}月{day}日 这一天，请核对。") from None
