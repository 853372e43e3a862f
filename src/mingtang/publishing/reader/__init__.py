"""The recording reader: pages ask it and get frozen views; what they asked is known afterwards."""

from mingtang.publishing.reader.batch import Page, Reader
from mingtang.publishing.reader.notes import LOWEST, Notes
from mingtang.publishing.reader.reader import MOST_COLUMNS, MOST_ITEMS, PageReader, TooWide

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
