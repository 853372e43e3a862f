"""The recording reader: pages ask it and get frozen views; what they asked is known afterwards."""

from mingtang.editorial.pages.reader.batch import Loaded, Page, Reader
from mingtang.editorial.pages.reader.notes import LOWEST, Notes
from mingtang.editorial.pages.reader.reader import MOST_COLUMNS, PageReader, TooWide

__all__ = [
    "LOWEST",
    "MOST_COLUMNS",
    "Loaded",
    "Notes",
    "Page",
    "PageReader",
    "Reader",
    "TooWide",
]
