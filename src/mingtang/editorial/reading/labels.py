"""Labels and their values: `发布机构：市教育局 生成日期：2025-03-01`, in one cell or the next."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mingtang.editorial.reading import dates
from mingtang.editorial.reading.label_names import (
    FIELD_OF,
    LONGEST,
    SPACE,
    ends_in_colon,
    is_label,
    name_in,
)
from mingtang.editorial.reading.lines import Line
from mingtang.editorial.reading.tables import rows_of
from mingtang.editorial.reading.traditional import forms
from mingtang.editorial.reading.tree import SEAM, Node

_COLON = re.compile(r"[:：∶﹕]|[\]】](?=[^:：\]】])")
_BEFORE = set(f" 　\t|｜【[(（{SEAM}:：;；,，、。/>》·•*-—")
_CUTS = re.compile(
    r"[|｜]|\s{3,}|[【\[](?!\d{4}[】\]])|[\s　](?=[\u4e00-\u9fff]{2,8}[:：])"  # the last: a label we do not know
)
LEAST_ABOVE = 2  # labels side by side
MOST_ROWS = 20  # of a table of labels
_EDGES = f" 　\t|｜】]〕)）；;，,、:：[【{SEAM}"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label with the words behind it, and the line it stands in."""

    field: str
    label: str
    value: str
    line: int
    at: int = -1  # the line that holds the value, where it is another one


def starts_with_label(text: str) -> bool:
    """Tell whether a line begins with a known label and a colon."""
    for start, _, _ in _marks(text):
        return start <= 3
    return False


def words_before_labels(line: Line) -> str:
    """Return what stands on a line before its first label, with the seams of its elements."""
    marked = line.marked or line.text
    return next((marked[:start].strip(_EDGES) for start, _, _ in _marks(marked)), marked)


def is_label_line(line: Line) -> bool:
    """Tell whether a line consists of labels and their values."""
    text = line.marked or line.text
    if len(text) > 400 or line.kind != "text":
        return False
    if is_label(line.text):
        return True
    marks = _marks(text)
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
        marks = _marks(marked)
        if is_label(line.text) and not (marks and marked[marks[-1][1] :].strip(_EDGES)):
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
            if not value.strip(_EDGES) and place + 1 == len(marks):
                value = _next_value(lines, index, label)
                at = index + 1 if value else -1
            yield Labelled(FIELD_OF[label], label, _tidied(FIELD_OF[label], value), index, at)


def _spaced(line: Line, index: int) -> Iterator[Labelled]:
    """Yield labels without colons that stand in elements of their own, each before its value."""
    parts = (line.marked or line.text).split(SEAM)
    named = [(a, b) for a, b in pairwise(parts) if a in FIELD_OF and b not in FIELD_OF]
    if len(named) >= LEAST_ABOVE and parts[0] in FIELD_OF:
        for name, value in named:
            yield Labelled(FIELD_OF[name], name, value.strip(_EDGES), index)


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
        or label in _TOOLS
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
    marks = _marks(marked)
    if marks:
        return "" if marks[0][0] <= 1 else marked[: marks[0][0]].strip(_EDGES)
    return after.text


def _tidied(name: str, value: str) -> str:
    if name in {"released", "released_weak", "released_bare", "document_date", "other"}:
        return value.replace(SEAM, " ").strip(_EDGES)
    value = value.strip(_EDGES)
    if name == "number":
        return re.split(r"(?<=号)[\]】]", value.replace(SEAM, ""))[0]
    if name == "title":
        return value.replace(SEAM, "")
    if name == "source":
        value = dates.without_date_at_end(value)
    for piece in value.split(SEAM):
        if piece.strip(_EDGES):
            cut = _CUTS.split(piece.strip(" 　\t"))[0]
            return _balanced(" ".join(cut.split()).strip(_EDGES.replace(")", "").replace("）", "")))
    return ""


def _balanced(value: str) -> str:
    """Return a value without a closing bracket that was opened before it."""
    for opening, closing in ("()", "（）"):
        if value.count(closing) > value.count(opening):
            value = value.rpartition(closing)[0]
    return value.strip()


def _marks(text: str) -> list[tuple[int, int, str]]:
    """Return start, end and name of each label with a colon or brackets, in order."""
    found: list[tuple[int, int, str]] = []
    for colon in _COLON.finditer(text, 0, 2000):
        label = _before(text, colon.start(), is_first=not found)
        if label is None:
            continue
        start, name = label
        if colon[0] in "]】" and (start == 0 or text[start - 1] not in "[【"):
            continue
        if found and start < found[-1][1]:
            continue
        end = colon.end()
        while end < len(text) and text[end] in ":： ":
            end += 1
        found.append((start, end, name))
    return found or _parted(text)


def _parted(text: str) -> list[tuple[int, int, str]]:
    """Return the labels that only their elements part from the values (`<em>索引号</em><i>0154</i>`)."""
    pieces = text.split(SEAM)
    if "。" in text or not is_label(pieces[0]):
        return []
    found, start = [], 0
    for piece, after in pairwise(pieces):
        if is_label(piece) and after.strip(_EDGES) and not is_label(after):
            found.append((start, start + len(piece) + 1, name_in(piece)))
        start += len(piece) + 1
    return found


def _before(text: str, end: int, *, is_first: bool) -> tuple[int, str] | None:
    """Return the longest label that ends at a place, spaces inside it allowed."""
    signs: list[tuple[int, str]] = []
    place = end - 1
    while place >= 0 and len(signs) < LONGEST and end - place < 60:
        sign = text[place]
        if "\u4e00" <= sign <= "\u9fff":
            signs.append((place, sign))
        elif sign not in SPACE and not (sign in "/／、]】" and (signs or sign in "]】")):
            break
        place -= 1
    best: tuple[int, str] | None = None
    name = ""
    for start, sign in signs:
        name = sign + name
        if name not in FIELD_OF:
            continue
        stands_apart = start == 0 or text[start - 1] in _BEFORE
        if (
            stands_apart
            or (not is_first and (len(name) >= 3 or name in _RUN_ON))
            or name in _COUNTERS
        ):
            best = (start, name)
    return best


# Behind another label also where nothing parts them (`08:45来源:市发改委编辑:张三`).
_RUN_ON = frozenset(
    ["来源", "编辑", "作者", "责编", "审核", "浏览", "阅读", "点击", "字体", "字号"]
)
_COUNTERS = frozenset(
    [
        "浏览次数",
        "浏览量",
        "阅读次数",
        "阅读量",
        "点击次数",
        "点击量",
        "点击数",
        "访问次数",
        "访问量",
        "发布时间",
        "发布日期",
        "信息来源",
    ]
)


_TOOL_NAMES = frozenset(
    [
        "浏览次数",
        "浏览量",
        "浏览数",
        "浏览",
        "阅读次数",
        "阅读量",
        "阅读数",
        "阅读人数",
        "阅读",
        "点击次数",
        "点击量",
        "点击率",
        "点击数",
        "点击",
        "访问次数",
        "访问量",
        "人气",
        "字体",
        "字号",
        "字体大小",
        "文字大小",
        "字号大小",
        "视力保护色",
        "保护视力色",
        "视力保护",
        "背景色",
        "打印",
        "分享到",
        "分享至",
        "分享",
        "我要分享",
        "收藏",
        "分享文章",
        "编辑",
        "责任编辑",
        "责编",
        "审核",
        "校对",
        "录入",
    ]
)
_TOOLS = _TOOL_NAMES | {form for name in _TOOL_NAMES for form in forms(name)}
