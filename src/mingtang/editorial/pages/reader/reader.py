"""The recording reader itself.

`PageReader(reader, page)` is what a page kind gets: it answers in frozen views and notes what
was asked. A page's own site, own column and own thing need no note: anyone who changes them finds
their pages by the target itself. A room above that shows more wraps it in a reader of its own, which
notes in the same :class:`Notes` and loads into the same batch (:meth:`Reader.of`).
"""

from collections.abc import Iterable, Iterator

from mingtang.editorial.pages.reader import tables
from mingtang.editorial.pages.reader.batch import Page, Reader
from mingtang.editorial.pages.reader.notes import Notes
from mingtang.editorial.sites.enums import SiteKind
from mingtang.editorial.sites.queries import sites_below
from mingtang.editorial.themes.shown import ColumnView, SiteView

MOST_COLUMNS = 60
MOST_CHILDREN = 300


class TooWide(ValueError):
    """A page asked for more than a page may: too many columns or items in one list."""


class PageReader:
    """The questions a page may ask. `notes` holds what was asked."""

    def __init__(self, reader: Reader, page: Page) -> None:
        self.reader = reader
        self.page = page
        self.notes = Notes()

    @property
    def site(self) -> SiteView:
        """The page's own site."""
        return self.other_site(self.page.site_id)

    @property
    def own_column(self) -> ColumnView | None:
        """The column whose frame the page has."""
        if self.page.column_id is None:
            return None
        self.reader.load_columns([self.page.column_id])
        return self.reader.columns[self.page.column_id]

    def other_site(self, site_id: int) -> SiteView:
        """A site; another one than the page's own is noted."""
        if site_id != self.page.site_id:
            self.notes.showed(f"site:{site_id}")
        self.reader.load_sites([site_id])
        return self.reader.sites[site_id]

    def open_sites(self) -> tuple[SiteView, ...]:
        """All sites that readers can reach, in their order; for pages of which each site has one."""
        self.notes.showed("sites:all")
        ids = tables.open_sites()
        self.reader.load_sites(ids)
        return tuple(self.reader.sites[pk] for pk in ids)

    def sites_below(self) -> dict[int, SiteView]:
        """The open sites of the units below a portal, by key; empty for any other site."""
        if self.site.kind != SiteKind.PORTAL:
            return {}
        below = set(sites_below(self.page.site_id).values_list("pk", flat=True))
        return {one.id: one for one in self.open_sites() if one.id in below}

    def column(self, column_id: int) -> ColumnView | None:
        """A column by id, or None when there is none."""
        if column_id != self.page.column_id:
            self.notes.showed(f"column:{column_id}")
        self.reader.load_columns([column_id])
        return self.reader.columns[column_id]

    def breadcrumb(self, column_id: int) -> tuple[ColumnView, ...]:
        """A column's ancestors from the top, itself last."""
        trail: list[ColumnView] = []
        current: int | None = column_id
        while current is not None and len(trail) < MOST_COLUMNS:
            view = self.column(current)
            if view is None:
                break
            trail.append(view)
            current = view.parent_id
        return tuple(reversed(trail))

    def top_columns(self) -> tuple[ColumnView, ...]:
        """The open columns at the top of the page's site, in order."""
        self.notes.showed(f"tops:{self.page.site_id}")
        return self._children(tables.top_columns(self.page.site_id))

    def child_columns(self, column_id: int) -> tuple[ColumnView, ...]:
        """The open columns directly below a column, in order."""
        self.notes.showed(f"children:{column_id}")
        return self._children(tables.child_columns(column_id))

    def _children(self, ids: list[int]) -> tuple[ColumnView, ...]:
        if len(ids) > MOST_CHILDREN:
            raise TooWide(f"{len(ids)} 个栏目并列，一个页面最多列出 {MOST_CHILDREN} 个。")
        self.reader.load_columns(ids)
        return tuple(view for pk in ids if (view := self.column(pk)) is not None)

    def all_columns(self) -> tuple[ColumnView, ...]:
        """Every open column of the page's site, in order; for its map only."""
        self.notes.showed(f"columns:{self.page.site_id}")
        ids = tables.all_columns(self.page.site_id)
        self.reader.load_columns(ids)
        return tuple(view for pk in ids if (view := self.reader.columns[pk]) is not None)


def pages_of(rows: Iterable[tuple[int, int, str, str, str, int | None]]) -> Iterator[Page]:
    """Make pages from rows of (target, site, path, kind, key, column)."""
    return (Page(*row) for row in rows)
