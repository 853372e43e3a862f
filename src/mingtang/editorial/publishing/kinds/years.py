"""The page of a year in a column's archive: it leads to the months, and to the years beside it.

Only a month that begins or ends to hold items changes it, and then it is woken by name: so another article in a
month that has some wakes no page of a year.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from mingtang.editorial.pages.enums import PageScope
from mingtang.editorial.pages.reader import Page, PageReader
from mingtang.editorial.pages.registry import PageKind, PageSpec
from mingtang.editorial.publishing.models import Month
from mingtang.editorial.publishing.policies import addresses
from mingtang.editorial.publishing.reader import ArticleReader
from mingtang.editorial.publishing.shown import TimeLink
from mingtang.editorial.themes.shown import ColumnView


@dataclass(frozen=True, slots=True)
class ColumnYear:
    """What the page of a year shows; months newest first."""

    column: ColumnView
    year: int
    months: tuple[TimeLink, ...]
    newer: TimeLink | None
    older: TimeLink | None


def year_page(column_id: int, folder: str, year: int) -> PageSpec:
    """Return the page of a year of a column."""
    key = f"{column_id}:{year}"
    return PageSpec(addresses.year_path(folder, year), key, column_id, key)


def read_year(reader: PageReader, page: Page) -> ColumnYear | None:
    """Return the months of a year that hold items; None when there is none."""
    column_id, year = map(int, page.key.split(":"))
    column = reader.column(column_id)
    if column is None or not column.is_shown:
        return None
    articles = ArticleReader(reader)
    months = articles.year_links(column.id, year)
    if not months or addresses.year_path(column.path, year) != page.path:
        return None
    return ColumnYear(column, year, months, *articles.years_beside(column.id, year))


def year_pages(site_id: int, after: str, limit: int) -> list[PageSpec]:
    """Return the pages of years of a site."""
    return _listed(_shown_months(site_id), after, limit)


def moved_years(site_id: int, column_ids: Sequence[int], after: str, limit: int) -> list[PageSpec]:
    """Return the pages of years of some columns, whose addresses follow the column's."""
    return _listed(_shown_months(site_id).filter(column__in=column_ids), after, limit)


def _shown_months(site_id: int) -> QuerySet[Month]:
    shown = Month.objects.filter(column__site_id=site_id, column__published__is_shown=True)
    return shown.filter(count__gt=0)


def _listed(months: QuerySet[Month], after: str, limit: int) -> list[PageSpec]:
    if after:
        column_id, year = map(int, after.split(":"))
        later = Q(column_id=column_id, month__gte=(year + 1) * 100)
        months = months.filter(Q(column_id__gt=column_id) | later)
    years = months.annotate(year=F("month") / 100).order_by("column_id", "year")
    rows = years.values_list("column_id", "year", "column__published__path").distinct()
    return [year_page(column_id, path, year) for column_id, year, path in rows[:limit]]


YEAR = PageKind(
    name="year",
    scope=PageScope.OWN,
    template="year.html",
    marks="standard/year.html",
    read=read_year,
    pages=year_pages,
    moved=moved_years,
)
