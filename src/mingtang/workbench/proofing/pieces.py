"""A text in pieces that a person can find again: each paragraph and cell with where it stands."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

_BREAK = re.compile(
    r"</?(?:p|li|ul|ol|h[1-6]|blockquote|table|tr|td|th|caption|figure|figcaption|pre|dl|dt|dd|div|br|hr)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")


@dataclass(frozen=True, slots=True)
class TextPiece:
    """One paragraph, title or cell, and where it stands in Chinese (`正文第3段`)."""

    where: str
    text: str


def paragraphs_of(html: str) -> list[str]:
    """Return the words of each paragraph, item, heading and cell of clean HTML; of plain text its lines."""
    lines = unescape(_TAG.sub("", _BREAK.sub("\n", html))).splitlines()
    return [text for line in lines if (text := line.strip())]


def numbered(texts: Iterable[str], name: str, unit: str) -> Iterator[TextPiece]:
    """Yield texts as pieces that are counted from one: `正文第3段`."""
    for number, text in enumerate(texts, 1):
        yield TextPiece(f"{name}第{number}{unit}", text)
