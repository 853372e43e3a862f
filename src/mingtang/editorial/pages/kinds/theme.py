"""The small shared files of a site: style and script from its theme, the tokens of its look."""

from collections.abc import Callable, Mapping

from mingtang.editorial.pages.hooks import site_style
from mingtang.editorial.pages.models import PublishedSite, SiteLook
from mingtang.editorial.pages.reader import Page, PageReader
from mingtang.editorial.pages.registry import file_of_site
from mingtang.editorial.themes import Theme, theme
from mingtang.editorial.themes.policies.looks import style_of

TOKENS_PATH = "/tokens.css"
OfSoftware = Callable[[Theme], bytes | None]
# Kinds whose content follows from the theme and the software alone: no change of data wakes them.
_of_software: dict[str, OfSoftware] = {
    "style": lambda found: found.style(),
    "script": lambda found: found.script("reading.js"),
    "block_script": lambda found: found.script("blocks.js"),
}


def add_of_software(kind: str, content: OfSoftware) -> None:
    """Have the files of a kind compared with what the software of today makes of them."""
    _of_software[kind] = content


def kinds_of_software() -> Mapping[str, OfSoftware]:
    """Return what makes the content of each such kind."""
    return _of_software


def _theme_of(site_id: int) -> Theme:
    state = PublishedSite.objects.get(pk=site_id)
    return theme(state.theme, state.theme_version)


def read_style(reader: PageReader, page: Page) -> bytes | None:
    """Return the style sheet: one file for all pages, so that a change of colour wakes no page."""
    return _of_software["style"](_theme_of(page.site_id))


def read_script(reader: PageReader, page: Page) -> bytes | None:
    """Return the script; every page can be read without it."""
    return _of_software["script"](_theme_of(page.site_id))


def read_block_script(reader: PageReader, page: Page) -> bytes | None:
    """Return the script of blocks that move; every block can be used without it."""
    return _of_software["block_script"](_theme_of(page.site_id))


def read_tokens(reader: PageReader, page: Page) -> bytes:
    """Return colours of the site, and what rooms do to all its frames: a change wakes this file alone."""
    rows = SiteLook.objects.filter(pk=page.site_id).values_list("tokens", flat=True)
    return (style_of(rows.first() or {}) + site_style(page.site_id)).encode()


KINDS = (
    file_of_site("style", read_style, "/style.css"),
    file_of_site("script", read_script, "/reading.js"),
    file_of_site("block_script", read_block_script, "/blocks.js"),
    file_of_site("tokens", read_tokens, TOKENS_PATH),
)
