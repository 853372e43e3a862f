"""Where the text of a document begins: what stands above it belongs to its head."""

import re
from collections.abc import Sequence

from mingtang.editorial.reading import (
    document_numbers,
    furniture,
    heads,
    meta_lines,
)
from mingtang.editorial.reading.dates import date_in, is_date_line, is_moment
from mingtang.editorial.reading.label_names import spaced_label
from mingtang.editorial.reading.labels import (
    is_label,
    is_label_line,
    labelled,
    values_taken,
    words_before_labels,
)
from mingtang.editorial.reading.letters import (
    is_mark_of_reply,
    names_part,
)
from mingtang.editorial.reading.lines import Line
from mingtang.editorial.reading.media import is_file_link, is_ornament
from mingtang.editorial.reading.parted import Layout
from mingtang.editorial.reading.tables import is_of_pairs
from mingtang.editorial.reading.title_names import squash

# Release, time of day and who released it, whatever the label between them.
_DATED_HEAD = re.compile(
    r"^[\[【(（]?(?:19|20)\d{2}\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}\s?日?\s+\d{1,2}[:：]\d{2}\S{0,3}(?:\s[^。；]{1,40})?$"
)


_DATE_OF_TEXT = re.compile(
    r"[（(]\s?(?:(?:19|20)\d{2}|[二一][〇○零一二三四五六七八九]{3})\s?年.{1,6}月.{1,6}日\s?[）)]"
)


_UNKNOWN_LABEL = re.compile(r"[\u4e00-\u9fff]{2,8}[:：]\s?[^\s。；;，,]")
_COUNTER = re.compile(r"[\u4e00-\u9fff]{2,6}[:：]\s?\d+")
_OF_EVENT = re.compile(
    r"(?:活动|会议|发布)?\W?地\s*点|(?:主持|主讲|发布|记录|出席|参加|参会)(?:人|嘉宾|人员|单位)|嘉\s*宾"
)
_BYLINE = re.compile(r"(?:By|Source|Updated|Xinhua)\b.*\b(?:19|20)\d{2}\b", re.IGNORECASE)
LONGEST_BYLINE = 120
_UNIT = re.compile(
    r"[（(]?\s?(?:计量)?单位\s?[:：]\s?[百千万亿]*(?:元|人|户|个|件|吨|亩|公顷|%|％)[^:：]{0,12}[)）]?"
)


HEAD_WITHIN = 14
LONGEST_FACT = 60  # characters
MOST_COLUMNS = 8
MOST_UNKNOWN = 4  # lines of labels we do not know
LONGEST_HEAD = 60  # lines
SHORTEST_LEFT = 4
LONGEST_LABELS = 200  # characters
LONGEST_NAME = 30  # characters of office and name of a speaker


def trim_head(layout: Layout) -> None:
    """Move what stands between title and text from the body to the head."""
    layout.body_start -= _names_unit(layout, layout.body_start - 1)
    lines, index, end = layout.lines, layout.body_start, layout.body_end
    from_title = layout.title.end if layout.title and layout.title.end <= index else index
    head_start = max(from_title, index - HEAD_WITHIN)
    found = list(labelled(lines[: min(end, index + LONGEST_HEAD)]))
    end = min(end, index + LONGEST_HEAD)
    taken = values_taken(found)
    title = squash(layout.title.text) if layout.title else ""
    while index < end:
        step = _head_step(layout, index, title, taken)
        if step == 0:
            break
        index += step
    layout.head = lines[head_start:index]
    _read_gap(layout, taken)
    inside = lines[layout.body_start : index]
    layout.notes += [one for one in inside if one.kind == "text" and heads.is_note(one)]
    layout.body_start = index
    if layout.title is not None:
        again = heads.repeated_head(lines, index, layout.body_end, layout.title.text)
        layout.head += [lines[at] for at in again.red]
        layout.repeated, layout.own_title = again.lines, again.title
    layout.labels = [one for one in found if one.line < index]


