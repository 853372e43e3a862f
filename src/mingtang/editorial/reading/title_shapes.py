"""How a line looks that shows a title: heading, centred, named after what it holds."""

import re
from collections.abc import Sequence
from itertools import pairwise

from mingtang.editorial.reading import dates, document_numbers, offices
from mingtang.editorial.reading.labels import is_label_line
from mingtang.editorial.reading.lines import Line
from mingtang.editorial.reading.title_names import clean
from mingtang.editorial.reading.tree import Node

_TITLE_NAME = re.compile(
    r"(?:^|[\s_-])(?:title|tit|bt|biaoti|arttitle|articletitle|article_title|newstitle|news_title|xltitle|headline|"
    r"contenttitle|content_title|titles|pagetitle|wztit|conTit|xl_title|detailtitle|subject|activity-name|doctitle|info_title)(?:$|[\s_-])",
    re.IGNORECASE,
)


MOST_INSIDE = 8  # children of an element that is looked into
BIG_PIXELS, BIG_POINTS, BIG_FONT = 18, 15, 4
_SIZE = re.compile(r"font-size\s*:\s*(\d{1,3})(?:\.\d+)?\s*(px|pt)", re.IGNORECASE)
LIMIT = 200  # characters of a title


def is_fact(line: Line) -> bool:
    """Tell whether a line is a label of the page, or a number."""
    return is_label_line(line) or bool(document_numbers.number_of_line(line.text))


def is_signature(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a line is an office above the date of a document."""
    after = lines[index + 1].text if index + 1 < len(lines) else ""
    return offices.may_sign(lines[index].text) and dates.is_date_line(after)


def is_one_heading(above: Line, line: Line) -> bool:
    """Tell whether two lines stand in one heading: parted by a break, or in the parts of an element named so."""
    one, other = above.node, line.node
    if one is None or other is None or line.in_frame or above.is_link:
        return False
    around = one if one is other else one.parent
    if around is None or (one is not other and around is not other.parent):
        return False
    is_shown = around.tag in {"h1", "h2", "h3"} or is_named_title(around)
    is_shown = is_shown or (one is other and above.is_strong and line.is_strong)
    return around.words < LIMIT and is_shown


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


def has_title_name(line: Line) -> bool:
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
    """Return the text of a title over some lines; offices side by side are parted by a space."""
    parts = [part for line in lines if (part := clean(line.text))]
    text = parts[0] if parts else ""
    for before, part in pairwise(parts):
        is_latin = before[-1].isascii() and part[0].isascii()
        is_row = _ends_in_office(before) and offices.is_office(part.split()[0])
        text += f" {part}" if is_latin or is_row else part
    return clean(text)


def _ends_in_office(text: str) -> bool:
    return bool(text) and offices.is_office(text.rsplit(maxsplit=1)[-1])


def may_lack_office(lines: Sequence[Line], start: int, end: int, *, is_stated: bool) -> bool:
    """Tell whether an office that nothing states stands right above a title, or was joined to it from there."""
    if start == end:
        return False
    first = lines[start]
    if end - start > 1:
        is_sure = is_stated or first.tag in {"h1", "h2", "h3"}
        return not is_sure and offices.is_office(first.text)
    above = lines[start - 1] if start else None
    return (
        above is not None
        and clean(first.text).startswith("关于")
        and above.cell == first.cell
        and not above.in_frame
        and not above.is_link
        and offices.is_office("".join(above.text.split()))
    )


def shown_as(line: Line) -> list[str]:
    """Return by what a line stands out: heading, name of its element, bold, centred, large, grey."""
    found = [line.tag] if line.tag in {"h1", "h2", "h3", "h4", "h5", "h6"} else []
    if has_title_name(line):
        found.append("named")
    if line.is_strong:
        found.append("bold")
    if is_centred(line):
        found.append("centred")
    if _is_big(line.node):
        found.append("big")
    if line.is_faint:
        found.append("faint")
    return found


def _is_big(node: Node | None) -> bool:
    """Tell whether an element prints its words in large letters, or all its words stand in one that does."""
    inner = node
    while inner is not None:
        match = _SIZE.search(inner.get("style"))
        if match is not None:
            return int(match[1]) >= (BIG_PIXELS if match[2].lower() == "px" else BIG_POINTS)
        size = inner.get("size").lstrip("+")
        if inner.tag == "font" and size.isdigit():
            return int(size) >= BIG_FONT
        inside = [
            one for one in inner.children[:MOST_INSIDE] if isinstance(one, Node) or one.strip()
        ]
        inner = inside[0] if len(inside) == 1 and isinstance(inside[0], Node) else None
    return False
