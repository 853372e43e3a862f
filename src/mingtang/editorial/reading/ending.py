"""Where the text of a document ends, and what among it belongs to the page."""

import re
from collections.abc import Sequence
from dataclasses import replace

from mingtang.editorial.reading import (
    furniture,
    meta_lines,
)
from mingtang.editorial.reading.dates import date_of_line, is_date_line, is_moment
from mingtang.editorial.reading.labels import (
    Labelled,
    is_label_line,
    labelled,
    values_taken,
)
from mingtang.editorial.reading.letters import (
    lines_in_boxes,
    names_of_parts,
)
from mingtang.editorial.reading.lines import Line
from mingtang.editorial.reading.media import is_file_link, is_ornament
from mingtang.editorial.reading.offices import may_sign
from mingtang.editorial.reading.parted import Layout

_OF_DOCUMENT = frozenset({"number", "office", "index_number", "document_date"})
MOST_BELOW = 24  # lines
LEAST_FACTS = 2
LONGEST_NAME = 14  # of the card
_ANSWERS = re.compile("答复|回复|办理")
_ENTRY = re.compile(r"[\[(（]?\d{2}-\d{2}[\])）]?\s")  # of a list, with its day before it
_CALLED = re.compile(r"^[\u4e00-\u9fff]{4,20}\s*电话[:：]\s?[\d\-（）()]{7,20}$")
_CONTACT = re.compile(r"^(?:(?:联系)?地址|邮编|邮政编码|(?:联系)?电话|传真|联系方式$)[:：]?")


def trim_end(layout: Layout) -> None:
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
    if any(line.kind == "picture" for line in layout.body):
        layout.body = _without_entries(layout.body)
    boxed = [one for one in lines[start:cut] if one.box.value and is_file_link(one)]
    layout.after = [*boxed, *lines[cut:]]
    behind = list(labelled(lines[cut : min(cut + 30, len(lines))]))
    layout.labels += [_moved(one, cut) for one in _facts_below(layout, behind, cut)]
    layout.labels += [
        _moved(one, cut)
        for one in behind
        if one.field in {"source", "other"}
        or _ANSWERS.match(one.label)
        or (one.field in {"released", "released_weak", "released_bare"} and one.line < 6)
    ]


def _without_entries(body: list[Line]) -> list[Line]:
    """Return a text of pictures without the dated links or the foot of a site below them, where no other words are."""
    words = [line for line in body if line.kind != "picture"]
    are_all = all(
        line.kind == "text" and line.links and _ENTRY.match(line.text) and not is_file_link(line)
        for line in words
    )
    if words and (are_all or _are_foot(body, words)):
        return [line for line in body if line.kind == "picture"]
    return body


def _are_foot(body: list[Line], words: list[Line]) -> bool:
    """Tell whether all words are the undated name or telephone of an office below the last picture."""
    last = max(at for at, line in enumerate(body) if line.kind == "picture")
    below = body[last + 1 :]
    return len(below) == len(words) and all(
        line.kind == "text" and (may_sign(line.text) or _CALLED.search(line.text)) for line in words
    )


def _moved(one: Labelled, cut: int) -> Labelled:
    """Return a label found behind the text with its place among all lines."""
    return replace(one, line=one.line + cut, at=one.at + cut if one.at >= 0 else -1)


def _facts_below(layout: Layout, behind: Sequence[Labelled], cut: int) -> list[Labelled]:
    """Return number, office and index that a card of facts right below the text gives, the head having none."""
    known = {one.field for one in layout.labels if one.value}
    taken = {one.line for one in behind} | values_taken(behind)
    named = 0 not in taken and len(behind) > 0 and len(layout.lines[cut].text) <= LONGEST_NAME
    first = next((at for at in range(named, MOST_BELOW) if at not in taken), MOST_BELOW)
    card = [one for one in behind if one.line < first and not layout.lines[cut + one.line].links]
    if len({one.field for one in card}) < LEAST_FACTS:
        return []
    return [one for one in card if one.field in _OF_DOCUMENT - known]


