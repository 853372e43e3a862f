"""Index numbers by a rule, and what is odd about a document number. Values in, values out."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

_PARTS = re.compile(r"([\u4e00-\u9fa5A-Za-z]+)〔(\d{4})〕([1-9]\d{0,8})号")
MOST_GAPS = 5


@dataclass(frozen=True)
class NumberParts:
    """A document number in its parts: the word of the office (机关代字), the year, the serial."""

    word: str
    year: int
    serial: int

    @property
    def text(self) -> str:
        """The number as it is written."""
        return f"{self.word}〔{self.year}〕{self.serial}号"


def parts_of(number: str) -> NumberParts | None:
    """Return the parts of a number; none for orders, announcements and what is no number."""
    found = _PARTS.fullmatch(number)
    return NumberParts(found[1], int(found[2]), int(found[3])) if found else None


def index_prefix(pattern: str, *, organ: str, day: date) -> str:
    """Return what of an index number stands before the serial, by the pattern of a pack."""
    before, _, _ = pattern.partition("{serial}")
    return before.format(organ=organ, year=f"{day.year:04}", month=f"{day.month:02}")


def index_number(prefix: str, serial: int, digits: int) -> str:
    """Return a whole index number."""
    return f"{prefix}{serial:0{digits}}"


def gaps_below(serial: int, known: Collection[int]) -> list[int]:
    """Return the serials missing between the highest known one below and this one."""
    below = max((one for one in known if one < serial), default=serial)
    return list(range(below + 1, serial))


def number_remarks(
    parts: NumberParts,
    *,
    signed_on: date | None,
    own_words: Sequence[str],
    doubles: Sequence[str],
    gaps: Sequence[int],
) -> list[str]:
    """Return what is odd about a document number, a sentence each. None of it holds a text up.

    `own_words` are those under which the office has published before, `doubles` the titles of other
    documents of the same number, `gaps` the serials that are not online.

    Source: GB/T 9704-2012, 7.2.5: the word of the office, the year, the serial.
    """
    said = []
    if signed_on is not None and signed_on.year != parts.year:
        said.append(f"发文字号的年份是 {parts.year}，成文日期在 {signed_on.year} 年，请核对。")
    if own_words and parts.word not in own_words:
        words = "、".join(f"“{word}”" for word in own_words)
        said.append(f"本单位以往用的机关代字是{words}，这次是“{parts.word}”，请核对。")
    said += [f"《{title}》也用了{parts.text}，请核对是否重号。" for title in doubles]
    if gaps:
        shown = "、".join(f"{serial}号" for serial in gaps[:MOST_GAPS])
        more = "等" if len(gaps) > MOST_GAPS else ""
        said.append(f"{parts.word}〔{parts.year}〕{shown}{more}没有上线；不公开的不必理会。")
    return said
