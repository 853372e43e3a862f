"""How much speaks for a line, or some lines, being the title of a document."""

import re
from collections.abc import Sequence

from mingtang.editorial.reading import dates, document_numbers, furniture, meta_lines, offices
from mingtang.editorial.reading.label_names import is_label, names_letter
from mingtang.editorial.reading.labels import is_label_line
from mingtang.editorial.reading.lines import Line
from mingtang.editorial.reading.title_names import (
    FORMAL,
    LABEL,
    PLAIN,
    clean,
    ends_in_kind,
    is_site,
    squash,
)
from mingtang.editorial.reading.told_titles import StatedTitles
from mingtang.editorial.reading.tree import Node

_TITLE_NAME = re.compile(
    r"(?:^|[\s_-])(?:title|tit|bt|biaoti|arttitle|articletitle|article_title|newstitle|news_title|xltitle|headline|"
    r"contenttitle|content_title|titles|pagetitle|wztit|conTit|xl_title|detailtitle|subject|activity-name|doctitle|info_title)(?:$|[\s_-])",
    re.IGNORECASE,
)


_RED_HEAD = re.compile(r"^[\u4e00-\u9fa5（）()\s]{4,40}文\s?件$")


_RED_MINUTES = re.compile(
    r"([\u4e00-\u9fa5]{2,30}?)(?:常务|专题|办公|工作|党组|全体|协调)*(?:会议)?纪要"
)
_HEADINGS = frozenset({"h1", "h2", "h3"})
NEAR_HEADING = 3  # lines


LIMIT = 200


_SPEECH = re.compile(
    r"^(?:[\u4e00-\u9fff·]{2,12})?在[^。；;：:，,]{4,60}(?:上|时)的(?:\S{0,6}讲话|致辞|致词|发言|\S{0,4}报告|主持词|演讲)(?:[（(][^（）()]{1,12}[)）])?$"
)


_DATE_FIRST = re.compile(r"^\s*\d{4}[-年./]\d{1,2}[-月./]\d{1,2}")


_CODE = re.compile(r"(?=\S*\d)[!-~]+")


_SUBTITLE_MARK = re.compile(r"^(?:——|──|—)\s?\S")


_NO_TITLE = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,6}(?:类型|类别|等级|性质|状态|编号|结果|代码|号码|住所|地址)|(?:当事|被处罚|申请|负责|联系|法定代表|举报)人)[:：]|^(?:——|──|—)|^\W*(?:\d+\s){2}|\d{4}[-./]\d{1,2}[-./]\d{1,2}[\])]?$"
)


def weight_of(lines: Sequence[Line], start: int, end: int, wanted: StatedTitles) -> int:
    first, text = lines[start], joined(lines[start:end])
    is_like = end - start == 1 and not furniture.is_furniture(text) and wanted.resembles(text)
    points = wanted.points(squash(text)) or 3 * is_like
    points += 4 * wanted.is_told(text)
    if not points and not may_be_title(text, first):
        return 0
    if first.in_frame and not points:
        return 0
    if _RED_HEAD.match(text) and "关于" not in text:
        return 0
    if is_signature(lines, start) and not (points and first.tag in {"h1", "h2", "h3"}):
        return 0
    is_formal = FORMAL.match(text) is not None
    weight = points + 4 * is_formal
    weight += 2 * (not is_formal and PLAIN.match(text) is not None)
    weight += 4 * (_SPEECH.match(text) is not None) - 4 * (not points and _is_cut(text))
    weight += {"h1": 3, "h2": 2, "h3": 2, "h4": 1}.get(first.tag, 0)
    weight += 3 * _has_title_name(first) + first.is_strong
    weight += 2 * (first.is_strong and is_centred(first) and _is_above_text(lines, end))
    weight += 2 * (end < len(lines) and _SUBTITLE_MARK.match(lines[end].text) is not None)
    weight += is_centred(first) + 3 * is_followed_by_labels(lines, end - 1)
    weight -= 4 * (offices.is_office(text) and not points)
    weight -= 6 * (not points and _is_red_minutes(lines, start))
    weight -= 5 * (is_site(text) and not points) + 5 * first.in_frame
    if all(line.is_link for line in lines[start:end]):
        weight -= 6
    if start and is_label(lines[start - 1].text) and not _leaves_table(lines[start - 1], first):
        weight += 4 if names_letter(lines[start - 1].text) else -4
    if end - start > 1 and not points and not is_formal and not _is_whole(lines, start, end):
        weight -= 1 if first.tag.startswith("h") or _has_title_name(first) else 4
    return weight - 6 * (not points and _is_part(lines, start, end))


def _is_cut(text: str) -> bool:
    """Tell whether a text can only be the end of a title: what it prints without the verb (`《…办法》的通知`)."""
    return re.fullmatch(r"[《“][^《》]+[》”]的\S{2,4}|[的和及与、]\S+", text) is not None


def _is_red_minutes(lines: Sequence[Line], start: int) -> bool:
    """Tell whether a line is the red head of minutes between the heading of the page and their number."""
    after = lines[start + 1].text if start + 1 < len(lines) else ""
    is_numbered = document_numbers.number_of_line(after) or document_numbers.SERIAL.fullmatch(after)
    red = _RED_MINUTES.fullmatch("".join(lines[start].text.split()))
    return (
        red is not None
        and offices.is_office(red[1])
        and bool(is_numbered)
        and (
            _is_titled_below(lines, start + 2)
            or any(
                one.tag in _HEADINGS and ends_in_kind(one.text)
                for one in lines[max(0, start - NEAR_HEADING) : start]
            )
        )
    )


