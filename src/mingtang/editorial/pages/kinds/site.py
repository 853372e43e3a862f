"""The pages a site has once: all its columns, notices, and files for machines."""

from collections.abc import Callable
from dataclasses import dataclass

from mingtang.editorial.pages.enums import PageScope
from mingtang.editorial.pages.models import PublishedSite, Tombstone
from mingtang.editorial.pages.policies import paths
from mingtang.editorial.pages.policies.contacts import SECURITY_PATH, security_text
from mingtang.editorial.pages.reader import Page, PageReader
from mingtang.editorial.pages.registry import PageKind, PageSpec, file_of_site
from mingtang.editorial.pages.site_map import site_map
from mingtang.editorial.sites.enums import ColumnType, SiteState
from mingtang.editorial.themes.shown import MapBranch, MapGroup, PageSection


@dataclass(frozen=True, slots=True)
class SiteTree:
    """What the site map page shows: sections of pages, each below the one it belongs to."""

    groups: tuple[MapGroup, ...]


@dataclass(frozen=True, slots=True)
class PlainWords:
    """A page with nothing but words: not found, gone, out of order, switched off.

    `leads_on` tells whether there is anything to go on to: of a site that is switched off nothing is.
    `address` is where its content went.
    """

    title: str
    text: str
    leads_on: bool = True
    address: str = ""


def read_tree(reader: PageReader, page: Page) -> SiteTree:
    """Return all pages of the site that are not articles or archives, by sections."""
    return SiteTree(site_map(reader))


def standing_pages(_: PageReader) -> tuple[MapBranch, ...]:
    """Return the pages of every site that come with the engine."""
    return (MapBranch("网站群导航", "/sites.html"),)


def read_not_found(reader: PageReader, page: Page) -> PlainWords:
    """Return the page shown with status 404."""
    return PlainWords(
        "页面不存在",
        "您访问的页面不存在，可能已经移动、改名或删除，也可能不对外开放。请检查网址，或者从下面继续。",
    )


def read_gone(reader: PageReader, page: Page) -> PlainWords:
    """Return the page shown with status 410 where no special notice stands."""
    return PlainWords("内容已下线", "您访问的内容已经下线。")


def read_unavailable(reader: PageReader, page: Page) -> PlainWords:
    """Return the page shown while forms and search cannot answer; published pages still can."""
    return PlainWords(
        "暂时无法办理",
        "当前访问人数较多，或者系统正在维护，暂时不能提交和查询。刚才填写的内容仍在上一页，"
        "请稍等几分钟，返回后再试。网站上已发布的内容仍可以阅读。",
    )


def read_off(reader: PageReader, page: Page) -> PlainWords | None:
    """Return the page that stands for the whole site while it is switched off."""
    row = (
        PublishedSite.objects.filter(pk=page.site_id, is_off=True).values_list("off_notice").first()
    )
    if row is None:
        return None
    site = reader.site
    if site.state == SiteState.CLOSED:
        words = row[0] or "本网站已关停。"
        return PlainWords("网站已关停", words, leads_on=False, address=site.successor_url)
    return PlainWords("网站暂停服务", row[0] or "网站暂停服务，请稍后再来。", leads_on=False)


def read_tombstone(reader: PageReader, page: Page) -> PlainWords | None:
    """Return the notice at one address taken down, with the public reason where there is one."""
    path = page.path.removeprefix(paths.GONE_FOLDER)
    stones = Tombstone.objects.filter(site_id=page.site_id, path=path, lifted_at__isnull=True)
    row = stones.values_list("public_reason").first()
    return None if row is None else PlainWords("内容已下线", row[0] or "您访问的内容已经下线。")


def tombstone_pages(site_id: int, after: str, limit: int) -> list[PageSpec]:
    """Return the notices of addresses taken down on a site."""
    stones = Tombstone.objects.filter(
        site_id=site_id, lifted_at__isnull=True, pk__gt=int(after or 0)
    )
    rows = stones.order_by("pk").values_list("pk", "path")[:limit]
    return [PageSpec(paths.gone_path(path), "", None, str(pk)) for pk, path in rows]


def read_security(reader: PageReader, page: Page) -> bytes | None:
    """Return whom finders of a weak spot may tell, and until when (RFC 9116)."""
    rows = PublishedSite.objects.filter(pk=page.site_id, contact_until__isnull=False)
    until = rows.values_list("contact_until", flat=True).first()
    if until is None:
        return None
    site = reader.site
    text = security_text(email=site.email, phone=site.phone, url=site.url, until=until)
    return text.encode()


def _notice(name: str, read: Callable[[PageReader, Page], object | None], path: str) -> PageKind:
    return PageKind(
        name=name,
        scope=PageScope.SITE,
        template="notice.html",
        marks="standard/words.html",
        read=read,
        address=lambda _: path,
    )


_MAP_SECTION = PageSection(
    "网站地图", ColumnType.OVERVIEW, "的全部栏目", "网站地图,栏目", "/map.html"
)
KINDS = (
    PageKind(
        name="tree",
        scope=PageScope.SITE,
        template="tree.html",
        section=_MAP_SECTION,
        marks="standard/map.html",
        read=read_tree,
        address=lambda _: "/map.html",
    ),
    _notice("not_found", read_not_found, "/404.html"),
    _notice("gone", read_gone, "/410.html"),
    _notice("unavailable", read_unavailable, paths.UNAVAILABLE_PATH),
    _notice("off", read_off, "/.off.html"),
    PageKind(
        name="tombstone",
        scope=PageScope.OWN,
        template="notice.html",
        marks="standard/words.html",
        read=read_tombstone,
        pages=tombstone_pages,
    ),
    file_of_site("security", read_security, SECURITY_PATH),
)
