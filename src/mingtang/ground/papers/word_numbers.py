"""The numbers that Word counts itself (一、 （二） 3.1), written into the text where they are printed.

Word stores a paragraph's level and the shape of its number, not the number. A reader of documents that
leaves them to HTML lists loses "第三条" and every reference to it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BULLET = "bullet"
MOST_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_DIGITS = "零一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"


def chinese(number: int, digits: str = _DIGITS, units: str = "十百千") -> str:
    """Return a number up to 9999 in Chinese characters: 12 is 十二, 205 is 二百零五."""
    if not 0 < number <= 9999:
        return str(number)
    written, zero = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit == 0:
            zero = bool(written)
            continue
        written += (digits[0] if zero else "") + digits[digit] + (units[power - 1] if power else "")
        zero = False
    return written.removeprefix(digits[1]) if written.startswith(digits[1] + units[0]) else written


def _letters(number: int) -> str:
    """Return a, b, … z, aa, bb as Word counts them."""
    return chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    written = ""
    for value, sign in (
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
        (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ):  # fmt: skip
        written += sign * (number // value)
        number %= value
    return written


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


def _of(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if number <= len(signs) else str(number)


def _formal(number: int) -> str:
    return chinese(number, _FORMAL, "拾佰仟")


_SHAPES: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalFullWidth": lambda n: str(n).translate({48 + d: 0xFF10 + d for d in range(10)}),
    "decimalZero": lambda n: f"{n:02}",
    "lowerLetter": _letters,
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda n: _roman(n).upper(),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": lambda n: f"（{n}）",
    "decimalEnclosedFullstop": lambda n: f"{n}.",
    "chineseLegalSimplified": _formal,
    "ideographLegalTraditional": _formal,
    "ideographTraditional": _of(_STEMS),
    "ideographZodiac": _of(_BRANCHES),
    "none": lambda _: "",
    **dict.fromkeys(
        (
            "chineseCounting",
            "chineseCountingThousand",
            "ideographDigital",
            "japaneseCounting",
            "japaneseDigitalTenThousand",
            "taiwaneseCounting",
            "taiwaneseCountingThousand",
        ),
        chinese,
    ),
}


@dataclass(frozen=True)
class _Level:
    shape: str
    text: str
    start: int


@dataclass
class NumberedLists:
    """The lists of a document, and how far each has been counted."""

    levels: dict[str, dict[int, _Level]]  # by the number of the list
    families: dict[str, str]  # lists that count on with each other
    counts: dict[str, list[int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)

    def number(self, list_id: str, depth: int) -> str | None:
        """Count one paragraph and return its number as printed; None for a bullet or an unknown list."""
        levels = self.levels.get(list_id)
        if levels is None or depth not in levels or levels[depth].shape == BULLET:
            return None
        family = self.families[list_id]
        counts = self.counts.setdefault(family, [0] * MOST_LEVELS)
        if list_id not in self.begun:
            self.begun.add(list_id)
            for level, first in self.restarts.get(list_id, {}).items():
                counts[level] = first - 1
        if counts[depth] == 0:
            counts[depth] = levels[depth].start - 1
        counts[depth] += 1
        counts[depth + 1 :] = [0] * (MOST_LEVELS - depth - 1)
        return _PLACE.sub(
            lambda place: self._part(levels, counts, int(place[1]) - 1), levels[depth].text
        )

    def _part(self, levels: dict[int, _Level], counts: list[int], depth: int) -> str:
        level = levels.get(depth)
        if level is None:
            return ""
        return _SHAPES.get(level.shape, str)(counts[depth] or level.start)


def lists_of(numbering: Any) -> NumberedLists:
    """Return the lists that the root element of `word/numbering.xml` declares."""
    shapes = {
        one.get(f"{W}abstractNumId"): dict(_levels(one))
        for one in numbering.findall(f"{W}abstractNum")
    }
    found = NumberedLists({}, {})
    for one in numbering.findall(f"{W}num"):
        list_id = one.get(f"{W}numId") or ""
        family = _value(one.find(f"{W}abstractNumId"))
        own: dict[int, _Level] = {}
        for change in one.findall(f"{W}lvlOverride"):
            depth = _depth(change.get(f"{W}ilvl"))
            first = change.find(f"{W}startOverride")
            if first is not None and depth is not None:
                found.restarts.setdefault(list_id, {})[depth] = _count(_value(first))
            own |= dict(_levels(change))
        found.levels[list_id] = {**shapes.get(family, {}), **own}
        found.families[list_id] = family
    return found


def _levels(holder: Any) -> Iterator[tuple[int, _Level]]:
    for level in holder.findall(f"{W}lvl"):
        depth = _depth(level.get(f"{W}ilvl"))
        if depth is None:
            continue
        shape = _value(level.find(f"{W}numFmt")) or "decimal"
        text = _value(level.find(f"{W}lvlText"))
        yield depth, _Level(shape, text, _count(_value(level.find(f"{W}start")) or "1"))


def write_numbers(document: Any, styles: Any | None, lists: NumberedLists) -> None:
    """Write the number of each numbered paragraph into a body; bullets remain lists of Word."""
    by_style = dict(_numbers_of_styles(styles)) if styles is not None else {}
    for paragraph in document.iter(f"{W}p"):
        settings = paragraph.find(f"{W}pPr")
        if settings is None:
            continue
        place = _place(settings) or by_style.get(_value(settings.find(f"{W}pStyle")))
        number = lists.number(*place) if place else None
        if number is None:
            continue
        _set_unnumbered(settings)
        if number:
            settings.addnext(_run(paragraph, number))


def _numbers_of_styles(styles: Any) -> Iterator[tuple[str, tuple[str, int]]]:
    for style in styles.findall(f"{W}style"):
        settings = style.find(f"{W}pPr")
        place = _place(settings) if settings is not None else None
        if place:
            yield style.get(f"{W}styleId") or "", place


def _place(settings: Any) -> tuple[str, int] | None:
    numbered = settings.find(f"{W}numPr")
    if numbered is None:
        return None
    return _value(numbered.find(f"{W}numId")), _depth(_value(numbered.find(f"{W}ilvl"))) or 0


def _set_unnumbered(settings: Any) -> None:
    """Take a paragraph out of its list; list 0 also overrides the list of its style."""
    old = settings.find(f"{W}numPr")
    if old is not None:
        settings.remove(old)
    none = settings.makeelement(f"{W}numPr")
    none.append(none.makeelement(f"{W}numId", {f"{W}val": "0"}))
    settings.append(none)


def _run(paragraph: Any, text: str) -> Any:
    run = paragraph.makeelement(f"{W}r")
    words = run.makeelement(f"{W}t")
    words.text = text
    run.append(words)
    return run


def _value(element: Any | None) -> str:
    return (element.get(f"{W}val") or "") if element is not None else ""


def _depth(written: str | None) -> int | None:
    return int(written) if written and written.isdecimal() and int(written) < MOST_LEVELS else None


def _count(written: str) -> int:
    return int(written) if written.isdecimal() and len(written) < 6 else 1
