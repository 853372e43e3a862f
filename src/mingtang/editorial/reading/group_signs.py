"""What tells a group of lines from the text: faint letters, links, names of boxes, signatures."""

import re
from collections.abc import Sequence

from mingtang.editorial.reading import furniture
from mingtang.editorial.reading.branches import Group
from mingtang.editorial.reading.dates import date_at_end
from mingtang.editorial.reading.lines import Line, is_faint
from mingtang.editorial.reading.offices import is_office, may_sign
from mingtang.editorial.reading.tree import Node

LONGEST_NAME = 14  # of a box
LONGEST_ITEM = 60
FEW_WORDS = 6
ANNEX = re.compile(r"^[【\[（(]?\s?附\s?(?:件|表|录|图|注|[:：\s\d一二三])")
_COLON_NAME = re.compile(r"[\u4e00-\u9fff]{2,6}[:：]")
_COUNT = re.compile(r"\s?[(（\[]\s?\d+\s?[)）\]]$")
ENDS_SENTENCE = re.compile(r"[。！？!?；;：:）)”》]$")
_NUMBERED = re.compile(r"^(?:第?[一二三四五六七八九十]{1,3}[、章节条]|[（(]|\d{1,2}[.．、])")


def is_faint_group(group: Group) -> bool:
    """Tell whether a group is printed in grey or small letters, as notes of the page are."""
    return is_faint(group.branch) or all(line.is_faint for line in group.lines)


def is_end(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a line is the date of a document, alone or behind who signs it."""
    parted = date_at_end(lines[index].text)
    return parted is not None and (not parted[0] or may_sign(parted[0]))


def look_of(node: Node) -> tuple[str, str, str]:
    """Return what elements that are built alike have in common."""
    inner = next((one.tag for one in node.children if isinstance(one, Node)), "")
    return node.tag, node.get("class"), inner


def signs(group: Group) -> bool:
    """Tell whether a group holds who signed a document, or when."""
    return any(
        is_end(group.lines, at) or is_office(line.text) or furniture.is_colophon(line.text)
        for at, line in enumerate(group.lines)
        if not line.links
    )


def is_annex(group: Group) -> bool:
    first = next((line.text for line in group.lines if line.text), "")
    return ANNEX.match(first) is not None


def is_of_links(group: Group) -> bool:
    """Tell whether most words of a group lead to other pages."""
    links = sum(len(line.links) for line in group.lines)
    linked = sum(line.link_words for line in group.lines)
    return links > 0 and linked >= FEW_WORDS and linked * 10 >= group.words * 6


def names_box(before: Group, group: Group) -> bool:
    """Tell whether a group is the short name right above a box."""
    return (
        len(before.lines) == 1
        and before.at[0] == group.at[0] - 1
        and (is_name(before.lines[0]) or _COLON_NAME.fullmatch(before.lines[0].text) is not None)
        and not signs(before)
    )


def is_name(line: Line) -> bool:
    return (
        line.kind == "text"
        and 0 < len(line.text) <= LONGEST_NAME
        and not line.link_words
        and is_item(line)
    )


def is_item(line: Line) -> bool:
    """Tell whether a line is short, no sentence and no numbered point."""
    text = _COUNT.sub("", line.text)
    return (
        len(text) <= LONGEST_ITEM and not ENDS_SENTENCE.search(text) and not _NUMBERED.match(text)
    )
