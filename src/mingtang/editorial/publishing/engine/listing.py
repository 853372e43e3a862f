"""Lists: keep listings, counters and parts as placements and releases say, and wake what shows them.

:func:`sync_articles` compares what stands in the lists with what should, for a few articles, and
changes only the difference. It may be called after any change, from an action or from an event, any
number of times.
"""

from collections.abc import Collection, Iterable

from django.db.models import F

from mingtang.editorial.content.models import Placement, Release
from mingtang.editorial.pages.engine.columns import Columns
from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.enums import TargetLane
from mingtang.editorial.pages.models import PublishedColumn
from mingtang.editorial.pages.registry import PageSpec
from mingtang.editorial.publishing.engine import archive
from mingtang.editorial.publishing.engine.addresses import Facts, Place, sync_addresses
from mingtang.editorial.publishing.kinds.years import year_page
from mingtang.editorial.publishing.models import Address, Listing, Month, Part
from mingtang.editorial.publishing.policies.addresses import month_of, part_path
from mingtang.editorial.publishing.policies.parts import MONTH_LIMIT
from mingtang.editorial.sites.models import Column
from mingtang.ground.foundation.decisions import no


def sync_articles(
    article_ids: Collection[int],
    wakes: Wakes,
    *,
    changed: bool = False,
    lane: TargetLane = TargetLane.OWN,
) -> None:
    """Bring the lists and addresses of articles up to what placements and releases say.

    `changed` tells that the words changed, so that every page that shows them wakes. `lane` is for
    the articles' own pages; what depends on them goes into the lane for that.

    :raises Refused: an address is taken, or a month of a column is full.
    """
    wanted = sorted(set(article_ids))
    wakes.lock(_sites_of(wanted))
    facts = _facts(wanted)
    columns = Columns()
    places = _places(wanted, facts, columns)
    listed = {(row.article_id, row.column_id): row for row in _listings(wanted)}
    touched: set[int] = set()
    for place in [key for key in listed if key not in places or _moved(listed[key], places[key])]:
        touched.add(place[0])
        _unlist(listed.pop(place), columns, wakes)
    for key in sorted(places.keys() - listed.keys()):
        touched.add(key[0])
        _list(places[key], columns, wakes)
    for key, row in listed.items():
        _refresh(row, places[key], columns, wakes, changed=changed)
    kept = sorted(wanted if changed else touched)
    sync_addresses(kept, facts, list(places.values()), columns, wakes, lane)


def _sites_of(article_ids: list[int]) -> set[int]:
    found = set(
        Placement.objects.filter(article_id__in=article_ids).values_list("site_id", flat=True)
    )
    found.update(
        Listing.objects.filter(article_id__in=article_ids).values_list("site_id", flat=True)
    )
    found.update(
        Address.objects.filter(article_id__in=article_ids).values_list("site_id", flat=True)
    )
    return found


def _listings(article_ids: list[int]) -> Iterable[Listing]:
    return Listing.objects.filter(article_id__in=article_ids).select_related("part__month")


def _facts(article_ids: list[int]) -> dict[int, Facts]:
    rows = Release.objects.filter(pk__in=article_ids, is_live=True)
    values = rows.values_list("article_id", "kind", "released_at", "changed_at", "interprets_id")
    return {row[0]: Facts(*row[1:]) for row in values}


def _places(
    article_ids: list[int], facts: dict[int, Facts], columns: Columns
) -> dict[tuple[int, int], Place]:
    rows = Placement.objects.filter(article_id__in=article_ids, is_live=True).order_by("pk")
    values = list(rows.values_list("article_id", "column_id", "is_pinned", "pk"))
    columns.load(column_id for _, column_id, _, _ in values)
    places: dict[tuple[int, int], Place] = {}
    for article_id, column_id, is_pinned, pk in values:
        fact = facts.get(article_id)
        if fact is None:
            continue
        column = columns.effective(column_id)
        key = (article_id, column.pk)
        known = places.get(key)
        if known is None or (is_pinned and not known.is_pinned):
            places[key] = Place(
                article_id, column.pk, column.site_id, fact.kind, fact.released_at, is_pinned,
                known.placement_id if known else pk,
            )  # fmt: skip
    return places


