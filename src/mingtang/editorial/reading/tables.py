"""Tables: which ones hold data, which ones only lay out a page."""

import re
from collections.abc import Callable, Iterator
from enum import Enum
from itertools import pairwise

from mingtang.editorial.reading import dates, offices
from mingtang.editorial.reading.label_names import is_filled, is_label, names_content
from mingtang.editorial.reading.tree import Node

_NUMBER = re.compile(r"\d{1,3}")
_FILE = re.compile(r"\.(?:docx?|xlsx?|pptx?|pdf|wps|et|ofd|zip|rar)\b", re.IGNORECASE)
_FACT = re.compile(r"[\u4e00-\u9fff]{2,8}[:：].{0,60}")
PAIR = 2  # cells: a name and its value
MOST_SPAN = 200
LONG_CELL = 400
LONG_NAME = 12
MOST_BLOCKS = 4  # paragraphs in a cell of data


class TableRole(Enum):
    """What a table is for."""

    LAYOUT = "layout"
    DATA = "data"


def rows_of(table: Node) -> list[list[Node]]:
    """Return the cells of a table by rows, those of tables inside left out."""
    rows: list[list[Node]] = []
    stack: list[Node] = [c for c in reversed(table.children) if isinstance(c, Node)]
    while stack:
        node = stack.pop()
        if node.tag == "tr":
            rows.append([c for c in node.children if isinstance(c, Node) and c.tag in {"td", "th"}])
        elif node.tag in {"tbody", "thead", "tfoot"}:
            stack.extend(c for c in reversed(node.children) if isinstance(c, Node))
    return [row for row in rows if row]


def role_of(table: Node) -> TableRole:
    """Tell a table of data from one of layout."""
    rows = rows_of(table)
    columns = max((sum(1 for cell in row if cell.words) for row in rows), default=0)
    if (
        (columns < 2 and not _is_ruled(table))
        or max(map(len, rows), default=0) < 2
        or _holds_layout(table)
    ):
        return TableRole.LAYOUT
    cells = [cell for row in rows for cell in row]
    texts = ["".join(cell.text().split()) for cell in cells]
    filled = [text for text in texts if text]
    if _is_signature(filled):
        return TableRole.LAYOUT
    labels = sum(1 for text in filled if is_label(text))
    is_header = labels == _labels_above(rows[0]) and (len(rows) > 2 or labels < len(rows[0]))
    if labels >= 2 and not is_header and labels * 6 >= len(filled) and len(rows) <= 25:
        return TableRole.LAYOUT
    if any(len(row) == PAIR and names_content(row[0].text()) for row in rows):
        return TableRole.LAYOUT
    named = sum(1 for text in filled if is_filled(text))
    if named * 4 >= len(filled) * 3 and len(filled) > 1:
        return TableRole.LAYOUT
    if named and len(filled) > PAIR and all(_FACT.fullmatch(text) for text in filled):
        return TableRole.LAYOUT
    if len(rows) < 2:
        return TableRole.DATA if _is_ruled(table) and len(filled) > 1 else TableRole.LAYOUT
    longest = max((len(text) for text in filled), default=0)
    total = sum(len(text) for text in filled)
    if longest * 10 > total * 7 and (longest > LONG_CELL or _holds_text(cells)):
        return TableRole.LAYOUT
    if len(filled) < 3 or _is_of_pictures(cells) or _is_of_links(table, rows):
        return TableRole.LAYOUT
    return TableRole.DATA


def _is_ruled(table: Node) -> bool:
    """Tell whether a table shows its lines, or names its columns."""
    return table.get("border") not in {"", "0"} or any(
        cell.tag == "th" for row in rows_of(table) for cell in row
    )


def _is_signature(texts: list[str]) -> bool:
    """Tell whether the cells hold nothing but offices side by side and a date."""
    signers = sum(1 for text in texts if offices.may_sign(text))
    return 0 < signers < len(texts) <= signers + 1 and dates.is_date_line(texts[-1])


