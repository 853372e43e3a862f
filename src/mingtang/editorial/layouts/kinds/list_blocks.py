"""Blocks of homes that show articles: lead story, carousel, news, policies, topics."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from mingtang.editorial.content.enums import ArticleKind
from mingtang.editorial.layouts.enums import TopicState
from mingtang.editorial.layouts.kinds.home_views import (
    CarouselView,
    LeadView,
    ListView,
    SlideView,
    TopicsView,
    TopicView,
)
from mingtang.editorial.layouts.models import TOPICS_PATH, SiteLayout
from mingtang.editorial.publishing.reader import ArticleReader
from mingtang.editorial.publishing.shown import ItemView
from mingtang.editorial.themes.blocks import BlockField, BlockType, BlockUse, ValueKind
from mingtang.editorial.themes.policies.links import link

HOME = frozenset({BlockUse.HOME})
MOST_TOPICS = 12
Values = Mapping[str, Any]
_ARTICLE = re.compile(r"/(\d{1,18})\.html$")
_COLUMNS = BlockField(
    name="columns", label="栏目", kind=ValueKind.COLUMNS, least=1, most=6, help="最多 6 个栏目。"
)


def _count(start: int, most: int = 20, least: int = 1) -> BlockField:
    return BlockField(
        name="count", label="条数", kind=ValueKind.NUMBER, least=least, most=most, start=start
    )


def latest(
    asked: ArticleReader, columns: Sequence[int], count: int, kind: str = ""
) -> tuple[tuple[ItemView, ...], str]:
    """Return the newest items of columns that can be seen, and the address of the first column."""
    found = [view for pk in columns if (view := asked.pages.column(pk)) is not None]
    shown = [view for view in found if view.is_shown]
    if not shown or not count:
        return (), shown[0].link if shown else ""
    items = asked.latest([view.id for view in shown], count, kind=kind)
    own = shown[0].site_id == asked.page.site_id
    more = (
        shown[0].link if own else f"{asked.pages.other_site(shown[0].site_id).url}{shown[0].link}"
    )
    return items, more


def read_lead(asked: ArticleReader, value: Values) -> LeadView | None:
    """Return the article that was chosen, else the newest of the column."""
    items, more = latest(asked, value.get("columns") or (), int(value.get("count") or 0) + 1)
    named = _ARTICLE.search(str(value.get("article") or ""))
    chosen = asked.item(int(named.group(1))) if named else None
    lead = chosen or (items[0] if items else None)
    if lead is None:
        return None
    rest = [one for one in items if one.article_id != lead.article_id]
    picture = asked.asset(f"image:{value['picture']}") if value.get("picture") else None
    name = str(value.get("picture_name") or "")
    if picture is None and (own := asked.first_picture(lead.article_id)) is not None:
        picture, name = own
    return LeadView(
        type="lead",
        title=lead.title,
        summary=lead.summary,
        link=lead.link,
        picture=picture,
        picture_name=name,
        day=lead.released_on,
        items=tuple(rest[: int(value.get("count") or 0)]),
        more=more,
    )


def read_carousel(asked: ArticleReader, value: Values) -> CarouselView | None:
    """Return the pictures that are there."""
    slides = (
        SlideView(str(row["title"]), str(row["link"]), picture)
        for row in value.get("slides", ())
        if (picture := asked.asset(f"image:{row['picture']}")) is not None
    )
    found = tuple(slides)
    return CarouselView("carousel", found) if found else None


def read_news(asked: ArticleReader, value: Values) -> ListView:
    """Return the newest items of columns."""
    items, more = latest(asked, value["columns"], int(value["count"]))
    return ListView("news", items, bool(value.get("has_day", True)), more)


def read_policies(asked: ArticleReader, value: Values) -> ListView:
    """Return the newest policy documents of columns."""
    items, more = latest(asked, value["columns"], int(value["count"]), ArticleKind.POLICY.value)
    return ListView("policies", items, has_day=True, more=more)


def read_topics(asked: ArticleReader, value: Values) -> TopicsView:
    """Return the newest topic pages of the site."""
    site_id = asked.page.site_id
    asked.notes.showed(f"topics:{site_id}")
    rows = SiteLayout.objects.topics_online(site_id).exclude(topic_state=TopicState.ARCHIVED.value)
    shown = rows[: int(value["count"])]
    topics = (TopicView(row.title, row.link, row.summary, row.topic_mark) for row in shown)
    return TopicsView("topics", tuple(topics), link(TOPICS_PATH))


LIST_BLOCKS = (
    BlockType(
        name="lead",
        label="头条",
        help="一条重点稿件和它下面的几条；不指定稿件时取栏目中最新的一条。",
        fields=(
            BlockField(
                name="article",
                label="稿件网址",
                kind=ValueKind.LINK,
                is_required=False,
                most=300,
                help="粘贴已发布稿件的网址；留空则取栏目中最新的一条。",
            ),
            BlockField(name="columns", label="栏目", kind=ValueKind.COLUMNS, least=1, most=3),
            BlockField(
                name="count",
                label="下面再列几条",
                kind=ValueKind.NUMBER,
                least=0,
                most=6,
                start=3,
            ),
            BlockField(
                name="picture",
                label="图片",
                kind=ValueKind.PICTURE,
                is_required=False,
                help="留空则用稿件中的第一张图片。",
            ),
            BlockField(
                name="picture_name",
                label="图片名称",
                is_required=False,
                most=100,
                help="写清图中的人和事，读屏软件会朗读；图片只作装饰的留空。",
            ),
        ),
        view=LeadView,
        read=read_lead,
        uses=HOME,
        most_columns=3,
        width=8,
    ),
    BlockType(
        name="carousel",
        label="图片轮播",
        help="2 至 6 张图片；不用脚本也能左右滚动，自动播放时可以暂停。",
        fields=(
            BlockField(
                name="slides",
                label="图片",
                kind=ValueKind.ROWS,
                least=2,
                most=6,
                fields=(
                    BlockField(name="picture", label="图片", kind=ValueKind.PICTURE),
                    BlockField(name="title", label="标题", most=60),
                    BlockField(name="link", label="链接", kind=ValueKind.LINK, most=300),
                ),
            ),
        ),
        view=CarouselView,
        read=read_carousel,
        uses=HOME,
        width=8,
    ),
    BlockType(
        name="news",
        label="新闻列表",
        help="一个或几个栏目最新的稿件。",
        fields=(
            _COLUMNS,
            _count(6),
            BlockField(
                name="has_day",
                label="显示日期",
                kind=ValueKind.SWITCH,
                is_required=False,
                start=True,
            ),
        ),
        view=ListView,
        read=read_news,
        uses=HOME,
        most_columns=6,
        width=6,
    ),
    BlockType(
        name="policies",
        label="政策列表",
        help="栏目中最新的政策文件，带文号。",
        fields=(_COLUMNS, _count(6)),
        view=ListView,
        read=read_policies,
        uses=HOME,
        most_columns=6,
        width=6,
    ),
    BlockType(
        name="topics",
        label="专题",
        help="本网站最新的专题页，自动更新。",
        fields=(_count(4, MOST_TOPICS),),
        view=TopicsView,
        read=read_topics,
        uses=HOME,
        width=12,
    ),
)