def _moved(row: Listing, place: Place) -> bool:
    return (row.released_at, row.kind) != (place.released_at, place.kind)


def _unlist(row: Listing, columns: Columns, wakes: Wakes) -> None:
    shown = columns.published(row.column_id, wakes)
    row.delete()
    PublishedColumn.objects.filter(pk=row.column_id).update(count=F("count") - 1)
    changed = archive.remove(row.part)
    if row.part.count == 0 and archive.is_empty(row.part.month_id):
        _wake_beside(shown, row.part.month, wakes)
    wakes.window(f"column:{row.column_id}", (row.released_at, row.article_id), row.kind)
    _wake_parts(shown, changed, row.part.month, wakes)
    wakes.subject(f"counter:{row.column_id}")
    if row.is_pinned:
        wakes.window(f"pins:{row.column_id}", (row.released_at, row.article_id), row.kind)


def _list(place: Place, columns: Columns, wakes: Wakes) -> None:
    column = columns.get(place.column_id)
    shown = columns.published(column.pk, wakes)
    month = archive.month_row(column.pk, month_of(place.released_at))
    _check_month(column, month)
    part, changed = archive.add(month, place.key)
    if month.count == 1:
        _wake_beside(shown, month, wakes)
    Listing.objects.create(
        article_id=place.article_id,
        column_id=column.pk,
        site_id=place.site_id,
        part=part,
        kind=place.kind,
        released_at=place.released_at,
        is_pinned=place.is_pinned,
    )
    split = archive.split_if_overfull(part)
    PublishedColumn.objects.filter(pk=column.pk).update(count=F("count") + 1)
    wakes.window(f"column:{column.pk}", place.key, place.kind)
    _wake_parts(shown, [*changed, *split], month, wakes)
    wakes.subject(f"counter:{column.pk}")
    if place.is_pinned:
        wakes.window(f"pins:{column.pk}", place.key, place.kind)


def _check_month(column: Column, month: Month) -> None:
    if month.count >= MONTH_LIMIT:
        no(
            "publishing.month_full",
            f"栏目“{column.name}”在 {month.month} 这个月已有 {month.count} 条，"
            "超过一个月的上限，请分设栏目后再发布。",
        ).require()


def _refresh(row: Listing, place: Place, columns: Columns, wakes: Wakes, *, changed: bool) -> None:
    if row.is_pinned != place.is_pinned:
        row.is_pinned = place.is_pinned
        row.save(update_fields=["is_pinned"])
        # What is pinned stands above the list, and no longer in it.
        wakes.window(f"pins:{row.column_id}", place.key, row.kind)
    if changed:
        wakes.window(f"column:{row.column_id}", place.key, row.kind)
        shown = columns.published(row.column_id, wakes)
        _wake_parts(shown, [row.part], row.part.month, wakes)
        if row.is_pinned:
            wakes.window(f"pins:{row.column_id}", place.key, row.kind)


def _wake_parts(shown: PublishedColumn, parts: Iterable[Part], month: Month, wakes: Wakes) -> None:
    for part in parts:
        path = part_path(shown.path, month.month, part.number)
        wakes.page(shown.site_id, "part", PageSpec(path, str(part.pk), shown.pk))


def _wake_beside(shown: PublishedColumn, month: Month, wakes: Wakes) -> None:
    """Wake what leads to a month that begins or ends to hold items: its year, and what is beside it."""
    year = month.month // 100
    for pk, one in archive.months_beside(month):
        _wake_parts(shown, archive.shown_parts(pk), Month(pk=pk, month=one), wakes)
    for one in (year, *archive.years_beside(month)):
        wakes.page(shown.site_id, "year", year_page(shown.pk, shown.path, one))
