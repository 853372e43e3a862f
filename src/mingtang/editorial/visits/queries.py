"""Totals for readers and for the office."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from mingtang.editorial.publishing.models import Address
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.editorial.visits.models import PageVisits, SiteDay


@dataclass(frozen=True)
class VisitTotals:
    """Views, and visitors: the sum of the visitors of each day (人次)."""

    views: int = 0
    visitors: int = 0


def views_of(site: str, path: str) -> int:
    """Return how often a page was opened, as far as it is added up."""
    rows = PageVisits.objects.filter(site=site, path=path)
    return rows.values_list("views", flat=True).first() or 0


def totals_of(site: str, *, since: date | None = None) -> VisitTotals:
    """Return views and visitors of a site, of all days or those from `since` on."""
    rows = SiteDay.objects.filter(site=site)
    if since is not None:
        rows = rows.filter(day__gte=since)
    found = rows.aggregate(views=Sum("views"), visitors=Sum("visitors"))
    return VisitTotals(found["views"] or 0, found["visitors"] or 0)


def days_of(site: str, *, since: date, until: date) -> list[tuple[date, VisitTotals]]:
    """Return views and visitors of each day, the latest first; days without visits are there too."""
    rows = SiteDay.objects.filter(site=site, day__gte=since, day__lte=until)
    known = {row.day: VisitTotals(row.views, row.visitors) for row in rows.defer("sketch")}
    days = [until - timedelta(days=back) for back in range((until - since).days + 1)]
    return [(day, known.get(day, VisitTotals())) for day in days]


def most_viewed(site: str, *, limit: int) -> list[PageVisits]:
    """Return the pages of a site that were opened most often."""
    return list(PageVisits.objects.filter(site=site).order_by("-views", "id")[:limit])


def titles_of(site: GovSite, paths: Iterable[str]) -> dict[str, str]:
    """Return what pages of a site are called: the title online, the name of the column."""
    wanted = set(paths)
    articles = Address.objects.filter(site=site, path__in=wanted, is_live=True)
    columns = Column.objects.filter(site=site, path__in={path.strip("/") for path in wanted})
    return {
        "/": "首页",
        **{f"/{path}/": name for path, name in columns.values_list("path", "name")},
        **dict(articles.values_list("path", "article__release__title")),
    }
