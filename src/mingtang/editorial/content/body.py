"""The stored form of a body: cleaned on its way in, no matter who brings it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from html import escape, unescape
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from mingtang.editorial.themes.blocks import (
    AI_MADE,
    BlockField,
    BlockType,
    BlockUse,
    ValueKind,
    block_types,
    files_in,
)
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.html import clean_html, judge_html
from mingtang.ground.foundation.text import has_words, one_line, visible

if TYPE_CHECKING:
    from wagtail.blocks import StreamValue

_TYPES = block_types(BlockUse.ARTICLE)
_BY_NAME = {kind.name: kind for kind in _TYPES}
BLOCK_TYPES = frozenset(_BY_NAME)
HTML_BLOCKS = frozenset(
    kind.name
    for kind in _TYPES
    if kind.plain_field and kind.plain_field.kind in {ValueKind.RICH, ValueKind.HTML}
)


def _lines(kind: BlockType) -> frozenset[str]:
    if kind.plain_field is not None:
        is_table = kind.plain_field.kind is ValueKind.TABLE
        return frozenset({"caption", "heading"} if is_table else ())
    rows = [field.fields for field in kind.fields if field.kind is ValueKind.ROWS]
    fields = [field for group in (kind.fields, *rows) for field in group]
    return frozenset(
        field.name for field in fields if field.kind in {ValueKind.LINE, ValueKind.AMOUNT}
    )


# What carries content and is not kept inside a text.
_MEDIA = {
    "img": "图片",
    "iframe": "嵌入的页面",
    "video": "视频",
    "audio": "音频",
    "object": "嵌入的内容",
    "embed": "嵌入的内容",
}
_NO_SOURCE = re.compile(r"<img(?![^<>]*\ssrc=)[^<>]*>")
# Which texts of a block are one line; the others may break.
LINES = {kind.name: _lines(kind) for kind in _TYPES}

_BREAKS = frozenset({"p", "h2", "h3", "h4", "h5", "h6", "li", "tr", "td", "th", "br", "hr", "div"})
LONGEST = 2_000_000  # characters of all texts of a body
_PICTURE = re.compile(r"<img [^<>]*src=")


def blocks_of(body: "StreamValue") -> list[dict[str, Any]]:
    """Return the blocks of an editor's value, in the form that :func:`clean_body` takes and gives."""
    return [_stored(block, frozenset()) for block in body.get_prep_value()]


def judge_body(blocks: Iterable[Mapping[str, Any]]) -> Decision:
    """Answer whether a body is small and shallow enough to be worked on; takes linear time."""
    decision, length = YES, 0
    for block in blocks:
        value = block.get("value")
        if block.get("type") in HTML_BLOCKS and isinstance(value, str):
            length += len(value)
            if decision:
                decision = judge_html(value)
    if length > LONGEST:
        decision &= no(
            "content.body_too_long",
            f"正文合计不能超过 {LONGEST // 10_000} 万字符（含格式），请拆成几篇或改用附件。",
            "body",
        )
    return decision


