"""The page on which a search begins (站内搜索): a file like every other, and the frame of all results."""

from dataclasses import dataclass

from mingtang.editorial.pages.enums import PageScope
from mingtang.editorial.pages.reader import Page, PageReader
from mingtang.editorial.pages.registry import PageKind
from mingtang.editorial.sites.enums import ColumnType
from mingtang.editorial.themes.shown import PageSection

ADDRESS = "/search.html"
# Between these the process that answers questions puts its results.
BEGIN, END = "<!--results-->", "<!--/results-->"


@dataclass(frozen=True, slots=True)
class SearchStart:
    """A page that shows nothing of the database."""


def read_start(reader: PageReader, page: Page) -> SearchStart:
    """Return what the page shows."""
    return SearchStart()


_SECTION = PageSection(
    "站内搜索",
    ColumnType.SERVICES,
    "的站内搜索，按词语、文号、电话、部门和年份查找",
    "搜索,文号,电话",
    ADDRESS,
)
KIND = PageKind(
    name="search",
    scope=PageScope.SITE,
    template="search_page.html",
    section=_SECTION,
    read=read_start,
    address=lambda _: ADDRESS,
)
