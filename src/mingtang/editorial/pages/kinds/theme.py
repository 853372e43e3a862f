"""The small shared files of a site: its style and its script, from its theme."""

from mingtang.editorial.pages.enums import PageScope
from mingtang.editorial.pages.models import PublishedSite
from mingtang.editorial.pages.reader import Page, PageReader
from mingtang.editorial.pages.registry import PageKind
from mingtang.editorial.pages.themes import theme


def _file_of_theme(name: str, site_id: int) -> bytes | None:
    state = PublishedSite.objects.get(pk=site_id)
    path = theme(state.theme, state.theme_version).file(name)
    return path.read_bytes() if path else None


def read_style(reader: PageReader, page: Page) -> bytes | None:
    """Return the style sheet: one file for all pages, so that a change of colour wakes no page."""
    return _file_of_theme("style.css", page.site_id)


def read_script(reader: PageReader, page: Page) -> bytes | None:
    """Return the script; every page can be read without it."""
    return _file_of_theme("reading.js", page.site_id)


KINDS = (
    PageKind(
        name="style",
        scope=PageScope.SITE,
        has_shell=False,
        read=read_style,
        address=lambda _: "/style.css",
    ),
    PageKind(
        name="script",
        scope=PageScope.SITE,
        has_shell=False,
        read=read_script,
        address=lambda _: "/reading.js",
    ),
)