def is_of_pairs(table: Node) -> bool:
    """Tell whether every row of a table is names with a colon and their values in turn."""
    for row in rows_of(table):
        texts = [cell.text().strip() for cell in row]
        names = texts[::2]
        if len(texts) % 2 or not all(len(one) < LONG_NAME and one[-1:] in "：:" for one in names):
            return False
    return True


def _holds_text(cells: list[Node]) -> bool:
    """Tell whether one cell holds a text of several paragraphs with whole sentences."""
    largest = max(cells, key=lambda cell: cell.words)
    blocks = sum(1 for node in largest.walk() if node.tag in {"p", "div", "br"})
    return blocks > MOST_BLOCKS and largest.text().count("。") > 1


def _labels_above(row: list[Node]) -> int:
    """Return how many labels without a colon stand side by side in the first row of a table."""
    found = [
        is_label(text) and text[-1] not in ":：" for cell in row if (text := cell.text().strip())
    ]
    return sum(found) if any(one and other for one, other in pairwise(found)) else -1


def _holds_layout(table: Node) -> bool:
    """Tell whether headings, forms, other tables or a sidebar stand inside."""
    nested = 0
    for node in table.walk():
        if node is table:
            continue
        if node.tag == "table":
            if max((len(row) for row in rows_of(node)), default=0) > 1 or node.words > 60:
                return True
            nested += 1
        elif node.tag in {"h1", "h2", "form", "iframe", "nav"}:
            return True
    return nested > 0 and nested * 3 > table.words


def _is_of_pictures(cells: list[Node]) -> bool:
    """Tell whether the table only places pictures side by side."""
    pictures = sum(1 for cell in cells if any(n.tag == "img" for n in cell.walk()))
    others = sum(1 for cell in cells if cell.words and not any(n.tag == "img" for n in cell.walk()))
    return pictures > 0 and pictures >= others


def _is_of_links(table: Node, rows: list[list[Node]]) -> bool:
    """Tell whether the table is a list of links with dates, or a bar of tools."""
    linked = sum(
        1
        for row in rows
        if any(n.is_link and not _FILE.search(n.get("href")) for cell in row for n in cell.walk())
    )
    if linked * 10 < len(rows) * 6:
        return False
    return table.link_words * 10 >= table.words * 6 or (
        len(rows) >= 5 and table.link_words >= 6 * len(rows)
    )


def table_of(table: Node, cell_html: Callable[[Node], str]) -> tuple[str, int, int]:
    """Return a table as clean HTML, with the number of its rows and columns."""
    rows = rows_of(table)
    pieces = list(_written(rows, cell_html))
    columns = _columns(rows)
    return "".join(pieces), len(rows), columns


def _columns(rows: list[list[Node]]) -> int:
    """Return the widest row, cells that reach down from above counted."""
    widest = 0
    reaching: list[tuple[int, int]] = []  # rows left, width
    for row in rows:
        width = sum(_span(cell, "colspan") for cell in row) + sum(w for _, w in reaching)
        widest = max(widest, width)
        reaching = [(left - 1, w) for left, w in reaching if left > 1]
        reaching += [
            (_span(cell, "rowspan") - 1, _span(cell, "colspan"))
            for cell in row
            if _span(cell, "rowspan") > 1
        ]
    return widest


def caption_of(table: Node) -> Node | None:
    """Return the caption of a table, which becomes a paragraph above it."""
    return next(
        (c for c in table.children if isinstance(c, Node) and c.tag == "caption" and c.words), None
    )


def _written(rows: list[list[Node]], cell_html: Callable[[Node], str]) -> Iterator[str]:
    yield "<table>"
    for row in rows:
        yield "<tr>"
        for cell in row:
            spans = "".join(
                f' {name}="{_span(cell, name)}"'
                for name in ("colspan", "rowspan")
                if _span(cell, name) > 1
            )
            yield f"<{cell.tag}{spans}>{cell_html(cell)}</{cell.tag}>"
        yield "</tr>"
    yield "</table>"


def _span(cell: Node, name: str) -> int:
    found = _NUMBER.match(cell.get(name).strip())
    return min(max(int(found[0]), 1), MOST_SPAN) if found else 1
