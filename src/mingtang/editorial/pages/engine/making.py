"""From claimed targets to bytes: read in one snapshot, rendered in memory, nothing written."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from mmap import mmap
from typing import Any

from mingtang.editorial.pages.languages import languages_of, prefetch_twins, twins_of
from mingtang.editorial.pages.models import PublishedSite
from mingtang.editorial.pages.reader import Notes, Page, PageReader, Reader, TooWide
from mingtang.editorial.pages.registry import PageKind, page_kind
from mingtang.editorial.pages.rendering import (
    CannotRender,
    Pieces,
    checked_size,
    render_page,
    render_shell,
    shells,
)
from mingtang.editorial.themes import BadTheme, Theme, theme
from mingtang.editorial.themes.shown import ONE_LANGUAGE, ColumnView, SiteLanguages

logger = logging.getLogger(__name__)
ShellKey = tuple[int, int | None]
MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ShellView:
    """What the frame shows besides site and column."""

    navigation: tuple[ColumnView, ...]
    breadcrumb: tuple[ColumnView, ...]
    languages: SiteLanguages = ONE_LANGUAGE


@dataclass(slots=True)
class Made:
    """One page in memory; `content` is None when the page is to be gone."""

    page: Page
    content: bytes | mmap | None
    notes: Notes
    has_twins: bool = True


@dataclass(slots=True)
class MadeBatch:
    """Everything one batch made, what failed, and the moment it was read at.

    `changes` is the count of changes of every site that was read, as of the snapshot.
    """

    made: list[Made] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)
    changes: dict[int, int] = field(default_factory=dict)
    shells: dict[ShellKey, Notes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What rendering needs of a site's state."""

    theme: Theme
    shell_version: int


class Maker:
    """Makes the pages of one batch; call inside a snapshot."""

    def __init__(self) -> None:
        self.reader = Reader()
        self.batch = MadeBatch()
        self._sites: dict[int, SiteFacts | str] = {}
        self._bytes = 0

    def make(self, pages: Sequence[Page]) -> MadeBatch:
        """Read and render; a page that fails does not hold up the others.

        When what was made grows too large, as attachments may, the rest is left for another batch.
        """
        self._load_sites({page.site_id for page in pages})
        self.reader.load_sites({page.site_id for page in pages})
        by_kind: dict[str, list[Page]] = defaultdict(list)
        for page in pages:
            by_kind[page.kind].append(page)
        for name, same in by_kind.items():
            self._make_kind(name, same)
        self._note_foreign_sites()
        return self.batch

    def _load_sites(self, site_ids: set[int]) -> None:
        for state in PublishedSite.objects.filter(pk__in=site_ids):
            self.batch.changes[state.pk] = state.changes
            try:
                found = theme(state.theme, state.theme_version)
            except BadTheme as error:
                self._sites[state.pk] = str(error)
            else:
                self._sites[state.pk] = SiteFacts(found, state.shell_version)

    def _note_foreign_sites(self) -> None:
        """Sites that pages showed though they stand on another: their changes count as well."""
        foreign = self.reader.sites.keys() - self.batch.changes.keys()
        if foreign:
            rows = PublishedSite.objects.filter(pk__in=foreign)
            self.batch.changes.update(rows.values_list("pk", "changes"))

    def _make_kind(self, name: str, pages: Sequence[Page]) -> None:
        kind = page_kind(name)
        if kind is None:
            for page in pages:
                self.batch.failed[page.target_id] = f"没有安装“{name}”这种页面的模块。"
            return
        for start in range(0, len(pages), kind.at_once):
            self._make_some(kind, pages[start : start + kind.at_once])
            self.reader.forget()

    def _make_some(self, kind: PageKind, pages: Sequence[Page]) -> None:
        if kind.prefetch is not None:
            kind.prefetch(self.reader, pages)
        if kind.has_shell:
            prefetch_twins(self.reader, pages)
        for page in pages:
            if self._bytes > MOST_BYTES:
                return
            try:
                made = self._make(kind, page)
                self._bytes += len(made.content or b"")
                self.batch.made.append(made)
            except (CannotRender, TooWide) as error:
                self.batch.failed[page.target_id] = str(error)
            except (ArithmeticError, LookupError, TypeError, ValueError, OSError) as error:
                logger.exception("page %s:%s failed", page.site_id, page.path)
                self.batch.failed[page.target_id] = f"读取页面内容时出错：{error}"

    def _make(self, kind: PageKind, page: Page) -> Made:
        facts = self._sites.get(page.site_id, "网站还没有发布状态。")
        if isinstance(facts, str):
            raise CannotRender(facts)
        reader = PageReader(self.reader, page)
        view = kind.read(reader, page)
        if view is None:
            return Made(page, None, reader.notes)
        if isinstance(view, bytes | mmap):
            if kind.has_twins and isinstance(view, bytes):
                view = checked_size(view)
            return Made(page, view, reader.notes, kind.has_twins)
        pieces = self._pieces(reader, page, facts) if kind.has_shell else None
        context = {
            "page": view,
            "site": reader.site,
            "column": reader.own_column,
            "url": page.path,
        }
        twins = twins_of(reader) if kind.has_shell else {}
        content = render_page(
            facts.theme,
            kind.template,
            context,
            pieces,
            marks=kind.marks,
            section=kind.section,
            twins=twins,
        )
        return Made(page, content, reader.notes, kind.has_twins)

    def _pieces(self, reader: PageReader, page: Page, facts: SiteFacts) -> Pieces:
        frame: ShellKey = (page.site_id, page.column_id)
        key = (*frame, facts.shell_version, facts.theme.name, facts.theme.version)
        pieces = shells.get(key)
        if pieces is None:
            pieces = self._shell(page, facts)
            shells.put(key, pieces)
        if not pieces.notes.is_kept:
            self.batch.shells[frame] = pieces.notes
        return pieces

    def _shell(self, page: Page, facts: SiteFacts) -> Pieces:
        own = Page(0, page.site_id, "", "shell", "", None)
        reader = PageReader(self.reader, own)
        reader.notes.showed(f"site:{page.site_id}")
        trail = reader.breadcrumb(page.column_id) if page.column_id is not None else ()
        context: dict[str, Any] = {
            "site": reader.site,
            "column": trail[-1] if trail else None,
            "shell": ShellView(reader.top_columns(), trail, languages_of(reader)),
        }
        return render_shell(facts.theme, context, reader.notes)
