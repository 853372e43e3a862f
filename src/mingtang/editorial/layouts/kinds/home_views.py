"""What the templates of blocks on homes and topic pages get: frozen values."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from mingtang.editorial.publishing.shown import ItemView
from mingtang.editorial.themes.shown import AssetView, SiteView


@dataclass(frozen=True, slots=True)
class LeadView:
    """The lead story (头条), with further items below it."""

    type: str
    title: str
    summary: str
    link: str
    picture: AssetView | None
    picture_name: str
    day: date
    items: tuple[ItemView, ...]
    more: str = ""


@dataclass(frozen=True, slots=True)
class SlideView:
    """One picture of a carousel, and where it leads."""

    title: str
    link: str
    picture: AssetView


@dataclass(frozen=True, slots=True)
class CarouselView:
    """Pictures that can be turned through (轮播); without a script all can be reached by scrolling."""

    type: str
    slides: tuple[SlideView, ...]
    more: str = ""


@dataclass(frozen=True, slots=True)
class ListView:
    """The newest items of columns (新闻列表、政策列表)."""

    type: str
    items: tuple[ItemView, ...]
    has_day: bool
    more: str = ""


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry that leads somewhere, with a few words."""

    title: str
    link: str
    note: str


@dataclass(frozen=True, slots=True)
class EntriesView:
    """Entries that lead to services or to ways to write (办事服务、互动交流)."""

    type: str
    entries: tuple[EntryView, ...]
    items: tuple[ItemView, ...]
    more: str = ""


@dataclass(frozen=True, slots=True)
class TopicView:
    """A topic page (专题) and how to get there."""

    title: str
    link: str
    summary: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class TopicsView:
    """The newest topic pages of the site."""

    type: str
    topics: tuple[TopicView, ...]
    more: str = ""


@dataclass(frozen=True, slots=True)
class SitesOfKind:
    """Sites of one kind."""

    label: str
    sites: tuple[SiteView, ...]


@dataclass(frozen=True, slots=True)
class GroupView:
    """The sites of the platform by kind (网站群)."""

    type: str
    groups: tuple[SitesOfKind, ...]
    more: str = ""


@dataclass(frozen=True, slots=True)
class BannerView:
    """One wide picture that leads somewhere (横幅)."""

    type: str
    picture: AssetView
    name: str
    link: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class VideoView:
    """A film with its words (视频); it never plays by itself."""

    type: str
    name: str
    film: AssetView
    poster: AssetView | None
    words: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class ChartView:
    """Numbers as a chart with the same values as a table (数据图表)."""

    type: str
    figure: Markup
    source: str
    more: str = ""
