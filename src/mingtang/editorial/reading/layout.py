"""Which lines of a page are what: title, head with its labels, body, and what stands behind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from mingtang.editorial.reading import containers, document_numbers, furniture, heads, meta_lines
from mingtang.editorial.reading.dates import date_in, date_of_line, is_date_line
from mingtang.editorial.reading.labels import (
    Labelled,
    is_label,
    is_label_line,
    labelled,
    values_taken,
    words_before_labels,
)
from mingtang.editorial.reading.letters import (
    around_parts,
    lines_in_boxes,
    names_of_parts,
    names_part,
)
from mingtang.editorial.reading.lines import Line
from mingtang.editorial.reading.media import is_file_link, is_ornament
from mingtang.editorial.reading.offices import may_sign
from mingtang.editorial.reading.spans import first_inside, span_of, widened
from mingtang.editorial.reading.tables import is_of_pairs
from mingtang.editorial.reading.titles import Title, find_title, squash
from mingtang.editorial.reading.tree import Node

_BARE_DATE = re.compile(
    r"^[\s\[【(（]*(?:19|20)\d{2}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?(?:\s*(?:星期.|周.))?(?:\s*\d{1,2}\s*[:：]\s*\d{2}(?:\s*[:：]\s*\d{2})?)?[\s\])）】]*$"
)
_DATE_OF_TEXT = re.compile(
    r"[（(]\s?(?:(?:19|20)\d{2}|[二一][〇○零一二三四五六七八九]{3})\s?年.{1,6}月.{1,6}日\s?[）)]"
)
_UNKNOWN_LABEL = re.compile(r"[\u4e00-\u9fff]{2,8}[:：]\s?[^\s。；;，,]")
_FILES_FOLLOW = re.compile(
    r"^[【\[]?(?:相关)?附件(?:下载|列表|信息)?\s*[】\]]?[:：]?$|^文件下载[:：]?$|^下载附件[:：]?$|^[【\[]?附件[】\]]?[:：]?$"
)
_CONTACT = re.compile(r"^(?:(?:联系)?地址|邮编|邮政编码|(?:联系)?电话|传真|联系方式$)[:：]?")
TITLE_WITHIN = 160
TITLE_INSIDE = 8  # lines of a container
HEAD_WITHIN = 14
LONGEST_FACT = 60  # characters
MOST_COLUMNS = 8
MOST_UNKNOWN = 4  # lines of labels we do not know
LONGEST_HEAD = 60  # lines
SHORTEST_LEFT = 4
LONGEST_LABELS = 200  # characters
LONGEST_NAME = 30  # characters of office and name of a speaker


@dataclass
class Layout:
    """The lines of a page, parted; `body` holds those of the document proper."""

    lines: list[Line]
    title: Title | None
    container: Node | None = None
    is_known: bool = False
    body_start: int = 0
    body_end: int = 0
    body: list[Line] = field(default_factory=list)
    head: list[Line] = field(default_factory=list)
    after: list[Line] = field(default_factory=list)
    notes: list[Line] = field(default_factory=list)  # of the document, above its container
    repeated: frozenset[int] = frozenset()  # lines of the body that repeat the head
    left: list[str] = field(default_factory=list)  # words between title and container
    own_title: str = ""  # what the body calls itself, where the page's title is shorter
    labels: list[Labelled] = field(default_factory=list)


def lay_out(lines: list[Line], stated: Sequence[str], nodes: Sequence[Node]) -> Layout:
    """Part the lines of a page into title, head, body and the rest."""
    container = containers.known_container(nodes) if nodes else None
    known = container is not None
    first = first_inside(lines, container) if container else 0
    limit = _behind_facts(lines, first) if container else TITLE_WITHIN
    title = find_title(lines, stated, limit)
    if container is not None and title is None:
        title = find_title(lines, stated, TITLE_WITHIN)
    start = title.end if title else 0
    if container is None and nodes:
        container = widened(containers.by_words(lines, start), lines, start)
    whole = around_parts(lines, start, container)
    known, container = known and whole is container, whole
    layout = Layout(lines, title, container, known)
    layout.body_start, layout.body_end = span_of(lines, container, start)
    _trim_head(layout)
    _trim_end(layout)
    if not layout.body and any(line.in_frame for line in lines):
        return _without_frames(layout, start)
    return layout


def _behind_facts(lines: Sequence[Line], first: int) -> int:
    """Return up to where a title may stand in a container: some lines, those of labels not counted."""
    facts: set[int] = set()
    for one in labelled(lines[first : first + LONGEST_HEAD]):
        facts.update({first + one.line, first + one.at if one.at >= 0 else first + one.line})
    limit, left = first, TITLE_INSIDE
    while left and limit < len(lines):
        left -= limit not in facts
        limit += 1
    return limit


def _without_frames(layout: Layout, start: int) -> Layout:
    """Lay out again where all the text stands in what is named like a frame of the page."""
    for line in layout.lines:
        if line.node is None or not any(
            node.tag in {"nav", "footer", "aside"} for node in (line.node, *line.node.above())
        ):
            line.in_frame = False
    again = Layout(layout.lines, layout.title, layout.container, layout.is_known)
    again.body_start, again.body_end = span_of(layout.lines, layout.container, start)
    _trim_head(again)
    _trim_end(again)
    return again


def _trim_head(layout: Layout) -> None:
    """Move what stands between title and text from the body to the head."""
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
    if index in taken or line.in_frame or len(squash(text)) == 0 or names_part(line):
        return 1
    if _dates_text(layout, index):
        return 0
    if _is_beside_label(layout.lines, index) or _is_among_labels(layout.lines, index):
        return 1
    return heads.title_again(layout.lines, index, layout.body_end, title) or int(
        _is_head_line(line, index, layout)
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


def _is_among_labels(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a name we do not know, and its value, stand above the release or the source."""
    for line in lines[index : index + MOST_UNKNOWN]:
        names = {one.field for one in labelled([line]) if one.value}
        if names & {"released", "source"} and is_label_line(line):
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
    if document_numbers.number_of_line(number) or furniture.is_tool_line(text):
        return True
    if is_label(text) or (is_label_line(line) and _fits_head(line, index, layout)):
        return True
    if furniture.is_furniture(text) or furniture.is_bare_address(text):
        return True
    if _BARE_DATE.match(text) or heads.RED_HEAD.match(text):
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
    if furniture.ends_document(text) and not is_value and not _FILES_FOLLOW.match(text):
        return True
    return len(text) <= 1 or re.fullmatch(r"[\W_\d]{1,12}", text) is not None


