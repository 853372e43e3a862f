"""Measures, fonts and rules of place of official documents, for Word and PDF alike.

Source: GB/T 9704-2012, 5.2 (paper, text area, lines), chapter 7 (where each part stands).
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mingtang.ground.papers.blocks import BodyBlock, HeadingText

# Millimetres. 5.2.1: upper margin 37, left 28, text area 156 by 225.
PAGE_WIDTH, PAGE_HEIGHT = 210, 297
TOP, LEFT = 37, 28
TEXT_WIDTH, TEXT_HEIGHT = 156, 225
RIGHT = PAGE_WIDTH - LEFT - TEXT_WIDTH
BOTTOM = PAGE_HEIGHT - TOP - TEXT_HEIGHT
MARK_BELOW_TOP = 35  # 7.2.4: from the text area to the upper edge of the mark
LINE_BELOW_NUMBER = 4  # 7.2.7
PAGE_NUMBER_BELOW = 7  # 7.5: from the text area to the dashes
# 5.2.3: 22 lines of 28 characters fill the text area.
LINES, COLUMNS = 22, 28
POINTS = 72 / 25.4  # in a millimetre
LINE = TEXT_HEIGHT / LINES * POINTS
CHARACTER = TEXT_WIDTH / COLUMNS * POINTS
# Sizes by their Chinese numbers, in points.
SIZE_2, SIZE_3, SIZE_4, SIZE_5 = 22, 16, 14, 10.5
TABLE_SIZE = 12
RED = "#E60012"
THICK, THIN = 0.35, 0.25  # millimetres, of the lines of the imprint (7.4.1)
LARGEST_MARK = 48  # points


@dataclass(frozen=True)
class Typeface:
    """A typeface (字体) under the names by which machines know it, the first one preferred."""

    names: tuple[str, ...]
    is_serif: bool = True


FANGSONG = Typeface(
    ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "STFangsong", "Noto Serif CJK SC")
)
KAITI = Typeface(("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "STKaiti", "Noto Serif CJK SC"))
HEITI = Typeface(("黑体", "SimHei", "STHeiti", "Noto Sans CJK SC"), is_serif=False)
SONGTI = Typeface(("宋体", "SimSun", "STSong", "Noto Serif CJK SC"))
XIAOBIAOSONG = Typeface(
    (
        "方正小标宋简体",
        "FZXiaoBiaoSong-B05S",
        "小标宋",
        "华文中宋",
        "STZhongsong",
        "Noto Serif CJK SC",
    )
)
# 7.3.3: the first level in Heiti, the second in Kaiti, the third and fourth in Fangsong.
HEADING_FACES = {1: HEITI, 2: KAITI, 3: FANGSONG, 4: FANGSONG}
_DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """Return 1 to 99 in Chinese characters: 二十一."""
    if not 1 <= number <= 99:
        raise ValueError(f"no document has {number} headings of one level")
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return head + (_DIGITS[ones] if ones else "")


def numbered(body: Sequence[BodyBlock]) -> list[BodyBlock]:
    """Return the body with the numbers of its headings written into their texts.

    Source: GB/T 9704-2012, 7.3.3.
    """
    counts = [0, 0, 0, 0, 0]
    done: list[BodyBlock] = []
    for block in body:
        if isinstance(block, HeadingText) and block.is_numbered:
            counts[block.level] += 1
            counts[block.level + 1 :] = [0] * (4 - block.level)
            number = _ordinal(block.level, counts[block.level])
            done.append(HeadingText(f"{number}{block.text}", block.level, is_numbered=False))
        else:
            done.append(block)
    return done


def _ordinal(level: int, number: int) -> str:
    match level:
        case 1:
            return f"{chinese_number(number)}、"
        case 2:
            return f"（{chinese_number(number)}）"
        case 3:
            return f"{number}. "
        case _:
            return f"（{number}）"


def chinese_date(day: date) -> str:
    """Return a date with all its parts and no leading zeros (7.3.5.4): 2026年3月11日."""
    return f"{day.year}年{day.month}月{day.day}日"


def width_of(text: str) -> float:
    """Return how many characters wide a text is; a letter or digit is half of one."""
    return sum(1 if unicodedata.east_asian_width(sign) in "WFA" else 0.5 for sign in text)


def signature_indents(
    offices: Sequence[str], day: str, *, is_sealed: bool
) -> tuple[list[float], float]:
    """Return how many characters stay free to the right of each office, and of the date.

    Without a seal the offices end two characters in, and the date begins two characters after the
    last of them; where the date is longer, it ends two characters in and the office moves.
    With a seal the date ends four characters in, and the offices are centred on it.
    Source: GB/T 9704-2012, 7.3.5.1 and 7.3.5.2.
    """
    date_width = width_of(day)
    if is_sealed:
        return [max(4 + (date_width - width_of(each)) / 2, 0) for each in offices], 4
    last = width_of(offices[-1]) if offices else 0
    if not day:
        return [2.0 for _ in offices], 2
    if date_width <= last:
        return [2.0 for _ in offices], last - date_width
    moved = 4 + date_width - last
    return [max(moved + last - width_of(each), 0) for each in offices], 2


def signer_lines(signers: Sequence[str]) -> list[str]:
    """Return the lines of signers, two a line, names below each other (7.2.6)."""
    widest = max((len(name) for name in signers), default=0)
    padded = [name.ljust(widest, "\u3000") for name in signers]
    pairs = ["\u3000".join(padded[place : place + 2]) for place in range(0, len(padded), 2)]
    full = max((len(pair) for pair in pairs), default=0)
    heads = ["签发人：", *["\u3000" * 4] * len(pairs)]
    return [head + pair.ljust(full, "\u3000") for head, pair in zip(heads, pairs, strict=False)]


def mark_size(words: str) -> float:
    """Return the size in points at which the mark of the issuing office fits into one line."""
    return round(min(LARGEST_MARK, TEXT_WIDTH * POINTS * 0.97 / max(width_of(words), 1)), 1)


def receivers_line(receivers: Sequence[str]) -> str:
    """Return the receivers with commas between and a full-width colon after them (7.3.2)."""
    return "，".join(receivers) + "："


def copies_line(copies_to: Sequence[str]) -> str:
    """Return who gets copies, with a full stop after them (7.4.2)."""
    return "，".join(copies_to) + "。"


def note_line(note: str) -> str:
    """Return the note in full-width brackets (7.3.6), unless it has them."""
    return note if note.startswith("（") else f"（{note}）"
