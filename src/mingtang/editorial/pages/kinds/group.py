"""The page that leads to all sites of the platform (网站群导航)."""

from dataclasses import dataclass

from mingtang.editorial.pages.enums import PageScope
from mingtang.editorial.pages.reader import Page, PageReader
from mingtang.editorial.pages.registry import PageKind
from mingtang.editorial.sites.enums import ColumnType, SiteKind
from mingtang.editorial.themes.shown import PageSection, SiteView

ALL_SITES = "sites:all"  # the subject under which this page is woken


@dataclass(frozen=True, slots=True)
class SiteGroup:
    """Sites of one kind."""

    label: str
    sites: tuple[SiteView, ...]


@dataclass(frozen=True, slots=True)
class GroupPage:
    """What the page shows."""

    groups: tuple[SiteGroup, ...]


def read_group(reader: PageReader, page: Page) -> GroupPage:
    """Return the open sites by kind, in their order.

    Source: 宣城 2015 实施意见 三(二) (XC-19): one platform for the sites of city and departments.
    """
    sites = reader.open_sites()
    groups = (
        SiteGroup(kind.label, tuple(site for site in sites if site.kind == kind))
        for kind in SiteKind
    )
    return GroupPage(tuple(group for group in groups if group.sites))


_SECTION = PageSection(
    "网站群", ColumnType.OVERVIEW, "所在网站群的各个网站", "网站群,网站", "/sites.html"
)
GROUP = PageKind(
    name="group",
    scope=PageScope.SITE,
    template="group.html",
    section=_SECTION,
    marks="standard/group.html",
    read=read_group,
    address=lambda _: "/sites.html",
)
