"""The queries behind the reader: values in keyset order, no OFFSET, no COUNT over a column."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Q

from mingtang.editorial.content.enums import ArticleKind
from mingtang.editorial.content.models import PUBLIC_FIELDS, Release
from mingtang.editorial.pages.models import PublishedColumn, PublishedSite
from mingtang.editorial.pages.policies.keys import Key
from mingtang.editorial.pages.rows import Among
from mingtang.editorial.publishing.bodies import FindAsset, block_views
from mingtang.editorial.publishing.models import (
    Address,
    DerivedSet,
    Listing,
    Month,
    Part,
    PolicyRelation,
)
from mingtang.editorial.publishing.policies.parts import SITEMAP_PART, sitemap_part
from mingtang.editorial.publishing.reader.archives import archived_months, months_beside
from mingtang.editorial.publishing.shown import (
    ArticleView,
    ExtraFact,
    ItemView,
    PaperView,
    RelationView,
    RoomLink,
)
from mingtang.editorial.themes.blocks import files_in
from mingtang.editorial.themes.shown import AssetView
from mingtang.ground.foundation.clock import BEIJING

MOST_INTERPRETATIONS = 50


class ItemRow(NamedTuple):
    """The columns of a release that lists show."""

    id: int
    home_site_id: int
    kind: str
    title: str
    summary: str
    source: str
    unit_name: str
    document_number: str
    document_date: date | None
    force: str
    released_at: datetime
    changed_at: datetime


class ReleaseRow(NamedTuple):
    """The columns of a release that its own page shows."""

    id: int
    home_site_id: int
    kind: str
    title: str
    subtitle: str
    summary: str
    keywords: str
    source: str
    author: str
    editor: str
    unit_name: str
    body: list[dict[str, Any]]
    happened_on: date | None
    document_number: str
    index_number: str
    issuing_office: str
    topic_class: str
    document_date: date | None
    legal_level: str
    force: str
    lapses_on: date | None
    interpretation_form: str
    extra_facts: list[dict[str, str]]
    interprets_id: int | None
    released_at: datetime
    changed_at: datetime


_ITEM_FIELDS = ("article_id", *ItemRow._fields[1:])
_RELEASE_FIELDS = ("article_id", *ReleaseRow._fields[1:])


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part of a month with the numbers of its neighbours, and the months beside it (0: none)."""

    id: int
    column_id: int
    month: int
    number: int
    count: int
    month_count: int
    newer: int
    older: int
    newer_month: int = 0
    older_month: int = 0

    @property
    def is_shown(self) -> bool:
        """Whether the page exists: it holds items, or is the first page of a month that does."""
        return self.count > 0 or (self.number == 1 and self.month_count > 0)


def releases(article_ids: Iterable[int]) -> dict[int, ReleaseRow | None]:
    """Return what is online of articles; None for those that are not."""
    wanted = list(article_ids)
    found: dict[int, ReleaseRow | None] = dict.fromkeys(wanted)
    rows = Release.objects.filter(Among("pk", wanted), is_live=True).values_list(*_RELEASE_FIELDS)
    found.update((row[0], ReleaseRow(*row)) for row in rows)
    return found


def items(article_ids: Iterable[int]) -> dict[int, ItemRow | None]:
    """Return what lists show of articles online; None for those that are not."""
    wanted = list(article_ids)
    found: dict[int, ItemRow | None] = dict.fromkeys(wanted)
    rows = Release.objects.filter(Among("pk", wanted), is_live=True).values_list(*_ITEM_FIELDS)
    found.update((row[0], ItemRow._make(row)) for row in rows)
    return found


def first_pictures(article_ids: Iterable[int]) -> dict[int, str]:
    """Return the key of the first picture in the texts of articles online, of those that have one."""
    rows = Release.objects.filter(Among("pk", list(article_ids)), is_live=True)
    found = {}
    for article_id, body in rows.values_list("article_id", "body"):
        keys = (key for block in body for key in files_in(block) if key.startswith("image:"))
        if key := next(keys, None):
            found[article_id] = key
    return found


