"""A column's head page, the parts of its archive, its feed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet

from mingtang.editorial.pages.enums import PageScope
from mingtang.editorial.pages.policies import paths
from mingtang.editorial.pages.reader import Page, PageReader, Reader
from mingtang.editorial.pages.registry import PageKind, PageSpec, file_of_site
from mingtang.editorial.publishing.models import Part
from mingtang.editorial.publishing.policies import addresses
from mingtang.editorial.publishing.reader import ArticleReader, Articles
from mingtang.editorial.publishing.shown import (
    ItemView,
    MonthView,
    PartView,
    PicturedItem,
    YearView,
)
from mingtang.editorial.sites.enums import Presentation
from mingtang.editorial.themes.shown import ColumnView
from mingtang.ground.foundation.text import one_line

HEAD_SIZE = 20
FEED_SIZE = 20


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """What the head page of a column shows; pins stand only here.

    `pictured` are pins and items with their pictures, in a column of pictures or films; else it is empty.
    """

    column: ColumnView
    children: tuple[ColumnView, ...]
    pinned: tuple[ItemView, ...]
    items: tuple[ItemView, ...]
    count: int
    months: tuple[MonthView, ...]
    years: tuple[YearView, ...] = ()
    pictured: tuple[PicturedItem, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnPart:
    """What one page of a month's archive shows."""

    column: ColumnView
    part: PartView


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed shows; `column` is None for the whole site's."""

    column: ColumnView | None
    items: tuple[ItemView, ...]
    title: str
    link: str


def own_column(reader: PageReader, page: Page) -> ColumnView | None:
    """Return the column of a page that is where it belongs, else None.

    A renamed, moved or merged column leaves its old address; a redirect stands there.
    """
    column = reader.column(int(page.key))
    if column is None or not column.is_shown:
        return None
    return column


def read_head(reader: PageReader, page: Page) -> ColumnHead | None:
    """Return the head page of a column."""
    column = own_column(reader, page)
    if column is None or paths.head_path(column.path) != page.path:
        return None
    articles = ArticleReader(reader)
    pinned = articles.pinned(column.id)
    above = {item.article_id for item in pinned}
    newest = articles.latest([column.id], HEAD_SIZE)
    rest = tuple(item for item in newest if item.article_id not in above)
    is_pictured = column.presentation != Presentation.TITLES
    return ColumnHead(
        column=column,
        children=reader.child_columns(column.id),
        pinned=pinned,
        items=rest,
        count=articles.count(column.id),
        months=articles.months(column.id),
        years=articles.years(column.id),
        pictured=articles.pictured([*pinned, *rest]) if is_pictured else (),
    )


def read_part(reader: PageReader, page: Page) -> ColumnPart | None:
    """Return one page of a month's archive."""
    found = ArticleReader(reader).part(int(page.key))
    if found is None:
        return None
    column, part = found
    here = addresses.part_path(column.path, part.month, part.number)
    if not column.is_shown or here != page.path:
        return None
    return ColumnPart(column, part)


def prefetch_parts(reader: Reader, pages: Sequence[Page]) -> None:
    """Load the parts of a batch and what they list."""
    articles = reader.of(Articles)
    for site_id in {page.site_id for page in pages}:
        here = [int(page.key) for page in pages if page.site_id == site_id]
        articles.load_parts_with_items(site_id, here)


def part_pages(site_id: int, after: str, limit: int) -> list[PageSpec]:
    """Return pages of the archives of a site."""
    return _listed(_shown_parts(site_id), after, limit)


def moved_parts(site_id: int, column_ids: Sequence[int], after: str, limit: int) -> list[PageSpec]:
    """Return pages of the archives of some columns, whose addresses follow the column's."""
    return _listed(_shown_parts(site_id).filter(month__column__in=column_ids), after, limit)


def count_parts(site_id: int) -> int:
    """Return how many parts the archives of a site have."""
    return Part.objects.filter(month__column__site_id=site_id).count()


def _shown_parts(site_id: int) -> QuerySet[Part]:
    return Part.objects.filter(
        Q(count__gt=0) | Q(number=1, month__count__gt=0),
        month__column__site_id=site_id,
        month__column__published__is_shown=True,
    )


def _listed(parts: QuerySet[Part], after: str, limit: int) -> list[PageSpec]:
    rows = parts.filter(pk__gt=int(after or 0))
    values = rows.order_by("pk").values_list(
        "pk", "number", "month__month", "month__column_id", "month__column__published__path"
    )
    return [
        PageSpec(addresses.part_path(path, month, number), str(pk), column_id, str(pk))
        for pk, number, month, column_id, path in values[:limit]
    ]


def column_feed_path(column_path: str) -> str:
    """Return the address of a column's feed."""
    return f"{paths.column_folder(column_path)}/feed.xml"


def read_column_feed(reader: PageReader, page: Page) -> Feed | None:
    """Return the feed of a column."""
    column = own_column(reader, page)
    if column is None or column_feed_path(column.path) != page.path:
        return None
    items = _for_machines(ArticleReader(reader).latest([column.id], FEED_SIZE))
    return Feed(column, items, column.name, f"{reader.site.url}{column.link}")


def read_site_feed(reader: PageReader, page: Page) -> Feed:
    """Return the feed of a site."""
    site = reader.site
    items = _for_machines(ArticleReader(reader).latest_of_site(FEED_SIZE))
    return Feed(None, items, site.name, f"{site.url}/")


def _for_machines(items: Iterable[ItemView]) -> tuple[ItemView, ...]:
    """XML allows no control characters, not even escaped; one in a title would break the feed."""
    return tuple(replace(item, title=one_line(item.title)) for item in items)


HEAD = PageKind(
    name="column",
    scope=PageScope.COLUMN,
    template="column.html",
    marks="standard/column.html",
    read=read_head,
    address=paths.head_path,
)
PART = PageKind(
    name="part",
    scope=PageScope.OWN,
    template="part.html",
    marks="standard/part.html",
    read=read_part,
    prefetch=prefetch_parts,
    at_once=50,
    pages=part_pages,
    count=count_parts,
    moved=moved_parts,
)
COLUMN_FEED = PageKind(
    name="column_feed",
    scope=PageScope.COLUMN,
    template="feed.xml",
    has_shell=False,
    read=read_column_feed,
    address=column_feed_path,
)
SITE_FEED = file_of_site("site_feed", read_site_feed, "/feed.xml", template="feed.xml")
