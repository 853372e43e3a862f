"""The small shared files of a site: style and script from its theme, the tokens of its look."""

from mingtang.editorial.pages.enums import PageScope
from mingtang.editorial.pages.hooks import site_style
from mingtang.editorial.pages.models import PublishedSite, SiteLook
from mingtang.editorial.pages.policies.looks import style_of
from mingtang.editorial.pages.reader import Page, PageReader
from mingtang.editorial.pages.registry import PageKind
from mingtang.editorial.pages.themes import Theme, theme

TOKENS_PATH = "/tokens.css"


def _theme_of(site_id: int) -> Theme:
    state = PublishedSite.objects.get(pk=site_id)
    return theme(state.theme, state.theme_version)


def read_style(reader: PageReader, page: Page) -> bytes | None:
    """Return the style sheet: one file for all pages, so that a change of colour wakes no page."""
    return _theme_of(page.site_id).style()


def read_script(reader: PageReader, page: Page) -> bytes | None:
    """Return the script; every page can be read without it."""
    return _theme_of(page.site_id).script("reading.js")


def read_block_script(reader: PageReader, page: Page) -> bytes | None:
    """Return the script of blocks that move; every block can be used without it."""
    return _theme_of(page.site_id).script("blocks.js")


def read_tokens(reader: PageReader, page: Page) -> bytes:
    """Return colours of the site, and what rooms do to all its frames: a change wakes this file alone."""
    rows = SiteLook.objects.filter(pk=page.site_id).values_list("tokens", flat=True)
    return (style_of(rows.first() or {}) + site_style(page.site_id)).encode()


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
    PageKind(
        name="block_script",
        scope=PageScope.SITE,
        has_shell=False,
        read=read_block_script,
        address=lambda _: "/blocks.js",
    ),
    PageKind(
        name="tokens",
        scope=PageScope.SITE,
        has_shell=False,
        read=read_tokens,
        address=lambda _: TOKENS_PATH,
    ),
)
