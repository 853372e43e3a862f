"""Blocks as their page would show them, without publishing anything: a trial when saved, a preview."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mingtang.editorial.layouts.enums import LayoutKind
from mingtang.editorial.layouts.kinds.home import (
    HOME,
    TOPIC,
    Home,
    Topic,
    need_script,
    placed_blocks,
)
from mingtang.editorial.layouts.models import SiteLayout
from mingtang.editorial.pages.engine.making import ShellView
from mingtang.editorial.pages.languages import languages_of
from mingtang.editorial.pages.models import PublishedSite
from mingtang.editorial.pages.reader import Page, PageReader, Reader, TooWide
from mingtang.editorial.pages.registry import PageKind
from mingtang.editorial.pages.rendering import render_page, render_shell
from mingtang.editorial.publishing.engine.preview import office_asset
from mingtang.editorial.publishing.reader import ArticleReader
from mingtang.editorial.sites.models import GovSite
from mingtang.editorial.themes import theme
from mingtang.editorial.themes.shown import AssetView
from mingtang.ground.foundation.decisions import YES, Decision, no


class OfficeReader(ArticleReader):
    """Finds pictures and files where the office shows them: they are not online yet."""

    def asset(self, key: str) -> AssetView | None:
        """A picture or file by its key, or None when it is gone."""
        return office_asset(key)


def tried(site_id: int, body: Sequence[Mapping[str, Any]]) -> Decision:
    """Answer whether blocks can be read: a list that is too wide is refused with what it says."""
    page = Page(0, site_id, "/index.html", "home", "", None)
    try:
        placed_blocks(OfficeReader(PageReader(Reader(), page)), body)
    except TooWide as error:
        return no("publishing.too_wide", str(error))
    return YES


def preview_layout(layout: SiteLayout) -> bytes:
    """Return the page of the draft, in the frame of its site.

    :raises CannotRender: a template fails.
    """
    kind, key = (HOME, "") if layout.kind == LayoutKind.HOME else (TOPIC, str(layout.pk))

    def read(own: PageReader) -> Home | Topic:
        body = layout.revision.body if layout.revision else ()
        blocks = placed_blocks(OfficeReader(own), body)
        needs_script = need_script(blocks)
        if kind is HOME:
            return Home(blocks, needs_script)
        return Topic(layout.title, layout.summary, blocks, needs_script)

    content = preview_of(layout.site_id, kind, layout.path, read, key=key)
    assert content is not None
    return content


def preview_of(
    site_id: int,
    kind: PageKind,
    path: str,
    read: Callable[[PageReader], object | None],
    *,
    key: str = "",
) -> bytes | None:
    """Return a page of a site as its readers would see it, None where `read` has nothing to show.

    :raises CannotRender: a template fails.
    """
    own = PageReader(Reader(), Page(0, site_id, path, kind.name, key, None))
    shown = read(own)
    if shown is None:
        return None
    state = PublishedSite.objects.filter(pk=site_id).first()
    found = (
        theme(state.theme, state.theme_version)
        if state
        else theme(GovSite.objects.get(pk=site_id).theme)
    )
    shell = ShellView(own.top_columns(), (), languages_of(own))
    frame = {"site": own.site, "column": None, "shell": shell}
    context = {"page": shown, "site": own.site, "column": None, "url": path}
    pieces = render_shell(found, frame, own.notes)
    return render_page(
        found, kind.template, context, pieces, marks=kind.marks, section=kind.section
    )
