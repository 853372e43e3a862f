"""Labels and their values: `发布机构：市教育局 生成日期：2025-03-01`, in one cell or the next."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mingtang.editorial.reading import dates
from mingtang.editorial.reading.label_marks import EDGES, marks_in
from mingtang.editorial.reading.label_names import (
    FIELD_OF,
    TOOLS,
    ends_in_colon,
    is_label,
    name_in,
)
from mingtang.editorial.reading.lines import Line
from mingtang.editorial.reading.tables import rows_of
from mingtang.editorial.reading.tree import SEAM, Node

# Behind the medium: who wrote the article.
_BYLINE = re.compile(r"[\s\u3000]+(?=(?:本报|见习|特约|实习)?(?:记者|通讯员)[\s\u3000:：])")
_CUTS = re.compile(
    r"[|｜丨]|\s{3,}|[【\[](?!\d{4}[】\]])|[\s　](?=[\u4e00-\u9fff]{2,8}[:：])"  # the last: a label we do not know
)
# Between an office and the date or counter that a dot parts from it: `水务科 · 2023年10月10日 · 18次浏览`.
_DOTS = re.compile(
    r"\s[·•・∙]\s(?=.*\d)|\s?[·•・∙/／—–-]\s?(?=\d{1,4}\s?[-./年月:：]\s?\d|\d+\s?(?:次|人|阅)|阅读|浏览|点击|访问|发布)"
)
LEAST_ABOVE = 2  # labels side by side
MOST_ROWS = 20  # of a table of labels


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label with the words behind it, and the line it stands in."""

    field: str
    label: str
    value: str
    line: int
    at: int = -1  # the line that holds the value, where it is another one


def words_before_labels(line: Line) -> str:
    """Return what stands on a line before its first label, with the seams of its elements."""
    marked = line.marked or line.text
    return next((marked[:start].strip(EDGES) for start, _, _ in marks_in(marked)), marked)


def is_label_line(line: Line) -> bool:
    """Tell whether a line consists of labels and their values."""
    text = line.marked or line.text
    if len(text) > 400 or line.kind != "text":
        return False
    if is_label(line.text):
        return True
    marks = marks_in(text)
    if not marks or "。" in text:
        return False
    return (
        marks[0][0] <= 3
        or (len(marks) > 1 and marks[0][0] <= 30)
        or _DATE_FIRST.match(line.text) is not None
    )


_DATE_FIRST = re.compile(r"^[\s\[【(（]*\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}")


def labelled(lines: Sequence[Line]) -> Iterator[Labelled]:
    """Yield every label of the lines with its value: behind it, below it, in the next cell or line."""
    below = _values_below(lines)
    for index, line in enumerate(lines):
        if line.kind != "text" or len(line.text) > 500:
            continue
        marked = line.marked or line.text
        marks = marks_in(marked)
        if is_label(line.text) and not (marks and marked[marks[-1][1] :].strip(EDGES)):
            name = name_in(line.text)
            at = below.get(index, index + 1)
            value = lines[at].text if index in below else _next_value(lines, index, name)
            yield Labelled(FIELD_OF[name], name, value, index, at if value else -1)
            continue
        if not marks:
            yield from _spaced(line, index)
        for place, (_, end, label) in enumerate(marks):
            stop = marks[place + 1][0] if place + 1 < len(marks) else len(marked)
            value, at = marked[end:stop], -1
            if not value.strip(EDGES) and place + 1 == len(marks):
                value = _next_value(lines, index, label)
                at = index + 1 if value else -1
            yield Labelled(FIELD_OF[label], label, _tidied(FIELD_OF[label], value), index, at)


def _spaced(line: Line, index: int) -> Iterator[Labelled]:
    """Yield labels without colons that stand in elements of their own, each before its value."""
    parts = (line.marked or line.text).split(SEAM)
    named = [(a, b) for a, b in pairwise(parts) if a in FIELD_OF and b not in FIELD_OF]
    if len(named) >= LEAST_ABOVE and parts[0] in FIELD_OF:
        for name, value in named:
            yield Labelled(FIELD_OF[name], name, value.strip(EDGES), index)


