"""The home page of a site and its topic pages: blocks in a grid of twelve."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mingtang.editorial.layouts.enums import LayoutKind, TopicState
from mingtang.editorial.layouts.models import HOME_PATH, TOPICS_PATH, SiteLayout
from mingtang.editorial.pages.enums import PageScope
from mingtang.editorial.pages.reader import Page, PageReader
from mingtang.editorial.pages.registry import PageKind, PageSpec
from mingtang.editorial.publishing.reader import ArticleReader
from mingtang.editorial.sites.enums import ColumnType
from mingtang.editorial.themes.blocks import BlockUse, block_type
from mingtang.editorial.themes.policies.links import link
from mingtang.editorial.themes.shown import MapBranch, MapGroup, PageSection, PlacedBlock

HOME_COLUMNS = 12
HOME_ITEMS = 6
MAPPED_TOPICS = 200


@dataclass(frozen=True, slots=True)
class Home:
    """What the home page shows; `needs_script` tells that a block has one."""

    blocks: tuple[PlacedBlock, ...]
    needs_script: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """What a topic page shows; `mark` says that it has ended, empty while it goes on."""

    title: str
    summary: str
    blocks: tuple[PlacedBlock, ...]
    needs_script: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True)
class TopicList:
    """The topics of a site by their state."""

    groups: tuple[MapGroup, ...]


def placed_blocks(
    asked: ArticleReader, body: Sequence[Mapping[str, Any]]
) -> tuple[PlacedBlock, ...]:
    """Return the blocks of a body; what has nothing to show is left out."""
    return tuple(_placed(asked, body))


def _placed(asked: ArticleReader, body: Sequence[Mapping[str, Any]]) -> Iterator[PlacedBlock]:
    for number, block in enumerate(body, 1):
        kind = block_type(str(block["type"]))
        if kind is None or BlockUse.HOME not in kind.uses:
            continue
        value = block["value"]
        if isinstance(value, Mapping):
            value = {**value, "place": number}
        view = kind.read(asked, value)
        if view is None:
            continue
        more = str(getattr(view, "more", ""))
        yield PlacedBlock(number, view, block["width"], block["title"], kind.label, more)


def standing_body(reader: PageReader) -> list[dict[str, Any]]:
    """Return the blocks of a home without a design: the newest of the first columns."""
    return [
        {
            "type": "news",
            "width": 6,
            "title": column.name,
            "value": {"columns": [column.id], "count": HOME_ITEMS, "has_day": True},
        }
        for column in reader.top_columns()[:HOME_COLUMNS]
    ]


def read_home(reader: PageReader, page: Page) -> Home:
    """Return the home that was released, else the newest items of the first columns."""
    rows = SiteLayout.objects.filter(site_id=page.site_id, kind=LayoutKind.HOME.value)
    body = rows.filter(live__isnull=False).values_list("live__body", flat=True).first()
    blocks = placed_blocks(ArticleReader(reader), standing_body(reader) if body is None else body)
    return Home(blocks, need_script(blocks))


def need_script(blocks: Sequence[PlacedBlock]) -> bool:
    """Tell whether a block among them has a script."""
    return any(placed.view.type == "carousel" for placed in blocks)


def read_topic(reader: PageReader, page: Page) -> Topic | None:
    """Return a topic page that is online."""
    row = (
        SiteLayout.objects.filter(pk=int(page.key), live__isnull=False)
        .select_related("live")
        .first()
    )
    if row is None or row.live is None or row.path != page.path:
        return None
    blocks = placed_blocks(ArticleReader(reader), row.live.body)
    return Topic(row.title, row.summary, blocks, need_script(blocks), row.topic_mark)


def topic_pages(site_id: int, after: str, limit: int) -> list[PageSpec]:
    """Return the topic pages online on a site."""
    rows = SiteLayout.objects.filter(
        site_id=site_id, kind=LayoutKind.TOPIC.value, live__isnull=False, pk__gt=int(after or 0)
    )
    return [
        PageSpec(row.path, str(row.pk), None, str(row.pk)) for row in rows.order_by("pk")[:limit]
    ]


def read_topics(reader: PageReader, page: Page) -> TopicList:
    """Return the topics of a site: those that go on first, then closed and archived ones apart."""
    reader.notes.showed(f"topics:{page.site_id}")
    groups = (MapGroup(state.label, _topics(page.site_id, state)) for state in TopicState)
    return TopicList(tuple(group for group in groups if group.branches))


def _topics(site_id: int, state: TopicState) -> tuple[MapBranch, ...]:
    rows = SiteLayout.objects.topics_online(site_id).filter(topic_state=state.value)
    return tuple(MapBranch(row.title, row.link) for row in rows[:MAPPED_TOPICS])


def map_topics(reader: PageReader) -> tuple[MapBranch, ...]:
    """Return the list of topics for the map of a site, with those that are not archived."""
    site_id = reader.page.site_id
    reader.notes.showed(f"topics:{site_id}")
    rows = SiteLayout.objects.topics_online(site_id)
    shown = rows.exclude(topic_state=TopicState.ARCHIVED.value)[:MAPPED_TOPICS]
    topics = tuple(MapBranch(row.title, row.link) for row in shown)
    return (MapBranch("全部专题", link(TOPICS_PATH), topics),) if rows.exists() else ()


_TOPICS_SECTION = PageSection(
    "专题", ColumnType.NEWS, "的专题，已结束和已归档的另列", "专题,专栏", link(TOPICS_PATH)
)
HOME = PageKind(
    name="home",
    scope=PageScope.SITE,
    template="home.html",
    marks="standard/home.html",
    read=read_home,
    address=lambda _: HOME_PATH,
)
TOPIC = PageKind(
    name="topic",
    scope=PageScope.OWN,
    template="topic.html",
    section=_TOPICS_SECTION,
    marks="standard/topic.html",
    read=read_topic,
    pages=topic_pages,
    owns_address=True,  # else a topic could take the address of a column's page
)
TOPICS = PageKind(
    name="topics",
    scope=PageScope.SITE,
    template="topics.html",
    section=_TOPICS_SECTION,
    read=read_topics,
    address=lambda _: TOPICS_PATH,
)