def _cut_at(layout: Layout, start: int, end: int) -> int:
    lines, is_known = layout.lines, layout.is_known
    words, is_dated = 0, False
    is_signed = layout.container is None  # a plain text has nothing but its words to go by
    for index in range(start, end):
        line = lines[index]
        if line.box.value:
            continue
        if line.kind == "table":
            words += len(line.text)
            continue
        if words >= 4 and line.kind == "text" and not furniture.names_files(line.text):
            ends = (
                furniture.ends_document(line.text)
                or line.is_script
                or (is_dated and line.is_link and not is_file_link(line))
                or (not is_known and (furniture.is_foot(line.text) or line.in_frame))
            )
            if ends and (
                (is_signed and not is_known and not line.in_frame)
                or _is_all_frame(lines, index + 1, end, is_known=is_known)
            ):
                return index
        if line.kind == "text" and not line.is_link and not line.in_frame:
            words += len(line.text)
            is_dated = is_dated or (words > 20 and date_of_line(line.text) is not None)
            is_signed = is_signed or is_dated
    return end


def _is_all_frame(lines: Sequence[Line], start: int, end: int, *, is_known: bool) -> bool:
    """Tell whether nothing behind a place is text of the document."""
    prose = others = links = 0
    for at, line in enumerate(lines[start:end], start):
        if line.box.value:
            continue
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
            elif len(text) > 1 and not is_moment(text) and not _is_name_of_site(lines, at, end):
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
    if line.box.value or line.is_script:
        return True
    if line.kind == "table":
        return line.in_frame
    if line.kind == "picture":
        return line.in_frame or is_ornament(line.node)
    text = line.text
    if is_file_link(line) or furniture.is_credit(text):
        return False
    if line.in_frame or furniture.is_tool_line(text) or furniture.is_bare_address(text):
        return True
    if furniture.ends_document(text) or furniture.names_files(text):
        return True
    if furniture.is_furniture(text) or furniture.is_foot(text) or furniture.is_page_number(text):
        return True
    if meta_lines.is_counted(line) or _is_contact(lines, index):
        return True
    if line.is_link and not re.search(r"[。；]$", text):
        return not furniture.is_prose(text) and _is_navigation(line)
    return (
        is_label_line(line)
        and (_is_signature_of_page(line) or _names_who_answers(line))
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


def _names_who_answers(line: Line) -> bool:
    """Tell whether a line below the answer to a letter names who answered, and when."""
    found = list(labelled([line]))
    return bool(found) and all(_ANSWERS.match(one.label) for one in found)


def _is_signature_of_page(line: Line) -> bool:
    """Tell whether a line names source, editor or counters, as pages do below a text."""
    fields = [one.field for one in labelled([line])]
    return bool(fields) and set(fields) <= {"source", "other", "released", "released_weak"}


def _is_inside_tool(line: Line, layout: Layout, index: int) -> bool:
    """Tell whether a line in the middle of the body is a tool of the page."""
    if line.box.value or line.is_script:
        return True
    if line.kind == "picture":
        below = layout.lines[index + 1] if index + 1 < len(layout.lines) else None
        is_code = below is not None and furniture.names_code(below.text)
        return line.in_frame or is_code or is_ornament(line.node)
    if line.kind == "table":
        return line.in_frame
    if line.in_frame:
        return not layout.is_known or line.is_link
    text = line.text
    if line.is_link and furniture.opens_box_of_links(text) and not is_file_link(line):
        return True
    if furniture.is_tool_line(text) and len(text) > 1 and not text.isdigit():
        return text not in {"大", "中", "小", "内容", "正文", "图解", "推荐"} or bool(line.links)
    if furniture.is_furniture(text) or furniture.is_page_number(text):
        return True
    return furniture.is_bare_address(text) and not line.links
