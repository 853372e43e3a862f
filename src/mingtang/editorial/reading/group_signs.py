"""What tells a group of lines from the text: faint letters, links, names of boxes, signatures."""

import re
from collections.abc import Sequence

from mingtang.editorial.reading import furniture
from mingtang.editorial.reading.branches import Group
from mingtang.editorial.reading.dates import date_at_end, is_date_line
from mingtang.editorial.reading.labels import labelled, values_taken
from mingtang.editorial.reading.lines import Line, is_faint
from mingtang.editorial.reading.media import is_file
from mingtang.editorial.reading.offices import is_office, may_sign
from mingtang.editorial.reading.tree import Node

LONGEST_NAME = 14  # of a box
LONGEST_ITEM = 60
FEW_WORDS = 6
ANNEX = re.compile(r"^(?:备\s?)?注\s?[:：\d]|^[【\[（(]?\s?附\s?(?:件|表|录|图|注|[:：\s\d一二三])")
_ANNEX_NAME = re.compile(r"附\s?(?:件|表|录)?\s?[\d一二三四五六]{0,2}\s?[:：]?")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp)\b")
_MONTH = re.compile(r"(?:19|20)\d{2}\s?年\s?\d{1,2}\s?月")  # a date without its day
_OF_PAGE = frozenset({"released", "source", "number", "index_number", "document_date"})
_CLAUSE = re.compile(r"第[一二三四五六七八九十百\d]{1,4}[条章节]")
_NOTICE = re.compile(
    r"[【\[]?(?:(?:温馨|友情|特别|重要)(?:提示|提醒)|(?:版权|免责|转载|重要|特别|本网|本站)?声明)[】\]]?[:：]?|凡(?:本网|本站|注明|来源|转载)|未经.{0,8}(?:授权|许可)"
)
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6", "dt"})
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
    if parted is None and index and _MONTH.fullmatch(lines[index].text):
        return may_sign(lines[index - 1].text)
    return parted is not None and (not parted[0] or may_sign(parted[0]))


def look_of(node: Node) -> tuple[str, str, str]:
    """Return what elements that are built alike have in common."""
    inner = next((one.tag for one in node.children if isinstance(one, Node)), "")
    return node.tag, node.get("class"), inner


def signs(group: Group) -> bool:
    """Tell whether a group holds who signed a document, or when."""
    return any(
        is_end(group.lines, at)
        or _MONTH.fullmatch(line.text)
        or is_office(line.text)
        or furniture.is_colophon(line.text)
        for at, line in enumerate(group.lines)
        if not line.links
    )


def names_site(group: Group) -> bool:
    """Tell whether a group is one office without a date: who keeps the page."""
    return len(group.lines) == 1 and is_office(group.lines[0].text)


def dates_page(group: Group) -> bool:
    """Tell whether a group is one date and nothing else."""
    return len(group.lines) == 1 and is_date_line(group.lines[0].text)


def has_clauses(group: Group) -> bool:
    """Tell whether a group is parted into articles, as an annex without its name is."""
    return any(_CLAUSE.match(line.text) for line in group.lines)


def is_advertising(group: Group) -> bool:
    """Tell whether a group shows pictures that lead to other pages, and hardly a word besides."""
    pictures = [line for line in group.lines if line.kind == "picture"]
    return bool(pictures) and all(
        (line.kind == "text" and len(line.text) <= FEW_WORDS)
        or (line.kind == "picture" and any(_leads_to_page(node) for _, node in line.links))
        for line in group.lines
    )


def _leads_to_page(link: Node) -> bool:
    href = link.get("href").lower()
    return href.startswith("http") and not _PICTURE.search(href) and not is_file(link)


def is_card(group: Group) -> bool:
    """Tell whether a group is nothing but labels of a page and their values."""
    found = list(labelled(group.lines))
    fields = {one.field for one in found if one.value}
    taken = {one.line for one in found} | values_taken(found)
    is_whole = taken.issuperset(range(len(group.lines)))
    is_whole = is_whole and not any(furniture.is_prose(line.text) for line in group.lines)
    is_row = group.branch.tag in {"tr", "td"}  # of a table that holds the text too
    return is_whole and not is_row and len(fields) > 1 and not fields.isdisjoint(_OF_PAGE)


def is_annex(group: Group) -> bool:
    first = next((line.text for line in group.lines if line.text), "")
    return ANNEX.match(first) is not None


def names_annex(group: Group) -> bool:
    """Tell whether a group is the name of an annex and nothing else (`附件2`), below which it stands."""
    return len(group.lines) == 1 and _ANNEX_NAME.fullmatch(group.lines[0].text) is not None


def follows_annex(group: Group, annex: Group) -> bool:
    """Tell whether a group below the name of an annex is built as that name is, without links."""
    return (
        group.at[0] > annex.at[0]
        and not group.is_beside
        and not group.branch.controls
        and not any(line.links for line in group.lines)
        and not is_faint_group(group)
        and look_of(group.branch)[:2] == look_of(annex.branch)[:2]
    )


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


def is_notice(group: Group) -> bool:
    """Tell whether a group is a notice of the page to its visitors (`温馨提示：…`)."""
    return _NOTICE.match(group.lines[0].text) is not None


def opens_with_name(group: Group) -> bool:
    """Tell whether a group is a short heading with something below it, as a box of the page is."""
    first = group.lines[0]
    return len(group.lines) > 1 and first.tag in _HEADINGS and is_name(first)


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
