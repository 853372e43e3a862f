"""Letters with their answers in tables of names and values, and boxes of links among a text."""

import re
from collections.abc import Sequence

from mingtang.editorial.reading import furniture
from mingtang.editorial.reading.label_names import names_content
from mingtang.editorial.reading.labels import (
    Labelled,
    is_label,
    is_label_line,
    labelled,
    values_taken,
)
from mingtang.editorial.reading.lines import Line
from mingtang.editorial.reading.media import is_file_link
from mingtang.editorial.reading.offices import names_receivers
from mingtang.editorial.reading.tree import Node

LONGEST_FACT = 30
_OF_LETTER = re.compile(r"答复|回复|办理|处理|来信|信件|咨询|留言|写信|提交|查询|是否公开|满意")
_HEADINGS = frozenset({"h2", "h3", "h4", "h5"})
_PART = re.compile(
    r"(?:(?:信件|来信|咨询|留言|问题)(?:内容|信息|详情)|(?:办理|答复|回复|处理)(?:结果|情况|内容|信息|意见))[:：]?"
)
_MARK_OF_REPLY = re.compile(
    r"(?:办理|答复)?(?:类别|结果|类型|标识)[:：]?\s?[A-Da-d]\d?\s?类?|[A-D]\d?\s?类"
)


def names_part(line: Line) -> bool:
    """Tell whether a cell names the letter or the answer beside it; a paragraph that does is text."""
    return line.cell is not None and names_content(line.text)


def around_parts(lines: Sequence[Line], start: int, container: Node | None) -> Node | None:
    """Return the element that holds both a letter and its answer, else the container itself."""
    if container is None:
        return None
    named = [line for line in lines[start:] if names_part(line) and not line.in_frame]
    if not named or all(container.holds(line.node) for line in named):
        return container
    around = (one for one in container.above() if all(one.holds(line.node) for line in named))
    return next(around, container)


def names_of_parts(lines: Sequence[Line], start: int, end: int) -> tuple[set[int], list[Labelled]]:
    """Return the lines of the names between the parts of a letter and its answer, and their labels."""
    if not any(names_part(line) for line in lines[:end]):
        return _facts_between(lines, start, end)
    found = [
        one
        for one in labelled(lines[:end])
        if one.line >= start and is_label(lines[one.line].text) and one.at >= 0
    ]
    parts = {at for at in range(start, end) if names_part(lines[at])}
    parts |= _beside_labels(lines, start, end, found)
    parts |= {at for at in range(start, end) if _is_heading_of_part(lines[at])}
    return parts | {one.line for one in found} | values_taken(found), found


def _is_heading_of_part(line: Line) -> bool:
    """Tell whether a heading only names the table of the letter or of its answer below it."""
    return line.tag in _HEADINGS and _PART.fullmatch(line.text) is not None


def _facts_between(lines: Sequence[Line], start: int, end: int) -> tuple[set[int], list[Labelled]]:
    """Return the facts about a letter and its answer that stand in paragraphs between them."""
    if not any(names_content(line.text) for line in lines[start:end]):
        return set(), []
    found = [
        one
        for one in labelled(lines[:end])
        if one.line >= start and _OF_LETTER.match(one.label) and is_label_line(lines[one.line])
    ]
    found = [one for one in found if not names_content(lines[one.line].text)]
    return {one.line for one in found} | values_taken(found), found


def _beside_labels(
    lines: Sequence[Line], start: int, end: int, found: Sequence[Labelled]
) -> set[int]:
    """Return short cells in the rows of labels: names that we do not know, and their values."""
    rows = {cell[:2] for one in found if (cell := lines[one.line].cell) is not None}
    rows -= {
        cell[:2] for at in range(start, end) if (cell := lines[at].cell) and names_part(lines[at])
    }
    return {
        at
        for at in range(start, end)
        if (cell := lines[at].cell) is not None
        and cell[:2] in rows
        and len(lines[at].text) <= LONGEST_FACT
        and not furniture.is_prose(lines[at].text)
    }


def lines_in_boxes(lines: Sequence[Line], start: int, end: int) -> set[int]:
    """Return the lines of boxes of links to other texts that stand among the text."""
    found: set[int] = set()
    for index in range(start, end):
        if lines[index].kind != "text" or not furniture.opens_box(lines[index].text):
            continue
        at = index + 1
        while at < end and lines[at].is_link and not is_file_link(lines[at]):
            at += 1
        if at > index + 1:
            found.update(range(index, at))
    return found


def is_mark_of_reply(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a line is the class of a reply (`类别：B`) right above its receivers."""
    line, after = lines[index], lines[index + 1 : index + 2]
    return _MARK_OF_REPLY.fullmatch(line.text) is not None and any(
        names_receivers(one.text)
        and one.node is not None
        and line.node is not None
        and one.node.parent is line.node.parent
        for one in after
    )
