"""What the pages of the library list."""

from collections.abc import Iterator

from django.db.models import Count

from mingtang.editorial.library.enums import Facet
from mingtang.editorial.library.models import FacetValue, ShelvedDocument
from mingtang.editorial.library.policies import PAGE_SIZE

MOST_VALUES = 300


def values_of(site_id: int, facet: Facet) -> list[FacetValue]:
    """Return the values of a filter that have documents: years newest first, others by how many they have."""
    rows = FacetValue.objects.filter(site_id=site_id, facet=facet.value, count__gt=0)
    order = ("-value",) if facet is Facet.YEAR else ("-count", "value")
    return list(rows.order_by(*order)[:MOST_VALUES])


def newest_of(value_id: int, limit: int) -> list[int]:
    """Return the newest documents under a value."""
    rows = ShelvedDocument.objects.filter(value_id=value_id).order_by("-dated", "-article")
    return list(rows.values_list("article_id", flat=True)[:limit])


def newest_of_site(site_id: int, limit: int) -> list[int]:
    """Return the newest documents of a site, from its newest years."""
    found: list[int] = []
    for year in values_of(site_id, Facet.YEAR):
        found += newest_of(year.pk, limit - len(found))
        if len(found) >= limit:
            break
    return found


def periods_of(value_id: int) -> list[tuple[int, int]]:
    """Return the parts of a value's list with how many documents they hold, newest first."""
    rows = ShelvedDocument.objects.filter(value_id=value_id).order_by().values("period")
    counted = rows.annotate(count=Count("pk")).order_by("-period")
    return list(counted.values_list("period", "count"))


def documents_of(value_id: int, period: int, page: int) -> list[int]:
    """Return the documents on one page of a part, newest first; pages are filled from the oldest.

    A part is what one office issued in a year: an OFFSET passes over some hundred rows.
    """
    rows = ShelvedDocument.objects.filter(value_id=value_id, period=period)
    ids = rows.order_by("dated", "article").values_list("article_id", flat=True)
    return list(ids[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])[::-1]


def shown_values(site_id: int, after: int, limit: int) -> list[FacetValue]:
    """Return values that have documents, by number, from behind one."""
    rows = FacetValue.objects.filter(site_id=site_id, count__gt=0, pk__gt=after)
    return list(rows.order_by("pk")[:limit])


def parts_of(values: list[FacetValue]) -> Iterator[tuple[FacetValue, int, int]]:
    """Yield the parts of values with how many documents they hold."""
    known = {value.pk: value for value in values}
    rows = ShelvedDocument.objects.filter(value__in=sorted(known)).order_by()
    counted = rows.values("value_id", "period").annotate(count=Count("pk"))
    for value_id, period, count in counted.order_by("value_id", "period").values_list(
        "value_id", "period", "count"
    ):
        yield known[value_id], period, count
