"""The months and years of a column's archive, and the ways between them."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from mingtang.editorial.publishing.models import Month
from mingtang.editorial.publishing.policies.addresses import part_path, year_path
from mingtang.editorial.publishing.shown import MonthView, TimeLink, YearView
from mingtang.editorial.themes.policies.links import link


def archived_months(column_id: int) -> list[int]:
    """Return the months of a column that hold items, newest first."""
    rows = Month.objects.filter(column_id=column_id, count__gt=0).order_by("-month")
    return list(rows.values_list("month", flat=True))


def months_beside(months: Sequence[int], month: int) -> tuple[int, int]:
    """Return the nearest later and earlier month, 0 where there is none."""
    later = min((one for one in months if one > month), default=0)
    earlier = max((one for one in months if one < month), default=0)
    return later, earlier


def month_link(folder: str, month: int) -> TimeLink | None:
    """Return the way to a month, None for 0."""
    if not month:
        return None
    return TimeLink(f"{month // 100}年{month % 100}月", link(part_path(folder, month, 1)))


def year_link(folder: str, year: int) -> TimeLink | None:
    """Return the way to a year, None for 0."""
    return TimeLink(f"{year}年", link(year_path(folder, year))) if year else None


def by_years(months: Iterable[MonthView], folder: str) -> tuple[YearView, ...]:
    """Return months, newest first, by their years."""
    grouped = ((year, tuple(found)) for year, found in groupby(months, lambda one: one.year))
    return tuple(
        YearView(year, sum(one.count for one in found), link(year_path(folder, year)), found)
        for year, found in grouped
    )
