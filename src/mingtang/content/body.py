"""The stored form of a body: cleaned on its way in, whoever brings it."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from mingtang.foundation.html import clean_html

HTML_BLOCKS = frozenset({"text", "html_table"})
BLOCK_TYPES = frozenset({"text", "table", "picture", "attachment", "signature", "html_table"})


def clean_body(blocks: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the blocks with their HTML cleaned and an id each; unknown types are dropped.

    Rich text that does not come through the editor (import, interface, capture) is not cleaned by
    it, so everything passes here on its way to a revision. An id is kept where there is one: a
    comparison of revisions hangs on it.
    """
    cleaned = []
    for block in blocks:
        kind = str(block.get("type", ""))
        if kind not in BLOCK_TYPES:
            continue
        value = block.get("value")
        if kind in HTML_BLOCKS:
            value = clean_html(str(value or ""))
            if not value.strip():
                continue
        cleaned.append({"type": kind, "value": value, "id": str(block.get("id") or uuid4())})
    return cleaned


def plain_text(blocks: Iterable[Mapping[str, Any]]) -> str:
    """Return the words of a body without markup, for summaries and checks."""
    from selectolax.lexbor import LexborHTMLParser  # slow import

    parts = []
    for block in blocks:
        if block.get("type") in HTML_BLOCKS:
            root = LexborHTMLParser(str(block.get("value") or "")).body
            parts.append(root.text(separator=" ") if root else "")
    return " ".join(" ".join(parts).split())
