"""The page as lines: what a reader would see as a paragraph, a table or a picture, in order."""

import html as html_text
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mingtang.editorial.reading import furniture
from mingtang.editorial.reading.result import DocumentKind, Unreadable
from mingtang.editorial.reading.tables import TableRole, caption_of, role_of, table_of
from mingtang.editorial.reading.tree import SEAM, Node

_SPACES = re.compile(r"[\s\u3000\xa0\u2002-\u200a]+")
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "marquee",
        "legend",
    ]
)
_KEPT = {"b": "b", "strong": "b", "i": "i", "em": "i", "sub": "sub", "sup": "sup"}
_FURNITURE_TAGS = frozenset({"nav", "footer", "aside"})
MOST_LINES = 20_000
LONG_FRAME = 500  # more words than this, not of links, are no frame whatever its name says
_DATE_BESIDE = re.compile(r"[\[(（]?\d{4}\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}\s?日?[\])）]?$")
_SCHEMES = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)


@dataclass(slots=True)
class Line:
    """A paragraph, a table or a picture."""

    text: str
    marked: str = ""  # the text with a seam between inline elements, for labels
    html: str = ""
    tag: str = "p"
    kind: str = "text"  # text, table, picture
    node: Node | None = None
    links: list[tuple[str, Node]] = field(default_factory=list)
    link_words: int = 0
    cell: tuple[int, int, int] | None = None  # table, row, column of a table of layout
    in_frame: bool = False  # navigation, foot, tools
    is_strong: bool = False

    @property
    def is_link(self) -> bool:
        """Whether nearly all of the words are links."""
        if not self.link_words:
            return False
        return self.link_words * 10 >= len(_DATE_BESIDE.sub("", self.text)) * 8


def tidy(text: str) -> str:
    """Return a text on one line, without signs nobody sees and with single spaces."""
    return _SPACES.sub(" ", _UNSEEN.sub("", text)).strip()


def lines_of_text(text: str) -> list[Line]:
    """Return the lines of a plain text; empty ones carry nothing."""
    return [
        Line(line, line, html_text.escape(line, quote=False))
        for raw in text.split("\n")
        if (line := tidy(raw))
    ]


class _Close:
    __slots__ = ("node",)

    def __init__(self, node: Node) -> None:
        self.node = node