def _fits_head(line: Line, index: int, layout: Layout) -> bool:
    """Tell whether a line of labels is one of the page; `时间：`, `地点：` of a notice are its text."""
    names = [one.field for one in labelled([line])]
    if (
        set(names) <= {"released_bare"}
        and len(names) < 2
        and not re.search(r"\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]", line.text)
    ):
        return False
    if layout.is_known and set(names) <= {"released_bare", "title", "other"}:
        following = layout.lines[index + 1] if index + 1 < len(layout.lines) else None
        return following is None or "地点" not in following.text[:6]
    return True


def _trim_end(layout: Layout) -> None:
    """Part the body from what follows it: tools, neighbours, related texts, the foot of the site."""
    lines = layout.lines
    start, end = layout.body_start, layout.body_end
    cut = _cut_at(layout, start, end)
    while cut > start and _belongs_behind(lines[cut - 1], lines, cut - 1):
        cut -= 1
    layout.body_end = cut
    names, labels = names_of_parts(lines, start, cut)
    layout.labels += labels
    apart = layout.repeated | lines_in_boxes(lines, start, cut) | names
    layout.body = [
        line
        for index, line in enumerate(lines[start:cut], start)
        if index not in apart and not _is_inside_tool(line, layout, index)
    ]
    if layout.body:
        layout.body[:0] = layout.notes
    layout.after = lines[cut:]
    layout.labels += [
        one
        for one in labelled(lines[cut : min(cut + 30, len(lines))])
        if one.field in {"source", "other"}
        or (one.field in {"released", "released_weak", "released_bare"} and one.line < 6)
    ]


def _cut_at(layout: Layout, start: int, end: int) -> int:
    lines, is_known = layout.lines, layout.is_known
    words = 0
    is_signed = layout.container is None  # a plain text has nothing but its words to go by
    for index in range(start, end):
        line = lines[index]
        if line.kind == "table":
            words += len(line.text)
            continue
        if words >= 4 and line.kind == "text" and not _FILES_FOLLOW.match(line.text):
            ends = (
                furniture.ends_document(line.text)
                or _is_button(line)
                or (not is_known and (furniture.is_foot(line.text) or line.in_frame))
            )
            if ends and (
                (is_signed and not is_known and not line.in_frame)
                or _is_all_frame(lines, index + 1, end, is_known=is_known)
            ):
                return index
        if line.kind == "text" and not line.is_link and not line.in_frame:
            words += len(line.text)
            is_signed = is_signed or (words > 20 and date_of_line(line.text) is not None)
    return end


