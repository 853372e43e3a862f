"""Bring the library up to what is online of a document; and wake the pages that show it."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from mingtang.editorial.content.enums import ArticleKind
from mingtang.editorial.content.models import Placement, Release
from mingtang.editorial.library.enums import Facet
from mingtang.editorial.library.models import FacetValue, ShelvedDocument
from mingtang.editorial.library.policies import (
    DocumentFacts,
    Shelf,
    day_of,
    pages_of,
    part_path,
    shelves_of,
    value_path,
)
from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.registry import PageSpec
from mingtang.ground.foundation.clock import beijing_date

LIBRARY_PATH = "/library/index.html"


def refresh_document(*, at: datetime, article_id: int) -> None:
    """Find a document under what it says of itself now, on each site that shows it; a repeat changes nothing.

    What is no policy document, or not online, is found nowhere.
    """
    with transaction.atomic():
        facts = _facts(article_id)
        sites = _sites(article_id) if facts else set()
        before = {row.value.site_id for row in _rows(article_id)}
        if not sites | before:
            return
        wakes = Wakes(at)
        wakes.lock(sites | before)
        day = day_of(facts) if facts else None
        shelves = shelves_of(facts) if facts else frozenset[Shelf]()
        wanted = {(site, shelf) for site in sites for shelf in shelves}
        for row in _rows(article_id):
            key = (row.value.site_id, Shelf(Facet(row.value.facet), row.value.value, row.period))
            if key in wanted and row.dated == day:
                wanted.discard(key)
            else:
                _take_out(row)
            _wake(row.value, row.period, wakes)
        if day is not None:
            _put_in(article_id, day, wanted, wakes)
        wakes.flush()


def _facts(article_id: int) -> DocumentFacts | None:
    row = Release.objects.filter(pk=article_id, is_live=True, kind=ArticleKind.POLICY.value).first()
    if row is None:
        return None
    return DocumentFacts(
        row.title, row.document_number, row.issuing_office, row.topic_class, row.force,
        row.document_date, beijing_date(row.released_at),
    )  # fmt: skip


def _sites(article_id: int) -> set[int]:
    rows = Placement.objects.filter(article_id=article_id, is_live=True)
    return set(rows.values_list("site_id", flat=True))


def _rows(article_id: int) -> Iterable[ShelvedDocument]:
    rows = ShelvedDocument.objects.filter(article_id=article_id).select_related("value")
    return rows.order_by("value_id")


def _take_out(row: ShelvedDocument) -> None:
    row.delete()
    FacetValue.objects.filter(pk=row.value_id).update(count=F("count") - 1)


def _put_in(article_id: int, day: date, wanted: set[tuple[int, Shelf]], wakes: Wakes) -> None:
    for site_id, shelf in sorted(wanted, key=lambda one: (one[0], one[1].facet, one[1].value)):
        value, _ = FacetValue.objects.get_or_create(
            site_id=site_id, facet=shelf.facet.value, value=shelf.value
        )
        ShelvedDocument.objects.create(
            value=value, article_id=article_id, period=shelf.period, dated=day
        )
        FacetValue.objects.filter(pk=value.pk).update(count=F("count") + 1)
        _wake(value, shelf.period, wakes)


def _wake(value: FacetValue, period: int, wakes: Wakes) -> None:
    """Wake the first page of a site's library, that of a value, and its part from the first page on."""
    count = ShelvedDocument.objects.filter(value=value, period=period).count()
    wakes.page(value.site_id, "library", PageSpec(LIBRARY_PATH, "", None))
    first = PageSpec(value_path(value.facet, value.pk), str(value.pk), None)
    wakes.page(value.site_id, "library_value", first)
    for page in range(1, pages_of(count + 1) + 1):  # the one that a document just left, too
        path = part_path(value.facet, value.pk, period, page)
        spec = PageSpec(path, f"{value.pk}:{period}:{page}", None)
        wakes.page(value.site_id, "library_part", spec)