def addresses(site_id: int, article_ids: Iterable[int]) -> dict[tuple[int, int], str | None]:
    """Return the live addresses of articles on a site; None for those without."""
    wanted = list(article_ids)
    found: dict[tuple[int, int], str | None] = dict.fromkeys((site_id, pk) for pk in wanted)
    rows = Address.objects.filter(Among("article_id", wanted), site_id=site_id, is_live=True)
    found.update(((site_id, pk), path) for pk, path in rows.values_list("article_id", "path"))
    return found


def tally(column_id: int) -> int:
    """Return the kept count of a column."""
    rows = PublishedColumn.objects.filter(pk=column_id).values_list("count", flat=True)
    return rows.first() or 0


def months(column_id: int) -> list[tuple[int, int]]:
    """Return (month, count) of a column, newest first, months without items left out."""
    rows = Month.objects.filter(column_id=column_id, count__gt=0).order_by("-month")
    return list(rows.values_list("month", "count"))


def latest_keys(column_id: int, limit: int, kind: str) -> list[Key]:
    """Return the keys of a column's newest items."""
    rows = Listing.objects.filter(column_id=column_id)
    if kind:
        rows = rows.filter(kind=kind)
    newest = rows.order_by("-released_at", "-article_id")[:limit]
    return list(newest.values_list("released_at", "article_id"))


def latest_addresses(site_id: int, limit: int) -> list[Key]:
    """Return the keys of a site's newest articles, each once."""
    rows = Address.objects.filter(site_id=site_id, is_live=True)
    newest = rows.order_by("-released_at", "-article_id")[:limit]
    return list(newest.values_list("released_at", "article_id"))


def pinned(column_id: int, limit: int) -> list[int]:
    """Return the pinned articles of a column, newest first."""
    rows = Listing.objects.filter(column_id=column_id, is_pinned=True)
    newest = rows.order_by("-released_at", "-article_id")[:limit]
    return list(newest.values_list("article_id", flat=True))