def _is_button(line: Line) -> bool:
    """Tell whether a line is nothing but tools of the page that work by a script."""
    return (
        line.is_link
        and furniture.is_tool_line(line.text)
        and any(node.get("href").lower().startswith("javascript:") for _, node in line.links)
    )


def _is_all_frame(lines: Sequence[Line], start: int, end: int, *, is_known: bool) -> bool:
    """Tell whether nothing behind a place is text of the document."""
    prose = others = links = 0
    for at, line in enumerate(lines[start:end], start):
        if line.kind == "table":
            others += 2 if not line.in_frame else 0
        elif line.kind == "text" and not line.in_frame:
            text = line.text
            if line.is_link or furniture.is_foot(text) or furniture.is_furniture(text):
                links += line.is_link
            elif (
                furniture.is_tool_line(text) or is_label_line(line) or furniture.ends_document(text)
            ):
                continue
            elif furniture.is_prose(text):
                prose += 1
            elif (
                len(text) > 1
                and not _BARE_DATE.match(text)
                and not _is_name_of_site(lines, at, end)
            ):
                others += 1
    if prose == 0 and others == 0:
        return True
    return not is_known and prose <= links // 2 and others <= max(links, 2)


def _is_name_of_site(lines: Sequence[Line], index: int, end: int) -> bool:
    """Tell whether an office stands alone, no date below it: who keeps the site, not who signs."""
    below = lines[index + 1 : end]
    return may_sign(lines[index].text) and not any(is_date_line(line.text) for line in below)


def _belongs_behind(line: Line, lines: Sequence[Line], index: int) -> bool:
    """Tell whether the last line of a body is none of it."""
    if line.kind == "table":
        return line.in_frame
    if line.kind == "picture":
        return line.in_frame or is_ornament(line.node)
    text = line.text
    if is_file_link(line):
        return False
    if line.in_frame or furniture.is_tool_line(text) or furniture.is_bare_address(text):
        return True
    if furniture.ends_document(text) or _FILES_FOLLOW.match(text):
        return True
    if furniture.is_furniture(text) or furniture.is_foot(text) or furniture.is_page_number(text):
        return True
    if meta_lines.is_counted(line) or _is_contact(lines, index):
        return True
    if line.is_link and not re.search(r"[。；]$", text):
        return not furniture.is_prose(text) and _is_navigation(line)
    return (
        is_label_line(line)
        and _is_signature_of_page(line)
        and date_of_line(text) is None
        and not _names_subject(lines, index)
    )


def _names_subject(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a line below the date names the subject, as documents did until 2012."""
    before = lines[max(0, index - 3) : index]
    return lines[index].text.startswith("主题词") and any(is_date_line(one.text) for one in before)


def _is_contact(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a line below the date of a document is address or telephone of the site."""
    before = lines[max(0, index - 4) : index]
    text = lines[index].text
    is_whole = text.startswith("地址") and re.search(r"电话|邮编", text) is not None
    return _CONTACT.match(text) is not None and (
        is_whole or any(is_date_line(line.text) for line in before)
    )


def _is_navigation(line: Line) -> bool:
    href = line.links[-1][1].get("href") if line.links else ""
    return not href.lower().startswith("mailto:")


def _is_signature_of_page(line: Line) -> bool:
    """Tell whether a line names source, editor or counters, as pages do below a text."""
    fields = [one.field for one in labelled([line])]
    return bool(fields) and set(fields) <= {"source", "other", "released", "released_weak"}


def _is_inside_tool(line: Line, layout: Layout, index: int) -> bool:
    """Tell whether a line in the middle of the body is a tool of the page."""
    if line.kind == "picture":
        return line.in_frame or is_ornament(line.node)
    if line.kind == "table":
        return line.in_frame
    if line.in_frame:
        return not layout.is_known or line.is_link
    text = line.text
    if furniture.is_tool_line(text) and len(text) > 1 and not text.isdigit():
        return text not in {"大", "中", "小", "内容", "正文", "图解", "推荐"} or bool(line.links)
    if furniture.is_furniture(text) or furniture.is_page_number(text):
        return True
    return furniture.is_bare_address(text) and not line.links
