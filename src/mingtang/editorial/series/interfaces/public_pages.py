"""The public pages of series: each with its facts and updates, the list of a site, and what its banner leads to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mingtang.editorial.pages.enums import PageScope
from mingtang.editorial.pages.reader import Page, PageReader
from mingtang.editorial.pages.registry import PageKind, PageSpec
from mingtang.editorial.series.actions.waking import ALERT_PATH, LIST_PATH
from mingtang.editorial.series.enums import SeriesState
from mingtang.editorial.series.models import EmergencySeries, SeriesEntry
from mingtang.editorial.series.queries import alerts_of, closing_of, facts_of, updates_of
from mingtang.editorial.sites.enums import ColumnType
from mingtang.editorial.themes.shown import MapBranch, MapGroup, PageSection
from mingtang.ground.foundation.clock import BEIJING

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class SeriesTextView:
    """One text of a series: its paragraphs, and when it was released, in Beijing."""

    number: int
    at: datetime
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeriesView:
    """What the page of a series shows: the facts on top, updates newest first."""

    title: str
    closed_at: datetime | None
    facts: SeriesTextView
    updates: tuple[SeriesTextView, ...]
    topic: MapBranch | None


@dataclass(frozen=True, slots=True)
class SeriesOfSite:
    """The series of a site, open ones first."""

    groups: tuple[MapGroup, ...]


@dataclass(frozen=True, slots=True)
class AlertView:
    """One banner: its words, since when, and what it leads to: a series, or the site that takes over."""

    text: str
    since: datetime
    link: str = ""
    name: str = ""
    moves_to: str = ""


@dataclass(frozen=True, slots=True)
class AlertsView:
    """What the banner of a site leads to."""

    alerts: tuple[AlertView, ...]


def read_series(reader: PageReader, page: Page) -> SeriesView | None:
    """Return a series whose facts were released.

    Source: 宣城 2015 实施意见 二(四) (XC-10), 六安 三(一) (LA-07), 国办发〔2013〕100号 5 (GB-03).
    """
    row = EmergencySeries.objects.select_related("topic").filter(pk=int(page.key)).first()
    facts = facts_of(row) if row else None
    if row is None or facts is None or row.path != page.path:
        return None
    topic = None
    if row.topic is not None and row.topic.live_id:
        reader.notes.showed(f"topics:{row.site_id}")
        topic = MapBranch(row.topic.title, row.topic.link)
    return SeriesView(
        title=row.title,
        closed_at=row.closed_at.astimezone(BEIJING) if row.closed_at else None,
        facts=_entry(facts),
        updates=tuple(map(_entry, updates_of(row))),
        topic=topic,
    )


def _entry(row: SeriesEntry) -> SeriesTextView:
    assert row.released_at is not None
    lines = (line.strip() for line in row.text.splitlines())
    return SeriesTextView(
        row.pk, row.released_at.astimezone(BEIJING), tuple(one for one in lines if one)
    )


def read_list(reader: PageReader, page: Page) -> SeriesOfSite:
    """Return the series of a site by their state."""
    groups = (MapGroup(state.label, _named(page.site_id, state)) for state in SeriesState)
    return SeriesOfSite(tuple(group for group in groups if group.branches))


def _named(site_id: int, state: SeriesState) -> tuple[MapBranch, ...]:
    rows = EmergencySeries.objects.online().filter(site=site_id, state=state.value)[:MOST_LISTED]
    return tuple(MapBranch(row.title, row.link) for row in rows)


def read_alerts(reader: PageReader, page: Page) -> AlertsView:
    """Return the banners of a site now; a series of another site is linked there."""
    return AlertsView(tuple(_alerts(reader, page.site_id)))


def _alerts(reader: PageReader, site_id: int) -> Iterable[AlertView]:
    closing = closing_of(site_id)
    if closing is not None:
        since = closing.since.astimezone(BEIJING)
        yield AlertView(closing.notice, since, moves_to=closing.successor_url)
    for notice in alerts_of(site_id):
        link = name = ""
        if notice.series is not None:
            other = notice.series.site_id != site_id
            base = reader.other_site(notice.series.site_id).url if other else ""
            link, name = f"{base}{notice.series.link}", notice.series.title
        yield AlertView(notice.text, notice.begun_at.astimezone(BEIJING), link, name)


def series_pages(site_id: int, after: str, limit: int) -> list[PageSpec]:
    """Return the pages of the series of a site."""
    rows = EmergencySeries.objects.filter(
        site_id=site_id, released_at__isnull=False, pk__gt=int(after or 0)
    )
    return [
        PageSpec(row.path, str(row.pk), None, str(row.pk)) for row in rows.order_by("pk")[:limit]
    ]


def map_entries(reader: PageReader) -> tuple[MapBranch, ...]:
    """Return the series of a site for its map, where it has some."""
    site_id = reader.page.site_id
    reader.notes.showed(f"series:{site_id}")
    found = tuple(one for state in SeriesState for one in _named(site_id, state))
    return (MapBranch("应急专题", LIST_PATH.removesuffix("index.html"), found),) if found else ()


_SECTION = PageSection(
    "应急专题",
    ColumnType.RESPONSE,
    "发布的突发事件情况和最新进展",
    "突发事件,应急,最新进展",
    LIST_PATH.removesuffix("index.html"),
)
_ALERT_SECTION = PageSection(
    "重要提示", ColumnType.RESPONSE, "现在的重要提示", "重要提示,应急", ALERT_PATH
)
KINDS = (
    PageKind(
        name="series",
        scope=PageScope.OWN,
        template="series.html",
        section=_SECTION,
        read=read_series,
        pages=series_pages,
        owns_address=True,
    ),
    PageKind(
        name="series_list",
        scope=PageScope.SITE,
        template="series_list.html",
        section=_SECTION,
        read=read_list,
        address=lambda _: LIST_PATH,
    ),
    PageKind(
        name="alert",
        scope=PageScope.SITE,
        template="alerts.html",
        section=_ALERT_SECTION,
        read=read_alerts,
        address=lambda _: ALERT_PATH,
    ),
)
