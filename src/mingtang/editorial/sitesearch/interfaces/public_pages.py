"""The page on which a search begins (站内搜索): a file like every other, and the frame of all results."""

from dataclasses import dataclass

from mingtang.editorial.pages.enums import PageScope
from mingtang.editorial.pages.reader import Page, PageReader
from mingtang.editorial.pages.registry import PageKind

ADDRESS = "/search.html"
# Between these the process that answers questions puts its results.
BEGIN, END = "<!--results-->", "<!--/results-->"


@dataclass(frozen=True, slots=True)
class SearchStart:
    """A page that shows nothing of the database."""


def read_start(reader: PageReader, page: Page) -> SearchStart:
    """Return what the page shows."""
    return SearchStart()


KIND = PageKind(
    name="search",
    scope=PageScope.SITE,
    template="search_page.html",
    read=read_start,
    address=lambda _: ADDRESS,
)