def _is_titled_below(lines: Sequence[Line], start: int) -> bool:
    """Tell whether the title of minutes stands below their number, over one line or two."""
    below = lines[start : start + 2]
    is_shown = bool(below) and (below[0].is_strong or is_centred(below[0]))
    return is_shown and any(ends_in_kind(joined(below[:count])) for count in (1, 2))


def _is_part(lines: Sequence[Line], start: int, end: int) -> bool:
    """Tell whether lines are a part only of an element that shows one title over several lines."""
    first = lines[start]
    around = [lines[at] for at in (start - 1, end) if 0 <= at < len(lines)]
    return shows_title(first) and any(_runs_on(one, first) for one in around)


def _is_whole(lines: Sequence[Line], start: int, end: int) -> bool:
    """Tell whether lines are all of an element that shows one title over several lines."""
    first = lines[start]
    return (
        shows_title(first)
        and all(_runs_on(one, first) for one in lines[start + 1 : end])
        and not _is_part(lines, start, end)
    )


def shows_title(line: Line) -> bool:
    """Tell whether an element is a heading, or is built like one."""
    return (
        line.node is not None
        and line.node.words < LIMIT
        and (
            line.tag in {"h1", "h2", "h3"}
            or _has_title_name(line)
            or (line.is_strong and is_centred(line))
        )
    )


def _runs_on(line: Line, first: Line) -> bool:
    """Tell whether a line of the same element is no fact, red head or subtitle beside a title."""
    text = line.text
    return (
        line.node is first.node
        and line.kind == "text"
        and line.is_strong == first.is_strong
        and not is_label_line(line)
        and not meta_lines.is_meta_line(line)
        and not document_numbers.number_of_line(text)
        and not document_numbers.SERIAL.fullmatch(text)
        and not _RED_HEAD.match(text)
        and not _SUBTITLE_MARK.match(text)
        and not re.match(r"^[（(【\[]", text)
    )


def _is_above_text(lines: Sequence[Line], end: int) -> bool:
    """Tell whether running text follows directly."""
    return end < len(lines) and lines[end].kind == "text" and furniture.is_prose(lines[end].text)


def is_signature(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a line is an office above the date of a document."""
    after = lines[index + 1].text if index + 1 < len(lines) else ""
    return offices.may_sign(lines[index].text) and dates.is_date_line(after)


def _leaves_table(before: Line, line: Line) -> bool:
    """Tell whether a line stands behind the table whose last cell is a label without a value."""
    if before.cell is None:
        return False
    return line.cell is None or line.cell[0] != before.cell[0]


def is_centred(line: Line) -> bool:
    node = line.node
    for _ in range(3):
        if node is None:
            return False
        style = node.get("style").replace(" ", "").lower()
        if node.tag == "center" or node.get("align") == "center" or "text-align:center" in style:
            return True
        node = node.parent
    return False


def may_be_title(text: str, line: Line) -> bool:
    is_named = line.tag in {"h1", "h2"} or _has_title_name(line)
    return (
        4 <= len(text) <= 150
        and not _CODE.fullmatch(text)
        and not _NO_TITLE.search(text)
        and not (len(line.links) > 1 and line.link_words * 3 >= len(line.text))
        and not furniture.is_furniture(text)
        and not furniture.is_tool_line(text)
        and not furniture.ends_document(text)
        and not furniture.is_foot(text)
        and not (is_label_line(line) and not LABEL.match(line.text))
        and not re.search(r"[。；;：:，,]$" if is_named else r"[。；;：:!！，,]$", text)
        and "。" not in text
        and not re.fullmatch(r"[\d\s\-年月日:/.（）()\[\]]+", text)
        and not dates.is_date_line(text)
        and not document_numbers.number_of_line(text)
    )


def is_followed_by_labels(lines: Sequence[Line], index: int) -> bool:
    if index + 1 < len(lines) and _SUBTITLE_MARK.match(lines[index + 1].text):
        index += 1
    after = next((line for line in lines[index + 1 : index + 3] if line.kind == "text"), None)
    return after is not None and (
        is_label_line(after)
        or (furniture.holds_facts(after.text) and not furniture.is_foot(after.text))
        or meta_lines.is_meta_line(after)
        or meta_lines.holds_moment(after.text)
        or (_DATE_FIRST.match(after.text) is not None and not furniture.is_prose(after.text))
    )


def _has_title_name(line: Line) -> bool:
    node = line.node
    for _ in range(2):
        if node is None or node.tag in {"body", "td"}:
            return False
        if is_named_title(node) and node.words < LIMIT * 2:
            return True
        node = node.parent
    return False


def is_named_title(node: Node) -> bool:
    """Tell whether class or id of an element say that it holds a title."""
    names = f"{node.get('class')} {node.get('id')}"
    return len(names) > 1 and _TITLE_NAME.search(names) is not None


def joined(lines: Sequence[Line]) -> str:
    parts = [clean(line.text) for line in lines]
    text = parts[0] if parts else ""
    for part in parts[1:]:
        needs_space = text[-1:].isascii() and part[:1].isascii() and text and part
        text += f" {part}" if needs_space else part
    return clean(text)