def clean_body(blocks: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the blocks as a revision stores them: HTML cleaned, an id each, values that JSON knows.

    Rich text that does not come through the editor (import, interface, capture) is not cleaned by
    it, so everything passes here on its way to a revision. Unknown types and texts without a word
    are dropped. An id is kept where there is one: a comparison of revisions hangs on it.
    """
    cleaned = []
    for block in blocks:
        kind = str(block.get("type", ""))
        if kind not in BLOCK_TYPES:
            continue
        value = block.get("value")
        if kind in HTML_BLOCKS:
            value = _clean_text(str(value or ""), is_table=kind == "html_table")
            if not _html_shows(value):
                continue
        else:
            value = _stored(_plain_rows(kind, value), LINES[kind])
        cleaned.append({"type": kind, "value": value, "id": str(block.get("id") or uuid4())})
    return cleaned


def _plain_rows(kind: str, value: Any) -> Any:
    """Return a value whose rows are without what the editor puts around each of them."""
    fields = [one.name for one in _BY_NAME[kind].fields if one.kind is ValueKind.ROWS]
    if not fields or not isinstance(value, Mapping):
        return value
    rows = {name: [_unwrapped(row) for row in value.get(name) or ()] for name in fields}
    return {**value, **rows}


def _unwrapped(row: Any) -> Any:
    is_wrapped = isinstance(row, Mapping) and row.get("type") == "item" and "value" in row
    return row["value"] if is_wrapped else row


def _clean_text(value: str, *, is_table: bool) -> str:
    if not is_table and "<" not in value:
        value = _paragraphs(value)
    value = _NO_SOURCE.sub("", clean_html(value))
    # "a < b" looks like markup until it is cleaned, and turns out to be plain lines.
    return value if is_table or "<" in value else clean_html(_paragraphs(value))


def shows_nothing(blocks: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether readers would find no text, table, picture or file in a body.

    A signature alone is no text: it says who signs, and nothing that is signed.
    """
    return not any(_shows(str(block.get("type", "")), block.get("value")) for block in blocks)


def dropped_from(blocks: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return in Chinese what :func:`clean_body` leaves out of the texts and a reader would miss."""
    from selectolax.lexbor import LexborHTMLParser  # slow import

    found: list[str] = []
    for block in blocks:
        value = str(block.get("value") or "")
        if block.get("type") not in HTML_BLOCKS or "<" not in value:
            continue
        for node in LexborHTMLParser(value).css(",".join(_MEDIA)):
            source = node.attributes.get("src") or node.attributes.get("data") or ""
            if node.tag == "img" and source.startswith(("http://", "https://")):
                continue
            where = "写在正文里的数据" if source.startswith("data:") else source[:200] or "没有地址"
            found.append(f"{_MEDIA[node.tag or '']}（{where}）没有收入正文，请上传到素材库后插入。")
    return list(dict.fromkeys(found))


def _paragraphs(text: str) -> str:
    """Return plain lines as paragraphs."""
    lines = [line.strip() for line in text.splitlines()]
    return "".join(f"<p>{escape(unescape(line), quote=False)}</p>" for line in lines if line)


def plain_text(blocks: Iterable[Mapping[str, Any]]) -> str:
    """Return the words of a body without markup, for summaries and checks."""
    parts = [
        _words_of(str(block.get("value") or ""))
        if block.get("type") in HTML_BLOCKS
        else " ".join(_spoken(block))
        for block in blocks
    ]
    return " ".join(" ".join(parts).split())


# Types of which every word is part of the text; of the others only what stands in the editor's text.
_SPOKEN = frozenset({"gallery", "film", "audio", "chart", "quote", "question", "ai_text"})


def _spoken(block: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a reader finds written in a gallery, film, sound, chart, quote or answer."""
    kind, value = _BY_NAME.get(str(block.get("type", ""))), block.get("value")
    if kind is not None and kind.name in _SPOKEN and isinstance(value, Mapping):
        yield from _written(kind.fields, value)


def _written(fields: Sequence[BlockField], value: Mapping[str, Any]) -> Iterator[str]:
    for field in fields:
        found = value.get(field.name)
        if field.kind is ValueKind.ROWS:
            for row in map(_unwrapped, found or ()):
                yield from _written(field.fields, row)
        elif field.kind in {ValueKind.LINE, ValueKind.TEXT} and found:
            yield str(found)


def _stored(value: Any, lines: frozenset[str], name: str = "") -> Any:
    if isinstance(value, str):
        return one_line(value) if name in lines else visible(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        # A mark that is not set is stored like none: texts from before it stay as they are.
        kept = ((str(key), one) for key, one in value.items() if one or key != AI_MADE.name)
        return {key: _stored(one, lines, key) for key, one in kept}
    if isinstance(value, Sequence):
        return [_stored(one, lines, name) for one in value]
    return value


def _shows(kind: str, value: Any) -> bool:
    if kind in HTML_BLOCKS:
        return _html_shows(str(value or ""))
    if not isinstance(value, Mapping):
        return False
    if kind == "table":
        cells = [cell for row in value.get("rows", ()) for cell in row.get("values", ())]
        texts = [cell.get("value") if isinstance(cell, Mapping) else cell for cell in cells]
        return any(has_words(str(text or "")) for text in texts)
    is_file = bool(value.get("image") or value.get("document") or value.get("file"))
    return is_file or any(map(has_words, _spoken({"type": kind, "value": value})))


def _html_shows(html: str) -> bool:
    return bool(_PICTURE.search(html)) or has_words(_words_of(html))


def _words_of(html: str) -> str:
    from selectolax.lexbor import LexborHTMLParser  # slow import

    root = LexborHTMLParser(html).body
    words = []
    for node in root.traverse(include_text=True) if root else ():
        if node.tag == "-text":
            words.append(node.text(deep=False))
        elif node.tag in _BREAKS:  # a word goes on over a bold part of it
            words.append(" ")
    return "".join(words)


def files_of(body: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return the keys (`image:5`, `document:7`) of what a body shows, in order, each once."""
    return tuple(dict.fromkeys(key for block in body for key in files_in(block)))
