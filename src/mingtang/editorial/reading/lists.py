"""Pages that list other pages: columns, home pages, indexes, maps of a site."""

import itertools
import re
from collections.abc import Sequence

from mingtang.editorial.reading import furniture
from mingtang.editorial.reading.labels import labelled
from mingtang.editorial.reading.lines import Line
from mingtang.editorial.reading.media import is_file, is_file_link, leads_on
from mingtang.editorial.reading.parted import Layout
from mingtang.editorial.reading.tables import rows_of
from mingtang.editorial.reading.title_names import squash

_DATED = re.compile(
    r"(?:19|20)\d{2}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}|^[\[(]?\d{2}-\d{2}[\])]?$|(?<![\d月])\d{1,2}月\d{1,2}日$"
)


_LIST_PAGER = re.compile(
    r"共\s*\d+\s*[页条]|第\s*\d+\s*页|首页.{0,20}(?:尾页|末页)|\d+\s*/\s*\d+\s*页"
)


_MORE = re.compile(r"(?:更多|more)\W*$", re.IGNORECASE)


_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt"})


# What a front page is called: a site alone, or its first page.
_FRONT = re.compile(
    r"(?:(?:欢迎(?:光临|访问|您?来到))?[\u4e00-\u9fff“”（）()·—-]{2,30}?(?:门户网站?|网站|官网|信息网|政务网|政府网|人民政府|[局厅委会院])(?:[-_—|·]*(?:首页|主页))?[!！]?)|(?:网站)?首页(?:[-_—|·].{2,30})?"
)
_PATH = re.compile(r"位置|首\s*页\s*[>›»→/＞]")


FEW_LINKS = 5


FEW_CARDS = 4


LEAST_OF_CARD = 12  # characters


LONGEST_INVITATION = 8


MOST_COLUMNS = 6


LONGEST_DATE = 24


LONGEST_HEADING = 14  # of a column of a home page


SHORTEST_ENTRY = 6


LEAST_ENTRIES = 2


MANY_COLUMNS = 3


FEW_SIGNS = 3  # of one document


LEAST_OF_TEXT = 120  # characters


SHORTEST_NAME = 8  # characters of the title of a document


_SAID = frozenset({"released", "released_bare", "document_date", "source"})


def _links(lines: Sequence[Line]) -> int:
    return sum(
        1 for line in lines if line.links and line.link_words >= 6 and not is_file_link(line)
    )


def is_list(layout: Layout, evidence: int) -> bool:
    prose = sum(1 for line in layout.body if furniture.is_prose(line.text) and not line.links)
    is_said = any(one.field == "released" and one.value for one in layout.labels)
    if is_said and prose and layout.body:
        inside = list(layout.lines[layout.body_start : layout.body_end])
    else:
        inside = list(layout.lines)
    dated = sum(
        1
        for index, line in enumerate(inside)
        if line.link_words >= 6
        and not is_file_link(line)
        and (
            _DATED.search(line.text)
            or (
                index + 1 < len(inside)
                and len(inside[index + 1].text) < 24
                and _DATED.search(inside[index + 1].text)
            )
            or (
                index
                and len(inside[index - 1].text) < 24
                and not inside[index - 1].links
                and _DATED.search(inside[index - 1].text)
            )
            or _is_dated_row(inside, index)
        )
    )
    if not layout.is_known and (_is_of_abstracts(layout.body) or _is_of_cards(layout.lines)):
        return not is_said
    items = sum(1 for one in labelled(inside) if one.field == "released" and one.value)
    if items >= 4 and _links(inside) >= 4:
        return True
    pager = any(_LIST_PAGER.search(line.text) for line in layout.lines if len(line.text) < 120)
    if dated >= 4 and dated >= prose and evidence < 5 and not layout.is_known:
        return True
    if evidence <= 3 and dated >= 3:
        return True
    return pager and (
        (dated >= 2 and evidence <= 4) or (evidence <= 3 and _links(layout.lines) >= 8)
    )


