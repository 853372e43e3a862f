"""Read a piece of a document (片段): what people copy out of Word, WPS, Excel, a page or a message.

A piece has no title and no frame to tell from its text: every line is text, and every table one of data.
"""

import re

from mingtang.editorial.reading.bodies import build_body
from mingtang.editorial.reading.parted import Layout
from mingtang.editorial.reading.result import Found, Reading, ValuePlace
from mingtang.editorial.reading.signatures import signatures_in
from mingtang.editorial.reading.tables import rows_of
from mingtang.editorial.reading.tree import Node, ParsedPage
from mingtang.editorial.reading.walking import lines_of

_IGNORED = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_COMMENT = re.compile(r"mso-element\s*:\s*comment", re.IGNORECASE)
_BULLET = re.compile(r"[·•●○◆◇■□▪▫➢➤✓✔\uf06c-\uf0fcØüvnouqlwØ§¨-]")  # signs of Symbol and Wingdings
_TAILING = 2  # lines that may follow a signature


def read_fragment(html: str, *, base: str = "") -> Reading:
    """Return a reading of which only `body`, `files`, `signers` and doubts of the body are filled.

    Tracked deletions and comments of Word are left out, its bullets become lists, numbers remain text.

    :raises Unreadable: when it is too large to be read in reasonable time.
    """
    reading = Reading("", base=base)
    page = ParsedPage(html)
    for node in page.nodes:
        _tidy(node)
    lines = lines_of(page.root, stays_whole=_has_cells)
    for line in lines:
        line.in_frame = False
    build_body(reading, Layout(lines, None, body=lines, body_end=len(lines)), page)
    signed = signatures_in(lines)
    if signed and signed[-1].end >= len(lines) - _TAILING:
        last = signed[-1]
        reading.signers = Found(last.signers, last.evidence, ValuePlace.SIGNATURE)
    return reading


def _tidy(node: Node) -> None:
    """Cut what Word does not print, and turn a paragraph behind a bullet into an item of a list."""
    style, parent = node.get("style"), node.parent
    if parent is None:
        return
    if node.tag == "del" or _COMMENT.search(style) or node.get("class").startswith("MsoComment"):
        parent.children.remove(node)
    elif _IGNORED.search(style):
        sign = node.text().strip(" \xa0\t\r\n")
        paragraph = next((one for one in node.above() if one.tag == "p"), None)
        if _BULLET.fullmatch(sign) and paragraph is not None:
            parent.children.remove(node)
            paragraph.tag = "li"
        else:
            node.children = [sign]  # Word puts spaces behind a number as far as its tab


def _has_cells(table: Node) -> bool:
    return sum(len(row) for row in rows_of(table)) > 1
