"""The home page of a site."""

from dataclasses import dataclass

from mingtang.editorial.pages.enums import PageScope
from mingtang.editorial.pages.reader import Page, PageReader
from mingtang.editorial.pages.registry import PageKind
from mingtang.editorial.pages.shown import ColumnView
from mingtang.editorial.publishing.reader import ArticleReader
from mingtang.editorial.publishing.shown import ItemView

HOME_COLUMNS = 12
HOME_ITEMS = 6


@dataclass(frozen=True, slots=True)
class HomeBlock:
    """One column on the home page with its newest items."""

    column: ColumnView
    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """What the home page shows."""

    blocks: tuple[HomeBlock, ...]


def read_home(reader: PageReader, page: Page) -> Home:
    """Return the newest items of the first columns."""
    articles = ArticleReader(reader)
    columns = reader.top_columns()[:HOME_COLUMNS]
    return Home(
        tuple(HomeBlock(column, articles.latest([column.id], HOME_ITEMS)) for column in columns)
    )


HOME = PageKind(
    name="home",
    scope=PageScope.SITE,
    template="home.html",
    read=read_home,
    address=lambda _: "/index.html",
)
