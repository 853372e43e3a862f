"""The pages a site has once: home, site map, notices, and the files for machines."""

from dataclasses import dataclass

from mingtang.editorial.publishing.enums import PageScope
from mingtang.editorial.publishing.models import SiteState, Tombstone
from mingtang.editorial.publishing.pages.registry import PageKind, PageSpec
from mingtang.editorial.publishing.policies import paths
from mingtang.editorial.publishing.policies.contacts import SECURITY_PATH, security_text
from mingtang.editorial.publishing.policies.parts import MOST_SITEMAP_PARTS, sitemap_part
from mingtang.editorial.publishing.reader import Page, PageReader
from mingtang.editorial.publishing.shown import AddressView, ColumnView, ItemView

HOME_COLUMNS = 12
HOME_ITEMS = 6


@dataclass(frozen=True, slots=True)
class HomeBlock:
    """One column on the home page with its newest items."""

    column: ColumnView
    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """What the home page shows."""

    blocks: tuple[HomeBlock, ...]


@dataclass(frozen=True, slots=True)
class SiteTree:
    """What the site map page shows: all columns, by path."""

    columns: tuple[ColumnView, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A page with nothing but words: not found, gone, switched off."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class MapPart:
    """One part of the site map for machines."""

    addresses: tuple[AddressView, ...]


@dataclass(frozen=True, slots=True)
class MapIndex:
    """The index over the parts."""

    urls: tuple[str, ...]


def read_home(reader: PageReader, page: Page) -> Home:
    """Return the newest items of the first columns."""
    columns = reader.top_columns()[:HOME_COLUMNS]
    return Home(
        tuple(HomeBlock(column, reader.latest([column.id], HOME_ITEMS)) for column in columns)
    )


def read_tree(reader: PageReader, page: Page) -> SiteTree:
    """Return all columns of the site."""
    return SiteTree(reader.all_columns())


def read_not_found(reader: PageReader, page: Page) -> Notice:
    """Return the page shown with status 404."""
    return Notice("页面不存在", "您访问的页面不存在，可能已经移动或删除。请从首页或网站地图查找。")


def read_gone(reader: PageReader, page: Page) -> Notice:
    """Return the page shown with status 410 where no special notice stands."""
    return Notice("内容已下线", "您访问的内容已经下线。")


def read_off(reader: PageReader, page: Page) -> Notice | None:
    """Return the page that stands for the whole site while it is switched off."""
    row = SiteState.objects.filter(pk=page.site_id, is_off=True).values_list("off_notice").first()
    if row is None:
        return None
    return Notice("网站暂停服务", row[0] or "网站暂停服务，请稍后再来。")


def read_tombstone(reader: PageReader, page: Page) -> Notice | None:
    """Return the notice at one address taken down, with the public reason where there is one."""
    path = page.path.removeprefix(paths.GONE_FOLDER)
    stones = Tombstone.objects.filter(site_id=page.site_id, path=path, lifted_at__isnull=True)
    row = stones.values_list("public_reason").first()
    return None if row is None else Notice("内容已下线", row[0] or "您访问的内容已经下线。")


def tombstone_pages(site_id: int, after: str, limit: int) -> list[PageSpec]:
    """Return the notices of addresses taken down on a site."""
    stones = Tombstone.objects.filter(
        site_id=site_id, lifted_at__isnull=True, pk__gt=int(after or 0)
    )
    rows = stones.order_by("pk").values_list("pk", "path")[:limit]
    return [PageSpec(paths.gone_path(path), "", None, str(pk)) for pk, path in rows]


def sitemap_path(part: int) -> str:
    """Return the address of a part of the site map."""
    return f"/sitemap-{part}.xml"


def read_map_index(reader: PageReader, page: Page) -> MapIndex:
    """Return the index over the parts of the site map."""
    url = reader.site.url
    newest = reader.sitemap_parts()
    parts = range(max(1, newest - MOST_SITEMAP_PARTS + 1), newest + 1)
    return MapIndex(tuple(f"{url}{sitemap_path(part)}" for part in parts))


def read_map_part(reader: PageReader, page: Page) -> MapPart:
    """Return the live addresses of one part."""
    return MapPart(reader.addresses(int(page.key)))


def map_part_pages(site_id: int, after: str, limit: int) -> list[PageSpec]:
    """Return the parts of the site map that were begun."""
    given = SiteState.objects.filter(pk=site_id).values_list("addresses", flat=True).first() or 0
    begun = int(after or 0)
    parts = range(begun + 1, (sitemap_part(given) if given else 0) + 1)
    return [PageSpec(sitemap_path(part), str(part), None, str(part)) for part in parts[:limit]]


def read_robots(reader: PageReader, page: Page) -> bytes:
    """Return what crawlers are told."""
    return f"User-agent: *\nAllow: /\nSitemap: {reader.site.url}/sitemap.xml\n".encode()


def read_security(reader: PageReader, page: Page) -> bytes | None:
    """Return whom finders of a weak spot may tell, and until when (RFC 9116)."""
    rows = SiteState.objects.filter(pk=page.site_id, contact_until__isnull=False)
    until = rows.values_list("contact_until", flat=True).first()
    if until is None:
        return None
    site = reader.site
    text = security_text(email=site.email, phone=site.phone, url=site.url, until=until)
    return text.encode()


KINDS = (
    PageKind(
        name="home",
        scope=PageScope.SITE,
        template="home.html",
        read=read_home,
        address=lambda _: "/index.html",
    ),
    PageKind(
        name="tree",
        scope=PageScope.SITE,
        template="tree.html",
        read=read_tree,
        address=lambda _: "/map.html",
    ),
    PageKind(
        name="not_found",
        scope=PageScope.SITE,
        template="notice.html",
        read=read_not_found,
        address=lambda _: "/404.html",
    ),
    PageKind(
        name="gone",
        scope=PageScope.SITE,
        template="notice.html",
        read=read_gone,
        address=lambda _: "/410.html",
    ),
    PageKind(
        name="off",
        scope=PageScope.SITE,
        template="notice.html",
        read=read_off,
        address=lambda _: "/.off.html",
    ),
    PageKind(
        name="tombstone",
        scope=PageScope.GONE,
        template="notice.html",
        read=read_tombstone,
        pages=tombstone_pages,
    ),
    PageKind(
        name="sitemap",
        scope=PageScope.SITE,
        template="sitemap_index.xml",
        has_shell=False,
        read=read_map_index,
        address=lambda _: "/sitemap.xml",
    ),
    PageKind(
        name="sitemap_part",
        scope=PageScope.SITEMAP,
        template="sitemap.xml",
        has_shell=False,
        read=read_map_part,
        pages=map_part_pages,
    ),
    PageKind(
        name="robots",
        scope=PageScope.SITE,
        has_shell=False,
        read=read_robots,
        address=lambda _: "/robots.txt",
    ),
    PageKind(
        name="security",
        scope=PageScope.SITE,
        has_shell=False,
        read=read_security,
        address=lambda _: SECURITY_PATH,
    ),
)