class _Writer:
    """Collects the pieces of one line until a block begins or ends."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.words: list[str] = []
        self.html: list[str] = []
        self.open: list[tuple[str, str]] = []  # tag, opening text
        self.links: list[tuple[str, Node]] = []
        self.link_words = 0
        self.in_link: Node | None = None
        self.pictures: list[Node] = []
        self.blocks: list[Node] = []
        self.cells: list[tuple[int, int, int]] = []
        self.frame = 0
        self.strong_words = 0
        self.pre = 0

    def add(self, words: str) -> None:
        """Add words; where a page keeps its line breaks, each ends a line."""
        if self.pre and "\n" in words:
            first, *rest = words.split("\n")
            self._add(first)
            for part in rest:
                self.flush()
                self._add(part)
        else:
            self._add(words)

    def _add(self, words: str) -> None:
        self.words.append(words)
        self.html.append(html_text.escape(words, quote=False))
        if self.in_link is not None:
            self.link_words += len(words.strip())
        if self.open and any(tag == "b" for tag, _ in self.open):
            self.strong_words += len(words.strip())

    def open_inline(self, node: Node) -> None:
        self.words.append(SEAM)
        if node.is_link:
            self.in_link = node
            self.links.append(("", node))
            href = node.get("href").strip()
            if _SCHEMES.match(href) or (href and ":" not in href[:20] and href[0] != "#"):
                self._push("a", f'<a href="{html_text.escape(href)}">')
        elif node.tag in _KEPT:
            self._push(_KEPT[node.tag], f"<{_KEPT[node.tag]}>")
        elif node.tag == "img":
            self.pictures.append(node)
            if not "".join(self.words).strip(" \t\r\n\x1f\xa0\u3000"):
                self._emit_pictures()

    def close_inline(self, node: Node) -> None:
        self.words.append(SEAM)
        if node.is_link:
            self.in_link = None
            self._pop("a")
        elif node.tag in _KEPT:
            self._pop(_KEPT[node.tag])

    def _push(self, tag: str, opening: str) -> None:
        if len(self.open) < 8:
            self.open.append((tag, opening))
            self.html.append(opening)

    def _pop(self, tag: str) -> None:
        if self.open and self.open[-1][0] == tag:
            self.open.pop()
            self.html.append(f"</{tag}>")

    def flush(self) -> None:
        """End the line; what is open opens again in the next one."""
        if self.words:
            marked = "".join(self.words)
            text = tidy(marked)
            if text:
                self._emit_text(text, marked)
            self.words, self.links, self.link_words, self.strong_words = [], [], 0, 0
            if self.in_link is not None:
                self.links.append(("", self.in_link))
            self.html = [opening for _, opening in self.open]
        self._emit_pictures()

    def _emit_text(self, text: str, marked: str) -> None:
        closing = "".join(f"</{tag}>" for tag, _ in reversed(self.open))
        inner = _SPACES.sub(" ", _UNSEEN.sub("", "".join(self.html) + closing)).strip()
        seams = SEAM.join(part for raw in marked.split(SEAM) if (part := tidy(raw)))
        block = self.blocks[-1] if self.blocks else None
        self.lines.append(
            Line(
                text,
                seams,
                _without_empty(inner),
                _tag_of(self.blocks),
                node=block,
                links=self.links,
                link_words=self.link_words,
                cell=self.cells[-1] if self.cells else None,
                in_frame=self.frame > 0,
                is_strong=self.strong_words * 10 >= len(text.replace(" ", "")) * 9,
            )
        )

    def _emit_pictures(self) -> None:
        for picture in self.pictures:
            self.lines.append(
                Line(
                    "",
                    kind="picture",
                    node=picture,
                    in_frame=self.frame > 0,
                    cell=self.cells[-1] if self.cells else None,
                    links=[("", self.in_link)] if self.in_link is not None else [],
                )
            )
        self.pictures.clear()


_EMPTY = re.compile(r"<(b|i|sub|sup|a)(?: href=\"[^\"<>]*\")?>\s?</\1>")


def _without_empty(inner: str) -> str:
    for _ in range(3):
        if "></" not in inner and "> </" not in inner:
            break
        inner = _EMPTY.sub("", inner)
    return inner.strip()


def _tag_of(blocks: list[Node]) -> str:
    for node in reversed(blocks[-4:]):
        tag = node.tag
        if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            return tag
        if tag == "li":
            return "ol" if node.parent is not None and node.parent.tag == "ol" else "ul"
        if tag in {"dt", "th", "dd", "figcaption"}:
            return tag
        if tag in {"table", "td"}:
            break
    return "p"


def lines_of(root: Node, *, open_tables: bool = False) -> list[Line]:
    """Return the lines inside an element; tables of layout are opened, tables of data stay whole.

    :raises Unreadable: when there are more than a document can have.
    """
    writer = _Writer()
    stack: list[Node | str | _Close] = [root]
    while stack:
        one = stack.pop()
        if len(writer.lines) > MOST_LINES:
            raise Unreadable(DocumentKind.LARGE, f"网页超过 {MOST_LINES} 段，请拆分后再导入。")
        if isinstance(one, str):
            writer.add(one)
        elif isinstance(one, _Close):
            _leave(one.node, writer)
        elif _enter(one, writer, open_tables=open_tables):
            stack.append(_Close(one))
            stack.extend(reversed(one.children))
    writer.flush()
    return writer.lines


def _enter(node: Node, writer: _Writer, *, open_tables: bool) -> bool:
    """Begin an element; False where nothing inside is to be walked."""
    tag = node.tag
    if tag == "br":
        writer.flush()
        return False
    if tag == "img":
        writer.open_inline(node)
        return False
    if tag not in _BLOCKS:
        writer.open_inline(node)
        return True
    writer.flush()
    if tag == "table" and not open_tables and role_of(node) is TableRole.DATA:
        caption = caption_of(node)
        if caption is not None:
            words = tidy(caption.text())
            html = html_text.escape(words, quote=False)
            writer.lines.append(Line(words, words, html, node=node, in_frame=writer.frame > 0))
        html, rows, columns = table_of(node, _cell_html)
        line = Line(
            tidy(node.text()), html=html, kind="table", node=node, in_frame=writer.frame > 0
        )
        line.cell = (0, rows, columns)
        writer.lines.append(line)
        writer.lines.extend(_pictures_inside(node, in_frame=writer.frame > 0))
        return False
    writer.blocks.append(node)
    if tag in {"td", "th"}:
        writer.cells.append(_place(node))
    writer.pre += _keeps_breaks(node)
    if _is_frame(node):
        writer.frame += 1
    return True


def _leave(node: Node, writer: _Writer) -> None:
    if node.tag not in _BLOCKS:
        writer.close_inline(node)
        return
    writer.flush()
    if writer.blocks and writer.blocks[-1] is node:
        writer.blocks.pop()
    if node.tag in {"td", "th"} and writer.cells:
        writer.cells.pop()
    writer.pre -= _keeps_breaks(node)
    if _is_frame(node):
        writer.frame -= 1


def _keeps_breaks(node: Node) -> bool:
    return node.tag == "pre" or "pre-wrap" in node.get("style") or "pre-line" in node.get("style")


def _is_frame(node: Node) -> bool:
    if not node.marks:
        names = f"{node.get('class')} {node.get('id')}"
        is_frame = (node.tag in _FURNITURE_TAGS and not _ends_article(node)) or (
            node.tag in {"div", "ul", "ol", "dl", "section", "header", "table", "form", "tr"}
            and node.words - node.link_words < LONG_FRAME
            and len(names) > 1
            and furniture.is_frame_name(names)
        )
        node.marks = "frame" if is_frame else "none"
    return node.marks == "frame"


def _ends_article(node: Node) -> bool:
    """Tell whether a foot is that of the article, where it holds signature and date."""
    return node.tag == "footer" and any(one.tag == "article" for one in node.above())


def _place(cell: Node) -> tuple[int, int, int]:
    row = cell.parent
    if row is None:
        return (0, 0, 0)
    table = next((node.order for node in row.above() if node.tag == "table"), 0)
    return (table, row.order, cell.order)


def _pictures_inside(table: Node, *, in_frame: bool) -> Iterator[Line]:
    for node in table.walk():
        if node.tag == "img":
            yield Line("", kind="picture", node=node, in_frame=in_frame)


def _cell_html(cell: Node) -> str:
    if all(isinstance(child, str) for child in cell.children):
        return html_text.escape(tidy("".join(map(str, cell.children))), quote=False)
    return "<br>".join(line.html for line in lines_of(cell, open_tables=True) if line.html)
