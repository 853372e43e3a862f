"""Addresses: the page of an article on each site that shows it, fixed at first release."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from mingtang.editorial.pages.engine.columns import Columns
from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.enums import TargetLane
from mingtang.editorial.pages.models import PublishedSite
from mingtang.editorial.pages.policies.keys import Key
from mingtang.editorial.pages.registry import PageSpec
from mingtang.editorial.publishing.hooks import addresses_changed
from mingtang.editorial.publishing.kinds.sitemap import sitemap_path
from mingtang.editorial.publishing.models import Address
from mingtang.editorial.publishing.policies.addresses import article_path
from mingtang.editorial.publishing.policies.parts import sitemap_part


@dataclass(frozen=True, slots=True)
class Place:
    """One article in one column's lists, as it should be. `placement_id` orders the columns."""

    article_id: int
    column_id: int
    site_id: int
    kind: str
    released_at: datetime
    is_pinned: bool
    placement_id: int

    @property
    def key(self) -> Key:
        """The sort key of lists."""
        return self.released_at, self.article_id


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a release matters for lists and addresses."""

    kind: str
    released_at: datetime
    changed_at: datetime
    interprets_id: int | None


def sync_addresses(
    article_ids: Sequence[int],
    facts: dict[int, Facts],
    places: Sequence[Place],
    columns: Columns,
    wakes: Wakes,
    lane: TargetLane,
) -> None:
    """Give articles an address on every site that shows them, end those that do not, wake all."""
    if not article_ids:
        return
    shown: dict[tuple[int, int], list[Place]] = defaultdict(list)
    for place in places:
        shown[place.article_id, place.site_id].append(place)
    rows = Address.objects.filter(article_id__in=article_ids)
    known = {(row.article_id, row.site_id): row for row in rows}
    for key in sorted({*known, *(key for key in shown if key[0] in set(article_ids))}):
        fact, row = facts.get(key[0]), known.get(key)
        if fact is not None and shown.get(key):
            row = _kept(row, fact, shown[key], columns, wakes)
        elif row is not None:
            _end(row, wakes)
        assert row is not None
        _wake(row, wakes, lane)
    _wake_readers(article_ids, facts, wakes)
    addresses_changed(article_ids, wakes.at)


def _kept(
    row: Address | None, fact: Facts, places: list[Place], columns: Columns, wakes: Wakes
) -> Address:
    ordered = sorted(places, key=lambda place: place.placement_id)
    if row is None:
        return _new(fact, ordered[0], columns.published(ordered[0].column_id, wakes).path, wakes)
    if row.is_live and row.released_at != fact.released_at:
        wakes.window(f"site:{row.site_id}", _key(row), "")
    here = {place.column_id for place in ordered}
    row.column_id = row.column_id if row.column_id in here else ordered[0].column_id
    row.is_live = True
    row.released_at, row.changed_at = fact.released_at, fact.changed_at
    row.save(update_fields=["column", "is_live", "released_at", "changed_at"])
    return row


def _new(fact: Facts, place: Place, folder: str, wakes: Wakes) -> Address:
    state = PublishedSite.objects.get(pk=place.site_id)  # locked by the caller
    state.addresses += 1
    state.save(update_fields=["addresses"])
    row = Address.objects.create(
        site_id=place.site_id,
        article_id=place.article_id,
        column_id=place.column_id,
        path=article_path(folder, fact.released_at, place.article_id),
        number=state.addresses,
        released_at=fact.released_at,
        changed_at=fact.changed_at,
    )
    if sitemap_part(row.number) != sitemap_part(max(row.number - 1, 1)) or row.number == 1:
        wakes.subject(f"sitemap:{row.site_id}")
    return row


def _end(row: Address, wakes: Wakes) -> None:
    if row.is_live:
        row.is_live = False
        row.save(update_fields=["is_live"])


def _key(row: Address) -> Key:
    return row.released_at, row.article_id


def _wake(row: Address, wakes: Wakes, lane: TargetLane) -> None:
    page = PageSpec(row.path, str(row.article_id), row.column_id)
    wakes.page(row.site_id, "article", page, lane)
    wakes.window(f"site:{row.site_id}", _key(row), "")
    part = sitemap_part(row.number)
    wakes.page(row.site_id, "sitemap_part", PageSpec(sitemap_path(part), str(part), None))


def _wake_readers(article_ids: Iterable[int], facts: dict[int, Facts], wakes: Wakes) -> None:
    for article_id in article_ids:
        wakes.subject(f"article:{article_id}")
        fact = facts.get(article_id)
        if fact is not None and fact.interprets_id is not None:
            wakes.window(f"interprets:{fact.interprets_id}", (fact.released_at, article_id), "")
