"""The public pages of the library: its filters, the documents under one value, and their parts by time.

Every page is a file: a filter is a link, two filters are a value and a part of its list. They are woken by name
when a document changes, so they note nothing of their lists.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from mingtang.editorial.library.actions import LIBRARY_PATH
from mingtang.editorial.library.enums import Facet
from mingtang.editorial.library.models import FacetValue
from mingtang.editorial.library.policies import pages_of, part_path, period_name, value_path
from mingtang.editorial.library.queries import (
    documents_of,
    newest_of,
    newest_of_site,
    parts_of,
    periods_of,
    shown_values,
    values_of,
)
from mingtang.editorial.pages.enums import PageScope
from mingtang.editorial.pages.reader import Page, PageReader
from mingtang.editorial.pages.registry import PageKind, PageSpec
from mingtang.editorial.publishing.reader import ArticleReader
from mingtang.editorial.publishing.shown import ItemView
from mingtang.editorial.sites.enums import ColumnType
from mingtang.editorial.themes.policies.links import link
from mingtang.editorial.themes.shown import MapBranch, PageSection

NEWEST = 20
VALUES_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class CountedLink:
    """A way to documents, and how many there are."""

    name: str
    link: str
    count: int


@dataclass(frozen=True, slots=True)
class FacetView:
    """One filter with its values."""

    label: str
    values: tuple[CountedLink, ...]


@dataclass(frozen=True, slots=True)
class LibraryView:
    """What the first page of the library shows."""

    facets: tuple[FacetView, ...]
    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True)
class ValueView:
    """What the page of one value shows: its newest documents and the parts of its list."""

    label: str
    name: str
    count: int
    items: tuple[ItemView, ...]
    parts: tuple[CountedLink, ...]


@dataclass(frozen=True, slots=True)
class ValuePart:
    """What one page of a part shows; `newer` and `older` are the pages beside it, empty where there is none."""

    label: str
    name: str
    period: str
    items: tuple[ItemView, ...]
    value: str
    newer: str
    older: str


def read_library(reader: PageReader, page: Page) -> LibraryView:
    """Return the filters of a site and its newest documents."""
    site_id = page.site_id
    facets = (FacetView(facet.label, _values(values_of(site_id, facet))) for facet in Facet)
    items = ArticleReader(reader).items(newest_of_site(site_id, NEWEST))
    return LibraryView(tuple(facet for facet in facets if facet.values), items)


def _values(values: Iterable[FacetValue]) -> tuple[CountedLink, ...]:
    return tuple(
        CountedLink(_name(one), link(value_path(one.facet, one.pk)), one.count) for one in values
    )


def _name(value: FacetValue) -> str:
    return f"{value.value}年" if value.facet == Facet.YEAR else value.value


def read_value(reader: PageReader, page: Page) -> ValueView | None:
    """Return the newest documents under a value; None when there is none."""
    value = FacetValue.objects.filter(pk=int(page.key), count__gt=0).first()
    if value is None:
        return None
    parts = tuple(_newest_page(value, *part) for part in periods_of(value.pk))
    items = ArticleReader(reader).items(newest_of(value.pk, NEWEST))
    return ValueView(Facet(value.facet).label, _name(value), value.count, items, parts)


def _newest_page(value: FacetValue, period: int, count: int) -> CountedLink:
    path = part_path(value.facet, value.pk, period, pages_of(count))
    return CountedLink(period_name(period), path, count)


def read_value_part(reader: PageReader, page: Page) -> ValuePart | None:
    """Return one page of a part of a value's list; None when it has no document."""
    value_id, period, number = map(int, page.key.split(":"))
    value = FacetValue.objects.filter(pk=value_id).first()
    ids = documents_of(value_id, period, number) if value else []
    if value is None or not ids:
        return None
    has_more = bool(documents_of(value_id, period, number + 1))
    return ValuePart(
        label=Facet(value.facet).label,
        name=_name(value),
        period=period_name(period),
        items=ArticleReader(reader).items(ids),
        value=link(value_path(value.facet, value.pk)),
        newer=part_path(value.facet, value.pk, period, number + 1) if has_more else "",
        older=part_path(value.facet, value.pk, period, number - 1) if number > 1 else "",
    )


def value_pages(site_id: int, after: str, limit: int) -> list[PageSpec]:
    """Return the first pages of the values of a site."""
    found = shown_values(site_id, int(after or 0), limit)
    return [
        PageSpec(value_path(one.facet, one.pk), str(one.pk), None, str(one.pk)) for one in found
    ]


def part_pages(site_id: int, after: str, limit: int) -> list[PageSpec]:
    """Return the parts of the values of a site, some values at a time."""
    found = shown_values(site_id, int(after or 0), VALUES_AT_ONCE)
    return [
        PageSpec(
            part_path(value.facet, value.pk, period, number),
            f"{value.pk}:{period}:{number}",
            None,
            str(value.pk),
        )
        for value, period, count in parts_of(found)
        for number in range(1, pages_of(count) + 1)
    ]


def map_entries(reader: PageReader) -> tuple[MapBranch, ...]:
    """Return the library for the map of a site; every site has one."""
    return (MapBranch("政策文件库", link(LIBRARY_PATH)),)


_SECTION = PageSection(
    "政策文件库", ColumnType.POLICY,
    "的政策文件，按年份、发文机关、主题分类、文种、有效性和发文字号查找", "政策文件,发文字号,有效性",
    link(LIBRARY_PATH),
)  # fmt: skip
KINDS = (
    PageKind(
        name="library",
        scope=PageScope.SITE,
        template="library.html",
        section=_SECTION,
        read=read_library,
        address=lambda _: LIBRARY_PATH,
    ),
    PageKind(
        name="library_value",
        scope=PageScope.OWN,
        template="library_value.html",
        section=_SECTION,
        read=read_value,
        pages=value_pages,
    ),
    PageKind(
        name="library_part",
        scope=PageScope.OWN,
        template="library_part.html",
        section=_SECTION,
        read=read_value_part,
        pages=part_pages,
    ),
)
