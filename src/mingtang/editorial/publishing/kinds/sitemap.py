"""The site map for machines: its pages, numbered parts of articles, the index over them, and `robots.txt`, which names it."""

from dataclasses import dataclass

from mingtang.editorial.pages.enums import PageScope
from mingtang.editorial.pages.models import PublishedSite
from mingtang.editorial.pages.reader import Page, PageReader
from mingtang.editorial.pages.registry import PageKind, PageSpec, file_of_site
from mingtang.editorial.pages.site_map import links_of, site_map
from mingtang.editorial.publishing.policies.parts import MOST_SITEMAP_PARTS, sitemap_part
from mingtang.editorial.publishing.reader import ArticleReader
from mingtang.editorial.publishing.shown import AddressView

PAGES_PATH = "/sitemap-pages.xml"


@dataclass(frozen=True, slots=True)
class MapPart:
    """One part of the site map for machines."""

    addresses: tuple[AddressView, ...]


@dataclass(frozen=True, slots=True)
class MapPages:
    """The part of the site map for machines that names home, columns, topics and standing pages."""

    addresses: tuple[AddressView, ...]


@dataclass(frozen=True, slots=True)
class MapIndex:
    """The index over the parts."""

    urls: tuple[str, ...]


def sitemap_path(part: int) -> str:
    """Return the address of a part of the site map."""
    return f"/sitemap-{part}.xml"


def read_map_index(reader: PageReader, page: Page) -> MapIndex:
    """Return the index over the parts of the site map."""
    url = reader.site.url
    newest = ArticleReader(reader).sitemap_parts()
    parts = range(max(1, newest - MOST_SITEMAP_PARTS + 2), newest + 1)
    return MapIndex((f"{url}{PAGES_PATH}", *(f"{url}{sitemap_path(part)}" for part in parts)))


def read_map_pages(reader: PageReader, page: Page) -> MapPages:
    """Return the addresses of the pages in the map for people, the home page first."""
    url = reader.site.url
    links = ("/", *links_of(site_map(reader)))
    return MapPages(tuple(AddressView(f"{url}{link}") for link in links))


def read_map_part(reader: PageReader, page: Page) -> MapPart:
    """Return the live addresses of one part."""
    return MapPart(ArticleReader(reader).addresses(int(page.key)))


def map_part_pages(site_id: int, after: str, limit: int) -> list[PageSpec]:
    """Return the parts of the site map that were begun."""
    given = (
        PublishedSite.objects.filter(pk=site_id).values_list("addresses", flat=True).first() or 0
    )
    begun = int(after or 0)
    parts = range(begun + 1, (sitemap_part(given) if given else 0) + 1)
    return [PageSpec(sitemap_path(part), str(part), None, str(part)) for part in parts[:limit]]


def read_robots(reader: PageReader, page: Page) -> bytes:
    """Return what crawlers are told."""
    return f"User-agent: *\nAllow: /\nDisallow: /search/\nSitemap: {reader.site.url}/sitemap.xml\n".encode()


MAP_INDEX = file_of_site("sitemap", read_map_index, "/sitemap.xml", template="sitemap_index.xml")
MAP_PART = PageKind(
    name="sitemap_part",
    scope=PageScope.OWN,
    template="sitemap.xml",
    has_shell=False,
    read=read_map_part,
    pages=map_part_pages,
)
MAP_PAGES = file_of_site("sitemap_pages", read_map_pages, PAGES_PATH, template="sitemap.xml")
ROBOTS = file_of_site("robots", read_robots, "/robots.txt")
