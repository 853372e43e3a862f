"""Dates as documents and pages write them."""

import re
from datetime import date, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))
_DIGITS = str.maketrans(
    "〇○零一二三四五六七八九０１２３４５６７８９OoＯｏ◯ΟοОо",
    "000123456789" + "0123456789" + "000000000",
)
_WIDE = str.maketrans("０１２３４５６７８９．－／：", "0123456789.-/:")
_WRITTEN = re.compile(
    r"(?<!\d)((?:19|20)\d{2})\s*[年./\-－—]\s*(\d{1,2}|元(?=\s*月))\s*[月./\-－—]\s*(\d{1,2})(?!\d)\s*[日号]?"
)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
# Typists took letters for the sign of zero: Latin, Greek and Cyrillic O.
_YEAR = "[二一][〇○零一二三四五六七八九OoＯｏ◯ΟοОо0０]{3}"
_CHINESE = re.compile(
    rf"({_YEAR})\s*年\s*([一二三四五六七八九十元]{{1,3}})\s*月\s*([一二三四五六七八九十廿卅]{{1,3}})\s*日"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH = re.compile(
    rf"(?P<month>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?\s+(?P<day>\d{{1,2}}),?\s+(?P<year>(?:19|20)\d{{2}})",
    re.IGNORECASE,
)
_ENGLISH_DAY_FIRST = re.compile(
    rf"(?P<day>\d{{1,2}})\s+(?P<month>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?,?\s+(?P<year>(?:19|20)\d{{2}})",
    re.IGNORECASE,
)
_TIME = re.compile(r"(?<!\d)([01]?\d|2[0-3])\s*[:：]\s*([0-5]\d)(?:\s*[:：]\s*[0-5]\d)?(?!\d)")
_AT_END = re.compile(
    r"\s+(?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\s*$"
)
# Looks like a date that lost some of its characters on the way.
_BROKEN = re.compile(r"(?:19|20)\d{2}[年\s]*\d{1,3}[月\s]*\d{0,2}[日\s]*")
_MOMENT = re.compile(
    r"^[\s\[【(（]*(?:19|20)\d{2}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?(?:\s*(?:星期.|周.))?(?:\s*\d{1,2}\s*[:：]\s*\d{2}(?:\s*[:：]\s*\d{2})?)?[\s\])）】]*$"
)
_HOUR = re.compile(r"(?<=日)\s*\d{1,2}\s*[时点](?:\s*\d{1,2}\s*分)?$")
_EDGES = " 　()（）[]【】。."
_PART_OF_DATE = re.compile(r"[0-9０-９年]")


def date_in(text: str) -> date | None:
    """Return the first whole date found in a text, or None."""
    found = [
        match
        for pattern in (_WRITTEN, _CHINESE)
        if (match := pattern.search(text[:400].translate(_WIDE))) is not None
    ]
    first = min(found, key=lambda match: match.start(), default=None)
    return _of(first) if first is not None else english_date_in(text)


def english_date_in(text: str) -> date | None:
    """Return the first date that a text writes in English (`Jun 5, 2018`), or None."""
    match = _ENGLISH.search(text[:400]) or _ENGLISH_DAY_FIRST.search(text[:400])
    return _of_english(match) if match is not None else None


def _of_english(match: re.Match[str]) -> date | None:
    month = _MONTHS.index(match["month"].lower()) + 1
    return _valid(int(match["year"]), month, int(match["day"]))


def without_dates(text: str) -> str:
    """Return a text without the whole dates in it."""
    return _ENGLISH.sub(" ", _CHINESE.sub(" ", _WRITTEN.sub(" ", text)))


def without_date_at_end(text: str) -> str:
    """Return a text without the numeric date, and the time of day, that end it behind a space."""
    return _AT_END.sub("", text)


def dates_in(text: str) -> list[date]:
    """Return all whole dates of a text, in order."""
    text = text[:4000].translate(_WIDE)
    matches = [*_WRITTEN.finditer(text), *_CHINESE.finditer(text)]
    days = [_of(match) for match in sorted(matches, key=lambda match: match.start())]
    return [day for day in days if day is not None]


def moment_in(text: str) -> datetime | None:
    """Return the first date of a text with the time of day behind it, in Beijing time, or None."""
    day = date_in(text)
    text = text[:400].translate(_WIDE)
    match = _WRITTEN.search(text) or _CHINESE.search(text)
    if day is None or match is None:
        return None
    time = _TIME.search(text[match.end() : match.end() + 20])
    if time is None:
        return None
    return datetime(day.year, day.month, day.day, int(time[1]), int(time[2]), tzinfo=BEIJING)


def is_date_line(text: str) -> bool:
    """Tell whether a line is one whole date and nothing else."""
    return len(text) < 60 and date_of_line(text) is not None


def is_moment(text: str) -> bool:
    """Tell whether a line is one date, with weekday and time of day or without, and nothing else."""
    return _MOMENT.match(text) is not None


def date_of_line(text: str) -> date | None:
    """Return the date of a line that is one whole date, or None."""
    if _PART_OF_DATE.search(text) is None:
        return None  # the usual line, told apart before the costly patterns
    stripped = _bare(text)
    compact = _COMPACT.fullmatch(stripped)
    if compact:
        return _valid(*(int(part) for part in compact.groups()))
    found = _WRITTEN.fullmatch(stripped) or _CHINESE.fullmatch(stripped)
    if found is None and len(text) < 60:
        bare = text.strip(_EDGES)
        english = _ENGLISH.fullmatch(bare) or _ENGLISH_DAY_FIRST.fullmatch(bare)
        return _of_english(english) if english else None
    return _of(found) if found else None


def date_at_end(text: str) -> tuple[str, date] | None:
    """Return the words before a whole date that ends a line, and the date."""
    if len(text) > 120:
        return None
    stripped = _HOUR.sub("", text.translate(_WIDE).strip(_EDGES))
    for pattern in (_WRITTEN, _CHINESE):
        for match in pattern.finditer(stripped):
            day = _of(match)
            if match.end() == len(stripped) and day is not None:
                return stripped[: match.start()].strip(_EDGES), day
    return _english_at_end(stripped)


def _english_at_end(text: str) -> tuple[str, date] | None:
    for pattern in (_ENGLISH, _ENGLISH_DAY_FIRST):
        match = pattern.search(text)
        day = _of_english(match) if match is not None and match.end() == len(text) else None
        if match is not None and day is not None:
            return text[: match.start()].strip(_EDGES), day
    return None


def is_broken_date(text: str) -> bool:
    """Tell whether a line looks like a date with characters missing (`2015128`)."""
    stripped = text.strip(_EDGES)
    return len(stripped) < 40 and bool(_BROKEN.fullmatch(stripped)) and not is_date_line(stripped)


def _bare(text: str) -> str:
    """Return a line without edges and without the spaces inside that spread a date."""
    stripped = _HOUR.sub("", text.translate(_WIDE).strip(_EDGES)) if len(text) < 60 else text
    return re.sub(r"[\s\u3000]+", "", stripped) if len(stripped) < 60 else stripped


def _of(match: re.Match[str]) -> date | None:
    if match.re is _WRITTEN:
        return _valid(int(match[1]), 1 if match[2] == "元" else int(match[2]), int(match[3]))
    month = 1 if match[2] == "元" else _small_number(match[2])
    return _valid(int(match[1].translate(_DIGITS)), month, _small_number(match[3]))


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _small_number(text: str) -> int:
    """Return 1 to 39 from Chinese numerals (`二十三`)."""
    text = text.replace("廿十", "二十").replace("廿", "二十").replace("卅", "三十")
    if "十" not in text:
        return int(text.translate(_DIGITS))
    tens, _, ones = text.partition("十")
    return (int(tens.translate(_DIGITS)) if tens else 1) * 10 + (
        int(ones.translate(_DIGITS)) if ones else 0
    )
