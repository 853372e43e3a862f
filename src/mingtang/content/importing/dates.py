"""Dates as documents write them."""

import re
from datetime import date

_DIGITS = str.maketrans("〇○零一二三四五六七八九０１２３４５６７８９", "0001234567890123456789")
_WRITTEN = re.compile(r"(\d{4})\s*[年./\-]\s*(\d{1,2})\s*[月./\-]\s*(\d{1,2})\s*日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CHINESE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
# Looks like a date that lost some of its characters on the way.
_BROKEN = re.compile(r"(?:19|20)\d{2}[年\s]*\d{1,3}[月\s]*\d{0,2}[日\s]*")


def date_in(text: str) -> date | None:
    """Return the first whole date found in a text, or None."""
    chinese = _CHINESE.search(text)
    if chinese:
        year = int(chinese[1].translate(_DIGITS))
        return _valid(year, _small_number(chinese[2]), _small_number(chinese[3]))
    written = _WRITTEN.search(text)
    return _valid(*(int(part) for part in written.groups())) if written else None


def is_date_line(text: str) -> bool:
    """Tell whether a line is one whole date and nothing else."""
    stripped = text.strip(" 　()（）")
    compact = _COMPACT.fullmatch(stripped)
    if compact:
        return _valid(*(int(part) for part in compact.groups())) is not None
    found = _WRITTEN.fullmatch(stripped) or _CHINESE.fullmatch(stripped)
    return found is not None and date_in(stripped) is not None


def date_of_line(text: str) -> date | None:
    """Return the date of a line that is one whole date."""
    compact = _COMPACT.fullmatch(text.strip(" 　()（）"))
    return _valid(*(int(part) for part in compact.groups())) if compact else date_in(text)


def is_broken_date(text: str) -> bool:
    """Tell whether a line looks like a date with characters missing (`2015128`)."""
    stripped = text.strip(" 　()（）")
    return bool(_BROKEN.fullmatch(stripped)) and not is_date_line(stripped)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _small_number(text: str) -> int:
    """Return 1 to 39 from Chinese numerals (`二十三`)."""
    if "十" not in text:
        return int(text.translate(_DIGITS))
    tens, _, ones = text.partition("十")
    return (int(tens.translate(_DIGITS)) if tens else 1) * 10 + (
        int(ones.translate(_DIGITS)) if ones else 0
    )