def _read_gap(layout: Layout, taken: set[int]) -> None:
    """Read what stands between the title and the container of the text: notes, who speaks, the rest."""
    if not layout.title or layout.title.end > layout.body_start:
        return
    title = squash(layout.title.text)
    gap = layout.lines[layout.title.end : layout.body_start]
    notes = {at for at in range(max(0, len(gap) - HEAD_WITHIN), len(gap)) if heads.is_note(gap[at])}
    dated = {at for at in range(1, len(gap)) if _dates_speaker(gap[at - 1], gap[at])}
    left = [
        at
        for at, line in enumerate(gap)
        if at not in notes
        and at not in dated
        and _is_left(line, layout.title.end + at, layout, taken)
    ]
    layout.left = [gap[at].text for at in left if squash(gap[at].text) != title]
    kept = sorted({*notes, *dated, *left} if dated else notes)
    layout.notes = [gap[at] for at in kept]


def _is_left(line: Line, index: int, layout: Layout, taken: set[int]) -> bool:
    """Tell whether words between title and container are none of the head's."""
    return (
        line.kind == "text"
        and len(line.text) >= SHORTEST_LEFT
        and not line.in_frame
        and not line.links
        and index not in taken
        and date_in(line.text) is None
        and not spaced_label(line.text)[0]
        and not _is_head_line(line, index, layout)
        and not any(labelled([line]))
    )


def _dates_speaker(above: Line, line: Line) -> bool:
    """Tell whether a line is the date in brackets below the name of who speaks."""
    return (
        re.fullmatch(r"[（(][^（）()]{8,16}[）)]", line.text) is not None
        and is_date_line(line.text)
        and 2 <= len(above.text) <= LONGEST_NAME
        and not any(labelled([above]))
    )


def _head_step(layout: Layout, index: int, title: str, taken: set[int]) -> int:
    """Return how many lines from here belong to the head; 0 where the text begins."""
    line = layout.lines[index]
    if line.kind == "table":
        return _step_over_facts(layout, index)
    if line.kind == "picture":
        return 1 if line.in_frame or _leads_nowhere(layout, index) else 0
    text = line.text
    if (
        index in taken
        or line.in_frame
        or line.box.value
        or len(squash(text)) == 0
        or names_part(line)
    ):
        return 1
    if _dates_text(layout, index):
        return 0
    if heads.is_note(line) and any(map(is_label_line, layout.lines[index + 1 : index + 2])):
        return 1
    if line.is_faint and index == layout.title_end and not furniture.is_prose(text):
        return 1
    if _is_counter(layout.lines, index) or _is_beside_label(layout.lines, index):
        return 1
    if _is_among_labels(layout.lines, index):
        return 1
    return heads.title_again(layout.lines, index, layout.body_end, title) or int(
        _is_head_line(line, index, layout)
    )


def _names_unit(layout: Layout, index: int) -> bool:
    """Tell whether a line is the unit of the figures in the table below it (`单位：万元`)."""
    below = layout.lines[index + 1 : index + 2]
    return (
        index >= layout.title_end
        and any(one.kind == "table" for one in below)
        and _UNIT.fullmatch(layout.lines[index].text) is not None
    )