def _is_dated_row(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a date stands in the row of a table in which a link stands."""
    row = lines[index].cell
    return row is not None and any(
        line.cell is not None
        and line.cell[:2] == row[:2]
        and len(line.text) < LONGEST_DATE
        and _DATED.search(line.text)
        for line in lines[index + 1 : index + MOST_COLUMNS]
    )


def _is_of_abstracts(body: Sequence[Line]) -> bool:
    """Tell whether a text is links and dates in turn, with words of each link between them."""
    links = sum(
        1 for line in body if line.is_link and len(line.text) >= 6 and not is_file_link(line)
    )
    days = sum(1 for line in body if len(line.text) < 24 and _DATED.search(line.text))
    return links >= 4 and days >= 4 and days * 10 >= links * 7


def _is_of_cards(lines: Sequence[Line]) -> bool:
    """Tell whether one page after the other is linked by the same words (`详情`) or as a heading, with an abstract."""
    invited: dict[str, dict[str, int]] = {}
    headed: dict[str, int] = {}
    for index, line in enumerate(lines):
        for _, node in line.links:
            words, href = node.text().strip(), node.get("href")
            if is_file(node) or not leads_on(href):
                continue
            if 2 <= len(words) <= LONGEST_INVITATION:
                invited.setdefault(words, {}).setdefault(href, index)
            if line.is_link and line.tag in _HEADINGS:
                headed.setdefault(href, index)
    return any(_are_cards(lines, sorted(at.values())) for at in [*invited.values(), headed])


def _are_cards(lines: Sequence[Line], places: Sequence[int]) -> bool:
    """Tell whether words without links stand between most of some places, as many as a list has."""
    between = [
        sum(
            len(one.text) - one.link_words
            for one in lines[a + 1 : b]
            if one.link_words * 2 < len(one.text)
        )
        for a, b in itertools.pairwise(places)
    ]
    described = sum(1 for words in between if words >= LEAST_OF_CARD)
    return len(places) >= FEW_CARDS and described >= FEW_CARDS - 1


def is_index(body: Sequence[Line]) -> bool:
    """Tell whether a text without a sentence is links, each with a few words or in a row of a table."""
    if any(furniture.is_prose(line.text) for line in body if line.kind == "text"):
        return False
    links = sum(1 for line in body if line.is_link and not is_file_link(line))
    rows = [
        row for line in body if line.kind == "table" and line.node for row in rows_of(line.node)
    ]
    linked = sum(1 for row in rows if any(one.is_link for cell in row for one in cell.walk()))
    return links >= FEW_LINKS or (linked >= FEW_LINKS and linked * 5 >= len(rows) * 4)


def is_map(layout: Layout) -> bool:
    """Tell whether a page holds hardly more than links, short ones too (a map of the site)."""
    if any(furniture.is_prose(one.text) or one.kind != "text" for one in layout.body):
        return False
    linked = sum(1 for line in layout.lines if line.is_link and not is_file_link(line))
    return linked >= 8 and linked * 10 >= len(layout.lines) * 7


def is_home(layout: Layout, evidence: int) -> bool:
    links = sum(line.link_words for line in layout.lines)
    words = sum(len(line.text) for line in layout.lines if line.kind == "text")
    count = _links(layout.lines)
    is_open = _has_weak_title(layout) or not layout.body
    if evidence <= FEW_SIGNS and is_open and _columns(layout.lines) > 1:
        return True
    if evidence <= 2 and count >= 8 and links * 10 >= words * 5:
        return True
    return evidence <= 4 and count >= 25 and links * 10 >= words * 7


def says_one(heading: str, layout: Layout) -> bool:
    """Tell whether labels of one document stand on a page that is called after it, or holds a long text."""
    said = [one for one in layout.labels if one.field in _SAID and one.value]
    dated = [one for one in said if one.field != "source"]
    if not said or len(dated) > 1 or not layout.body:
        return False
    title = "" if layout.title is None or _has_weak_title(layout) else squash(layout.title.text)
    name = squash(heading)
    is_called = len(title) >= SHORTEST_NAME and (name.startswith(title) or title.endswith(name))
    own = sum(len(line.text) - line.link_words for line in layout.body if line.kind == "text")
    return is_called or own > LEAST_OF_TEXT


def is_front(heading: str, lines: Sequence[Line]) -> bool:
    """Tell whether a page is called after the whole site, and shows no path to where it stands."""
    is_site = _FRONT.fullmatch("".join(heading.split())) is not None
    has_path = any(_PATH.search(line.text) for line in lines)
    return is_site and not has_path and _columns(lines) >= LEAST_ENTRIES


def is_of_columns(lines: Sequence[Line]) -> bool:
    """Tell whether a page shows several columns, each with a heading: no column is its own subject."""
    return _columns(lines) >= MANY_COLUMNS


def _has_weak_title(layout: Layout) -> bool:
    """Tell whether what was taken for the title is an entry of a list, or the first line that fits."""
    title = layout.title
    return title is None or title.is_weak or layout.lines[title.start].is_link


def _columns(lines: Sequence[Line]) -> int:
    """Return how many short headings stand right above two or more links to other pages."""
    found = 0
    for index, line in enumerate(lines):
        is_heading = line.tag in _HEADINGS or line.is_strong or _MORE.search(line.text)
        if not is_heading or len(line.text) > LONGEST_HEADING:
            continue
        below = lines[index + 1 : index + 3]
        found += len(below) == LEAST_ENTRIES and all(_is_entry(one) for one in below)
    return found


def _is_entry(line: Line) -> bool:
    return line.is_link and line.link_words >= SHORTEST_ENTRY and not is_file_link(line)
