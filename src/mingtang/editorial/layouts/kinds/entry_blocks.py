"""Blocks of homes that lead somewhere or show something: entries, site group, banner, video, figures."""

from mingtang.editorial.layouts.kinds.home_views import (
    BannerView,
    ChartView,
    EntriesView,
    EntryView,
    GroupView,
    SitesOfKind,
    VideoView,
)
from mingtang.editorial.layouts.kinds.list_blocks import HOME, Values, latest
from mingtang.editorial.publishing.reader import ArticleReader
from mingtang.editorial.sites.enums import SiteKind
from mingtang.editorial.themes.blocks import BlockField, BlockType, ValueKind
from mingtang.editorial.themes.blocks.media import CHART_FIELDS, chart_of

_ALL_SITES = "/sites.html"


def _entries(value: Values) -> tuple[EntryView, ...]:
    return tuple(
        EntryView(str(row["title"]), str(row["link"]), str(row.get("note") or ""))
        for row in value.get("entries", ())
    )


def read_services(asked: ArticleReader, value: Values) -> EntriesView:
    """Return the entries."""
    return EntriesView("services", _entries(value), ())


def read_interaction(asked: ArticleReader, value: Values) -> EntriesView:
    """Return the entries, and the newest items of the columns with answers."""
    items, more = latest(asked, value.get("columns") or (), int(value.get("count") or 0))
    return EntriesView("interaction", _entries(value), items, more)


def read_group(asked: ArticleReader, value: Values) -> GroupView:
    """Return the open sites by kind.

    Source: 宣城 2015 实施意见 三(二) (XC-19): one platform for the sites of city and departments.
    """
    wanted = value.get("kind") or ""
    sites = asked.pages.open_sites()
    groups = (
        SitesOfKind(kind.label, tuple(one for one in sites if one.kind == kind))
        for kind in SiteKind
        if wanted in ("", kind.value)
    )
    return GroupView("sites", tuple(one for one in groups if one.sites), _ALL_SITES)


def read_banner(asked: ArticleReader, value: Values) -> BannerView | None:
    """Return the picture, None when it is gone."""
    picture = asked.asset(f"image:{value['picture']}")
    if picture is None:
        return None
    return BannerView("banner", picture, str(value["name"]), str(value.get("link") or ""))


def read_video(asked: ArticleReader, value: Values) -> VideoView | None:
    """Return the film, None when it is gone."""
    film = asked.asset(f"document:{value['film']}")
    poster = asked.asset(f"image:{value['poster']}") if value.get("poster") else None
    if film is None:
        return None
    return VideoView("video", str(value["name"]), film, poster, str(value.get("words") or ""))


def read_figures(asked: ArticleReader, value: Values) -> ChartView:
    """Return the chart with its table."""
    figure = chart_of(value).figure(folded=True)
    return ChartView("figures", figure, str(value.get("source") or ""))


def _rows(least: int, most: int) -> BlockField:
    return BlockField(
        name="entries",
        label="入口",
        kind=ValueKind.ROWS,
        least=least,
        most=most,
        fields=(
            BlockField(name="title", label="名称", most=30),
            BlockField(name="link", label="链接", kind=ValueKind.LINK, most=300),
            BlockField(name="note", label="说明", is_required=False, most=60),
        ),
    )


ENTRY_BLOCKS = (
    BlockType(
        name="services",
        label="办事服务入口",
        help="通向办事服务的入口，名称要短。",
        fields=(_rows(1, 16),),
        view=EntriesView,
        read=read_services,
        uses=HOME,
        width=4,
    ),
    BlockType(
        name="interaction",
        label="互动交流入口",
        help="通向写信、征集、访谈的入口，还可以列出最新的回应。",
        fields=(
            _rows(1, 8),
            BlockField(
                name="columns",
                label="列出这些栏目的最新稿件",
                kind=ValueKind.COLUMNS,
                is_required=False,
                most=3,
            ),
            BlockField(
                name="count",
                label="条数",
                kind=ValueKind.NUMBER,
                is_required=False,
                most=10,
                start=4,
            ),
        ),
        view=EntriesView,
        read=read_interaction,
        uses=HOME,
        most_columns=3,
        width=4,
    ),
    BlockType(
        name="sites",
        label="网站群",
        help="平台上运行的网站，自动更新。",
        fields=(
            BlockField(
                name="kind",
                label="只列一类",
                kind=ValueKind.CHOICE,
                is_required=False,
                choices=(("", "全部"), *SiteKind.choices()),
            ),
        ),
        view=GroupView,
        read=read_group,
        uses=HOME,
    ),
    BlockType(
        name="banner",
        label="横幅图片",
        fields=(
            BlockField(name="picture", label="图片", kind=ValueKind.PICTURE),
            BlockField(
                name="name", label="图片名称", most=100, help="图上的字要写全，读屏软件会朗读。"
            ),
            BlockField(name="link", label="链接", kind=ValueKind.LINK, is_required=False, most=300),
        ),
        view=BannerView,
        read=read_banner,
        uses=HOME,
    ),
    BlockType(
        name="video",
        label="视频",
        help="不会自动播放；听不见的人靠文字说明了解内容。",
        fields=(
            BlockField(name="name", label="视频名称", most=60),
            BlockField(
                name="film",
                label="视频文件",
                kind=ValueKind.FILE,
                formats=("mp4",),
                help="MP4 格式的文件。",
            ),
            BlockField(name="poster", label="封面图片", kind=ValueKind.PICTURE, is_required=False),
            BlockField(
                name="words",
                label="文字说明",
                kind=ValueKind.TEXT,
                most=2000,
                help="写明视频中说了什么、有什么画面。",
            ),
        ),
        view=VideoView,
        read=read_video,
        uses=HOME,
        width=6,
    ),
    BlockType(
        name="figures",
        label="数据图表",
        help="图和表同时给出，不靠颜色区分。",
        fields=CHART_FIELDS,
        view=ChartView,
        read=read_figures,
        uses=HOME,
        width=6,
    ),
)