def _is_beside_label(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a short cell stands in the row of a label: a name we do not know, or its value."""
    line = lines[index]
    row = line.cell[:2] if line.cell is not None else None
    return (
        row is not None
        and len(line.text) <= LONGEST_FACT
        and not furniture.is_prose(line.text)
        and any(
            one.cell is not None and one.cell[:2] == row and is_label(one.text)
            for one in lines[max(0, index - MOST_COLUMNS) : index]
        )
    )


def _is_counter(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a name we do not know counts something right below a label of the page."""
    above, line = lines[index - 1] if index else None, lines[index]
    if above is None or above.node is None or line.node is None:
        return False
    beside = above.node is line.node or above.node.parent is line.node.parent
    return beside and _COUNTER.fullmatch(line.text) is not None and is_label_line(above)


def _is_among_labels(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a name we do not know, and its value, stand above the release or the source."""
    for line in lines[index : index + MOST_UNKNOWN]:
        names = {one.field for one in labelled([line]) if one.value}
        is_dated = "released_bare" in names and date_in(line.text) is not None
        if (names & {"released", "source"} or is_dated) and is_label_line(line):
            return line is not lines[index]
        if len(line.text) > LONGEST_FACT or not _UNKNOWN_LABEL.match(line.text):
            return False
    return False


def _dates_text(layout: Layout, index: int) -> bool:
    """Tell whether a date in brackets is that of the text below it, the release standing above the text."""
    line, container, title = layout.lines[index], layout.container, layout.title
    return (
        container is not None
        and title is not None
        and title.end <= index
        and _DATE_OF_TEXT.fullmatch(line.text) is not None
        and container.holds(line.node)
        and not container.holds(layout.lines[title.start].node)
        and any(date_in(one.text) for one in layout.lines[title.end : index])
    )


def _step_over_facts(layout: Layout, index: int) -> int:
    """Return the lines from a table of names and values to the labels below it; 0 for a table of the text."""
    table = layout.lines[index].node
    after = layout.lines[index + 1 : index + 3]
    is_above = any(is_label_line(line) or meta_lines.is_meta_line(line) for line in after)
    return int(table is not None and is_above and is_of_pairs(table))


def _leads_nowhere(layout: Layout, index: int) -> bool:
    """Tell whether a picture in the head only adorns tools (a folder, a printer, a code)."""
    return is_ornament(layout.lines[index].node)


def _is_head_line(line: Line, index: int, layout: Layout) -> bool:
    text = line.text
    number = text if len(text) > LONGEST_LABELS else words_before_labels(line)
    if document_numbers.SERIAL.fullmatch(text) and index < HEAD_WITHIN + (
        layout.title.end if layout.title else 0
    ):
        return True
    if _tells_page(text, index, layout) or furniture.states_force(text):
        return True
    if document_numbers.number_of_line(number) or furniture.is_tool_line(text):
        return True
    if is_label(text) or (is_label_line(line) and _fits_head(line, index, layout)):
        return True
    if furniture.is_furniture(text) or furniture.is_bare_address(text):
        return True
    if heads.is_named_above_serial(layout.lines, index) or (
        index and heads.is_named_above_serial(layout.lines, index - 1)
    ):
        return True
    if line.is_link and not is_file_link(line):
        return True
    if meta_lines.is_meta_line(line):
        return True
    is_value = re.search(r"[:：]\s*\S", text) is not None
    if furniture.ends_document(text) and not is_value and not furniture.names_files(text):
        return True
    return len(text) <= 1 or re.fullmatch(r"[\W_\d]{1,12}", text) is not None


def _tells_page(text: str, index: int, layout: Layout) -> bool:
    """Tell whether a line gives release, or several values of labels we do not know, right below the title."""
    if _DATED_HEAD.match(text) or is_moment(text) or heads.RED_HEAD.match(text):
        return True
    is_below = index == layout.title_end and len(text) <= LONGEST_BYLINE and "。" not in text
    if is_below and (_BYLINE.match(text) or meta_lines.holds_moment(text)):
        return True
    is_dated = document_numbers.without_numbers(text) != text and date_in(text) is not None
    return (
        index <= layout.title_end + 1
        and "。" not in text
        and (len(_UNKNOWN_LABEL.findall(text)) > 1 or is_dated)
    )


def _fits_head(line: Line, index: int, layout: Layout) -> bool:
    """Tell whether a line of labels is one of the page; `时间：`, `地点：` of a notice are its text."""
    found = list(labelled([line]))
    names = [one.field for one in found]
    if len(found) == 1 and is_mark_of_reply(layout.lines, index):
        return False
    if (
        set(names) <= {"released_bare"}
        and len(names) < 2
        and not re.search(r"\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]", line.text)
    ):
        return False
    following = layout.lines[index + 1].text if index + 1 < len(layout.lines) else ""
    return not (set(names) <= {"released_bare", "title", "other"} and _OF_EVENT.match(following))