def values_taken(found: Iterable[Labelled]) -> set[int]:
    """Return the lines that are the value of a label in another line."""
    return {one.at for one in found if one.value and one.at >= 0}


def _values_below(lines: Sequence[Line]) -> dict[int, int]:
    """Return for each label in a row of nothing but labels the line in the cell below it."""
    places: dict[int, int] = {}
    tables: dict[int, Node] = {}
    for index, line in enumerate(lines if len(lines) >= 2 * LEAST_ABOVE else ()):
        if line.cell is not None and line.node is not None:
            places.setdefault(line.cell[2], index)
            if is_label(line.text) and line.cell[0] not in tables:
                around = (one for one in line.node.above() if one.order == line.cell[0])
                tables.update((one.order, one) for one in around)
    found: dict[int, int] = {}
    for table in tables.values():
        for above, under in pairwise(rows_of(table)[:MOST_ROWS]):
            if _is_head_of(above, under):
                pairs = (
                    (places.get(a.order), places.get(b.order))
                    for a, b in zip(above, under, strict=True)
                )
                found.update({a: b for a, b in pairs if a is not None and b is not None})
    return found


def _is_head_of(above: Sequence[Node], under: Sequence[Node]) -> bool:
    """Tell whether a row holds nothing but labels, and the one below it their values."""
    return (
        len(above) == len(under) >= LEAST_ABOVE
        and all(is_label(cell.text().strip()) for cell in above)
        and not any(is_label(cell.text().strip()) for cell in under)
    )


def _next_value(lines: Sequence[Line], index: int, label: str) -> str:
    """Return the words of the next cell or line, unless they are a label themselves."""
    if index + 1 >= len(lines):
        return ""
    here, after = lines[index], lines[index + 1]
    in_one_row = here.cell is not None and after.cell is not None and here.cell != after.cell
    if not in_one_row and (
        ends_in_colon(after.text)
        or label in TOOLS
        or (FIELD_OF[label] == "other" and len(after.text) > 20)
    ):
        return ""
    if after.kind != "text" or len(after.text) > 120 or is_label(after.text):
        return ""
    if here.cell is not None and after.cell is not None and here.cell != after.cell:
        same_table = here.cell[0] == after.cell[0]
        if not same_table or here.cell[1] != after.cell[1]:
            return ""
    if (here.cell is None) is not (after.cell is None):
        return ""
    marked = after.marked or after.text
    marks = marks_in(marked)
    if marks:
        return "" if marks[0][0] <= 1 else marked[: marks[0][0]].strip(EDGES)
    return after.text


def _tidied(name: str, value: str) -> str:
    if name in {"released", "released_weak", "released_bare", "document_date", "other"}:
        return value.replace(SEAM, " ").strip(EDGES)
    value = value.strip(EDGES)
    if name == "number":
        return re.split(r"(?<=号)[\]】]", value.replace(SEAM, ""))[0]
    if name == "title":
        return value.replace(SEAM, "")
    if name == "source":
        value = _BYLINE.split(dates.without_date_at_end(value))[0]
    if name in {"source", "office"}:
        value = _DOTS.split(value)[0].rstrip(" 　·•・∙/／—–-")
    for piece in value.split(SEAM):
        if piece.strip(EDGES):
            cut = _CUTS.split(piece.strip(" 　\t"))[0]
            return _balanced(" ".join(cut.split()).strip(EDGES.replace(")", "").replace("）", "")))
    return ""


def _balanced(value: str) -> str:
    """Return a value without a bracket whose other half stands outside it."""
    value = value.rstrip(" 　(（")
    for opening, closing in ("()", "（）"):
        if value.count(closing) > value.count(opening):
            value = value.rpartition(closing)[0]
    return value.strip()
