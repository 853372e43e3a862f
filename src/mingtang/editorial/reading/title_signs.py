"""What can be said of each run of lines that may be the title: the signs a trained model weighs."""

import re
from collections.abc import Sequence

from mingtang.editorial.reading import dates, document_numbers, furniture, offices
from mingtang.editorial.reading.labels import is_label_line
from mingtang.editorial.reading.result import ValuePlace
from mingtang.editorial.reading.title_candidates import LONGEST_LINE, PageTop, TitleCandidate
from mingtang.editorial.reading.title_names import (
    is_formal,
    is_plain,
    is_site,
    kind_of_title,
    squash,
)
from mingtang.editorial.reading.title_shapes import (
    LIMIT,
    is_signature,
    joined,
    shown_as,
)

_LENGTHS = ((4, "4"), (8, "8"), (14, "14"), (22, "22"), (35, "35"), (60, "60"), (100, "100"))
_PLACES = ((0, "0"), (1, "1"), (2, "2"), (4, "4"), (8, "8"), (20, "20"))
_MARKS = {
    "stop": "。",
    "semicolon": "；",
    "comma": "，",
    "colon": "：",
    "bar": "|",
    "path": ">",
    "under": "_",
}


def signs_of(top: PageTop, one: TitleCandidate) -> list[str]:
    """Return the names of all that can be said of a candidate, best known to the training."""
    key = squash(document_numbers.without_number(one.text))
    stated = _of_stated(top, one.text, key)
    found = [f"long:{_step(len(one.text), _LENGTHS)}", *_of_form(one.text)]
    if one.place is not ValuePlace.TITLE:
        return [*found, f"only:{one.place}", f"only:{one.place}:{stated}"]
    first = top.lines[one.start]
    shown = shown_as(first)
    is_strong = not {"h1", "h2", "named", "big"}.isdisjoint(shown)
    strength = "strong" if is_strong else "mid" if shown else "none"
    found += [f"lines:{min(one.end - one.start, 3)}", f"stated:{stated}"]
    found += [f"both:{stated}:{strength}", *(f"show:{name}" for name in shown)]
    return found + _of_place(top, one.start, one.end) + _of_neighbours(top, one.start, one.end)


def _of_form(text: str) -> list[str]:
    found = [f"has:{name}" for name, mark in _MARKS.items() if mark in text]
    found += [f"ends:{name}" for name, mark in _MARKS.items() if text.endswith(mark)]
    tests = {
        "formal": is_formal(text),
        "plain": is_plain(text),
        "kind": bool(kind_of_title(text)),
        "about": "关于" in text,
        "starts_about": text.startswith("关于"),
        "office": offices.is_office("".join(text.split())),
        "site": is_site(text),
        "furniture": furniture.is_furniture(text),
        "foot": furniture.is_foot(text),
        "ends_document": furniture.ends_document(text),
        "number": bool(document_numbers.number_of_line(text)),
        "date": dates.is_date_line(text),
        "ascii": text.isascii(),
        "digits": sum(map(str.isdigit, text)) * 3 > len(text),
        "red": re.match(r"^[\u4e00-\u9fa5（）()\s]{4,40}文\s?件$", text) is not None,
        "bracketed": re.match(r"^[【\[（(《]", text) is not None,
        "dash": re.match(r"^(?:——|──|—)", text) is not None,
        "fact": re.match(r"^[\u4e00-\u9fff]{2,8}[:：]", text) is not None,
        "chapter": re.match(r"^(?:第.{1,3}[章条]|[一二三四五六七八九十]{1,3}、|附件)", text) is not None,
        "cut": re.match(r"^[》”]?的\S{2,4}$|^[的和及与、]", text) is not None,
    }  # fmt: skip
    return found + [f"form:{name}" for name, holds in tests.items() if holds]


