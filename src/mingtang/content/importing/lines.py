"""A file as a sequence of lines, each with its plain words and its cleaned HTML."""

import html as html_text
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mingtang.foundation.html import clean_html

_SPACES = re.compile(r"[\s\u3000\xa0\u200b\ufeff]+")
_INVISIBLE = "script,style,noscript,template,iframe,object,embed,form,button,select,svg,head"
_NAVIGATION = "nav,header,footer,aside,[role=navigation],[role=banner],[role=contentinfo]"
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
        "hr",
        "body",
    ]
)
_MAIN = "#zoom,#UCAP-CONTENT,.TRS_Editor,.article-content,.content-text,.pages_content,article,main"


@dataclass(frozen=True)
class Line:
    """One paragraph, heading or table: its words, and its HTML where it had any."""

    text: str
    html: str = ""
    tag: str = "p"


@dataclass(frozen=True)
class Source:
    """What a file holds: its lines, and what its meta tags say (by lower-case name)."""

    lines: tuple[Line, ...]
    meta: dict[str, str] = field(default_factory=dict)
    heading: str = ""


def tidy(text: str) -> str:
    """Return a text with every run of spaces folded into one."""
    return _SPACES.sub(" ", text).strip()


def from_text(text: str) -> Source:
    """Return the lines of a plain text; empty ones carry nothing."""
    return Source(tuple(Line(line) for raw in text.split("\n") if (line := tidy(raw))))


def from_html(text: str) -> Source:
    """Return the lines of a page, without what cannot be read and without its navigation."""
    tree = LexborHTMLParser(text)
    meta = _meta_tags(tree)
    for node in tree.css(_INVISIBLE):
        node.decompose()
    for node in tree.css(_NAVIGATION):
        node.decompose()
    heading = tree.css_first("h1")
    body = tree.body
    lines = tuple(_lines_of(body)) if body is not None else ()
    return Source(lines, meta, tidy(heading.text()) if heading else "")


def main_lines(text: str) -> tuple[Line, ...]:
    """Return the lines of the element that usual page systems keep the text in, or nothing."""
    tree = LexborHTMLParser(text)
    for node in tree.css(_INVISIBLE):
        node.decompose()
    found = tree.css_first(_MAIN)
    return tuple(_lines_of(found)) if found is not None else ()


def _meta_tags(tree: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.css("meta[name]"):
        name = (node.attributes.get("name") or "").lower()
        found.setdefault(name, tidy(node.attributes.get("content") or ""))
    return found


def _lines_of(root: LexborNode) -> Iterator[Line]:
    pending: list[LexborNode] = []
    for child in root.iter(include_text=True):
        if child.tag == "table" and _is_data_table(child):
            yield from _flush(pending)
            yield Line(tidy(child.text(separator=" ")), clean_html(child.html or ""), "table")
        elif child.tag in _BLOCKS:
            yield from _flush(pending)
            yield from _block(child)
        elif child.tag == "br":
            yield from _flush(pending)
        else:
            pending.append(child)
    yield from _flush(pending)


def _block(node: LexborNode) -> Iterator[Line]:
    """Yield the lines of a block; one without blocks inside is a line itself."""
    if any(child.tag in _BLOCKS or child.tag == "br" for child in node.iter()):
        yield from _lines_of(node)
        return
    text = tidy(node.text())
    if text:
        inner = "".join(_inline(child) for child in node.iter(include_text=True))
        yield Line(text, clean_html(inner), node.tag or "p")


def _flush(pending: list[LexborNode]) -> Iterator[Line]:
    text = tidy("".join(_words(node) for node in pending))
    inner = "".join(_inline(node) for node in pending)
    pending.clear()
    if text:
        yield Line(text, clean_html(inner))


def _words(node: LexborNode) -> str:
    return (node.text_content or "") if node.tag == "-text" else (node.text() or "")


def _inline(node: LexborNode) -> str:
    if node.tag == "-text":
        return html_text.escape(node.text_content or "", quote=False)
    return node.html or ""


def _is_data_table(table: LexborNode) -> bool:
    """Tell a table of data from one that only lays out a page."""
    if (
        table.css_first("table table") is not None
        or table.css_first("h1,h2,p,div,form") is not None
    ):
        return False
    rows = table.css("tr")
    return len(rows) > 1 and max((len(row.css("td,th")) for row in rows), default=0) > 1