def interpretations(article_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return the articles online that interpret documents, newest first, at most fifty each."""
    wanted = list(article_ids)
    found: dict[int, list[int]] = {pk: [] for pk in wanted}
    rows = Release.objects.filter(Among("interprets_id", wanted), is_live=True)
    newest = rows.order_by("-released_at", "-article_id").values_list("interprets_id", "article_id")
    for document, article_id in newest:
        if document is not None and len(found[document]) < MOST_INTERPRETATIONS:
            found[document].append(article_id)
    return found


class RelationRow(NamedTuple):
    """One relation of a document, seen from it or from the other one (`is_from` false)."""

    kind: str
    is_from: bool
    other: int | None
    words: str


def relations(article_ids: Iterable[int]) -> dict[int, list[RelationRow]]:
    """Return the relations of documents in both directions, at most fifty each, in one query."""
    wanted = list(article_ids)
    found: dict[int, list[RelationRow]] = {pk: [] for pk in wanted}
    both = Among("article_id", wanted) | Among("target_id", wanted)
    rows = PolicyRelation.objects.filter(both).order_by("-pk")
    for pk, kind, target, words in rows.values_list("article_id", "kind", "target_id", "words"):
        if pk in found and len(found[pk]) < MOST_INTERPRETATIONS:
            found[pk].append(RelationRow(kind, True, target, words))
        if target in found and len(found[target]) < MOST_INTERPRETATIONS:
            found[target].append(RelationRow(kind, False, pk, ""))
    return found


def parts(part_ids: Iterable[int]) -> dict[int, PartRow | None]:
    """Return parts of months with the numbers of their neighbours that hold items."""
    wanted = list(part_ids)
    found: dict[int, PartRow | None] = dict.fromkeys(wanted)
    rows = Part.objects.filter(Among("pk", wanted)).select_related("month")
    beside = _neighbours({row.month_id for row in rows})
    months = {pk: archived_months(pk) for pk in {row.month.column_id for row in rows}}
    for row in rows:
        newer, older = beside.get(row.pk, (0, 0))
        found[row.pk] = PartRow(
            row.pk, row.month.column_id, row.month.month, row.number, row.count, row.month.count,
            newer, older, *months_beside(months[row.month.column_id], row.month.month),
        )  # fmt: skip
    return found


def _neighbours(month_ids: set[int]) -> dict[int, tuple[int, int]]:
    shown: dict[int, list[tuple[int, int]]] = {}
    rows = Part.objects.filter(Among("month_id", month_ids), Q(count__gt=0) | Q(number=1))
    for month_id, pk, number in rows.order_by("low_at", "low_id").values_list(
        "month_id", "pk", "number"
    ):
        shown.setdefault(month_id, []).append((pk, number))
    beside = {}
    for listed in shown.values():
        numbers = [0, *(number for _, number in listed), 0]
        for place, (pk, _) in enumerate(listed, 1):
            beside[pk] = (numbers[place + 1], numbers[place - 1])
    return beside


def items_of_parts(part_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return the articles of parts, newest first."""
    wanted = list(part_ids)
    found: dict[int, list[int]] = {pk: [] for pk in wanted}
    rows = Listing.objects.filter(Among("part_id", wanted))
    newest = rows.order_by("part_id", "-released_at", "-article_id")
    for part_id, article_id in newest.values_list("part_id", "article_id"):
        found[part_id].append(article_id)
    return found


def numbered_addresses(site_id: int, part: int) -> list[tuple[str, datetime]]:
    """Return (path, change) of the live addresses of one part of the site map."""
    first = (part - 1) * SITEMAP_PART + 1
    rows = Address.objects.filter(
        site_id=site_id, number__range=(first, first + SITEMAP_PART - 1), is_live=True
    )
    listed = rows.order_by("number").values_list("path", "changed_at")
    return [(path, changed_at.astimezone(BEIJING)) for path, changed_at in listed]


def sitemap_parts(site_id: int) -> int:
    """Return how many parts of the site map have been begun."""
    rows = PublishedSite.objects.filter(pk=site_id).values_list("addresses", flat=True)
    given = rows.first() or 0
    return sitemap_part(given) if given else 0


def assets(keys: Iterable[str]) -> dict[str, AssetView | None]:
    """Return what is known of pictures and files; None for those that are gone."""
    from mingtang.editorial.publishing.assets import asset_views  # slow import
    from mingtang.editorial.publishing.derived import with_sources  # slow import

    found = asset_views(keys)
    pictures = sorted(key for key, view in found.items() if view and key.startswith("image:"))
    rows = DerivedSet.objects.filter(owner__in=pictures) if pictures else ()
    for row in rows:
        view = found[row.owner]
        assert view is not None  # only those were asked for
        found[row.owner] = with_sources(row.owner, view, row.files)
    return found


def item_view(row: ItemRow | ReleaseRow, link: str, *, is_pinned: bool) -> ItemView:
    """Return a list row."""
    return ItemView(
        article_id=row.id,
        kind=row.kind,
        title=row.title,
        summary=row.summary,
        link=link,
        source=row.source,
        unit_name=row.unit_name,
        document_number=row.document_number,
        document_date=row.document_date,
        force=row.force,
        released_at=row.released_at.astimezone(BEIJING),
        changed_at=row.changed_at.astimezone(BEIJING),
        is_pinned=is_pinned,
    )


def article_view(
    row: ReleaseRow,
    path: str,
    *,
    canonical: str,
    find_asset: FindAsset,
    interprets: ItemView | None,
    interpretations: tuple[ItemView, ...],
    relations: tuple[RelationView, ...] = (),
    papers: tuple[PaperView, ...] = (),
    questions: tuple[RoomLink, ...] = (),
) -> ArticleView:
    """Return what an article's own page shows."""
    return ArticleView(
        id=row.id,
        unit_name=row.unit_name,
        released_at=row.released_at.astimezone(BEIJING),
        changed_at=row.changed_at.astimezone(BEIJING),
        link=path,
        canonical=canonical,
        blocks=block_views(row.body, find_asset, is_document=row.kind == ArticleKind.POLICY),
        interprets=interprets,
        interpretations=interpretations,
        relations=relations,
        extra_facts=tuple(ExtraFact(**one) for one in row.extra_facts),
        papers=papers,
        questions=questions,
        **{name: getattr(row, name) for name in PUBLIC_FIELDS},
    )
