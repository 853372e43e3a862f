"""The recording reader: pages ask it and get frozen views; what they asked is known afterwards."""

from mingtang.editorial.publishing.reader.batch import Page, Reader
from mingtang.editorial.publishing.reader.notes import LOWEST, Notes
from mingtang.editorial.publishing.reader.reader import (
    MOST_COLUMNS,
    MOST_ITEMS,
    PageReader,
    TooWide,
)

__all__ = [
    "LOWEST",
    "MOST_COLUMNS",
    "MOST_ITEMS",
    "Notes",
    "Page",
    "PageReader",
    "Reader",
    "TooWide",
]