def _of_stated(top: PageTop, text: str, key: str) -> str:
    """Return how a text compares with what the page states its title to be."""
    wanted = top.wanted
    if wanted.is_told(text):
        return "told"
    points = wanted.points(squash(text)) or wanted.points(key)
    if points:
        return f"same{points}"
    if wanted.resembles(text):
        return "alike"
    if len(key) >= 4 and wanted.begins(key):
        return "begins"
    if len(key) >= 4 and any(key in one for one in wanted.whole):
        return "inside"
    if any(len(one) >= 8 and one in key for one in wanted.whole):
        return "around"
    return "other" if wanted.whole or wanted.cut else "nothing"


def _of_place(top: PageTop, start: int, end: int) -> list[str]:
    gap = top.text_from - end
    found = [f"text:{_step(gap, _PLACES)}" if gap >= 0 else "text:below"]
    if top.first < 0:
        found.append("box:unknown")
    elif start >= top.first:
        found.append(f"box:in{_step(start - top.first, _PLACES)}")
    else:
        found.append(f"box:above{_step(top.first - end, _PLACES)}")
    found += [f"order:{_step(start, _PLACES)}"]
    key = squash(top.lines[start].text)
    if end - start == 1 and top.repeats[key] > 1:
        found.append("again:link" if top.linked[key] else "again:text")
    first = top.lines[start]
    if first.in_frame:
        found.append("frame")
    if first.is_link:
        found.append("link")
    elif first.links:
        found.append("linked")
    if first.cell is not None:
        found.append("cell")
    return found


def _of_neighbours(top: PageTop, start: int, end: int) -> list[str]:
    lines = top.lines
    found = [f"above:{top.what(start - 1)}", f"below:{top.what(end)}"]
    found.append(f"below2:{top.what(end + 1)}")
    if _is_open(top, start, end):
        found.append("open")
    if is_label_line(lines[start]):
        found.append("labelled")
    if is_signature(lines, start):
        found.append("signature")
    first, last = lines[start], lines[end - 1]
    found += _of_element(top, start, end)
    for name, beside, own in (("before", start - 1, first), ("after", end, last)):
        if 0 <= beside < len(lines):
            other = lines[beside]
            if other.node is own.node and own.node is not None and own.node.words < LIMIT:
                found.append(f"part:{name}:{top.what(beside) in _TEXTS}")
    if end - start > 1:
        found.append("one" if first.node is last.node else "several")
        found.append(f"first:{top.what(start)}")
        found.append(f"last:{top.what(end - 1)}")
        if first.tag != last.tag or first.is_strong != last.is_strong:
            found.append("unlike")
        if is_formal(joined(lines[start : end - 1])) or is_formal(joined(lines[start + 1 : end])):
            found.append("whole_inside")
    return found


def _of_element(top: PageTop, start: int, end: int) -> list[str]:
    """Return whether lines are all of a shown element or a part of it, and repeat a heading above."""
    first = top.lines[start]
    node = first.node
    found = []
    if node is not None and node.words < LIMIT and shown_as(first):
        words = sum(len(line.text) for line in top.lines[start:end])
        found.append("element:whole" if node.words <= words + 2 else "element:part")
    key = squash(joined(top.lines[start:end]))
    if any(at < start and key.endswith(one) and key != one for at, one in top.headings):
        found.append("echo")
    return found


def _is_open(top: PageTop, start: int, end: int) -> bool:
    """Tell whether lines are no whole title of an official document, and are one with the next line."""
    lines = top.lines
    if end >= len(lines) or lines[end].kind != "text" or len(lines[end].text) > LONGEST_LINE:
        return False
    text = joined(lines[start:end])
    return "关于" in text and not kind_of_title(text) and is_formal(joined(lines[start : end + 1]))


_TEXTS = frozenset({"words", "office", "title", "kind", "dash"})


def _step(count: int, steps: Sequence[tuple[int, str]]) -> str:
    return next((name for most, name in steps if count <= most), "more")
