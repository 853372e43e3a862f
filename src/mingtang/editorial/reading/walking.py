"""A page walked as lines: every block ends one, tables of data stay whole."""

import html as html_text
from collections.abc import Callable, Iterator

from mingtang.editorial.reading import furniture
from mingtang.editorial.reading.line_writer import Writer
from mingtang.editorial.reading.lines import Line, tidy
from mingtang.editorial.reading.result import DocumentKind, Unreadable
from mingtang.editorial.reading.tables import TableRole, caption_of, role_of, table_of
from mingtang.editorial.reading.tree import Node

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


_FURNITURE_TAGS = frozenset({"nav", "footer", "aside", "marquee"})


MOST_LINES = 20_000


LONG_FRAME = 500  # more words than this, not of links, are no frame whatever its name says


class _Close:
    __slots__ = ("node",)

    def __init__(self, node: Node) -> None:
        self.node = node


def lines_of(root: Node, *, stays_whole: Callable[[Node], bool] | None = None) -> list[Line]:
    """Return the lines inside an element; tables of layout are opened, tables of data stay whole.

    `stays_whole` answers for a table instead of what its cells look like.

    :raises Unreadable: when there are more than a document can have.
    """
    writer = Writer()
    stack: list[Node | str | _Close] = [root]
    while stack:
        one = stack.pop()
        if len(writer.lines) > MOST_LINES:
            raise Unreadable(DocumentKind.LARGE, f"网页超过 {MOST_LINES} 段，请拆分后再导入。")
        if isinstance(one, str):
            writer.add(one)
        elif isinstance(one, _Close):
            _leave(one.node, writer)
        elif _enter(one, writer, stays_whole or _holds_data):
            stack.append(_Close(one))
            stack.extend(reversed(one.children))
    writer.flush()
    return writer.lines


def _enter(node: Node, writer: Writer, stays_whole: Callable[[Node], bool]) -> bool:
    """Begin an element; False where nothing inside is to be walked."""
    tag = node.tag
    if tag == "br":
        writer.flush()
        return False
    if tag == "img":
        writer.open_inline(node)
        return False
    if not _is_block(tag):
        writer.open_inline(node)
        return True
    writer.flush()
    if tag == "table" and stays_whole(node):
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
    writer.is_below_rule = writer.is_below_rule or tag == "hr"
    if tag in {"td", "th"}:
        writer.cells.append(_place(node))
    writer.pre += _keeps_breaks(node)
    if _is_frame(node):
        writer.frame += 1
    return True


def _holds_data(table: Node) -> bool:
    return role_of(table) is TableRole.DATA


def _is_block(tag: str) -> bool:
    """Tell whether an element begins a line; those that a maker invents (`app-title`) are taken to."""
    return tag in _BLOCKS or "-" in tag


def _leave(node: Node, writer: Writer) -> None:
    if not _is_block(node.tag):
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
    return "<br>".join(
        line.html for line in lines_of(cell, stays_whole=lambda _: False) if line.html
    )
