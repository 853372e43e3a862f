"""The recording reader itself.

`PageReader(reader, page)` is what a page kind gets: it answers in frozen views and notes what
was asked. A page's own site, own column and own article need no note: anyone who changes them finds
their pages by the target itself.
"""

from collections.abc import Iterable, Iterator, Sequence

from mingtang.editorial.publishing.policies import paths
from mingtang.editorial.publishing.policies.parts import Key
from mingtang.editorial.publishing.reader import tables
from mingtang.editorial.publishing.reader.batch import Page, Reader
from mingtang.editorial.publishing.reader.notes import LOWEST, Notes
from mingtang.editorial.publishing.shown import (
    AddressView,
    ArticleView,
    AssetView,
    ColumnView,
    ItemView,
    MonthView,
    PartView,
    SiteView,
)

MOST_COLUMNS = 60
MOST_CHILDREN = 300
MOST_ITEMS = 200


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
        """All sites that readers can reach, in their order; for the group page only."""
        self.notes.showed("sites:all")
        ids = tables.open_sites()
        self.reader.load_sites(ids)
        return tuple(self.reader.sites[pk] for pk in ids)

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
        """Every open column of the page's site, by path; for the site map page only."""
        self.notes.showed(f"columns:{self.page.site_id}")
        ids = tables.all_columns(self.page.site_id)
        self.reader.load_columns(ids)
        return tuple(view for pk in ids if (view := self.reader.columns[pk]) is not None)

    def count(self, column_id: int) -> int:
        """How many items a column shows, from the kept counter."""
        self.notes.showed(f"counter:{column_id}")
        return tables.tally(column_id)

    def months(self, column_id: int) -> tuple[MonthView, ...]:
        """The months of a column's archive, newest first."""
        self.notes.showed(f"counter:{column_id}")
        column = self.column(column_id)
        if column is None:
            return ()
        return tuple(
            MonthView(month, count, paths.link(paths.part_path(column.path, month, 1)))
            for month, count in tables.months(column_id)
        )

    def latest(
        self, column_ids: Sequence[int], limit: int, *, kind: str = ""
    ) -> tuple[ItemView, ...]:
        """The newest items of one or several columns together, each article once.

        :raises TooWide: more than :data:`MOST_COLUMNS` columns or :data:`MOST_ITEMS` items.
        """
        self._check_width(len(column_ids), limit)
        keys: set[Key] = set()
        for column_id in column_ids:
            keys.update(tables.latest_keys(column_id, limit, kind))
        shown = sorted(keys, reverse=True)[:limit]
        low = shown[-1] if len(shown) == limit else LOWEST
        for column_id in column_ids:
            self.notes.watched(f"column:{column_id}", low, kind)
        return self.items([article_id for _, article_id in shown])

    def latest_of_site(self, limit: int) -> tuple[ItemView, ...]:
        """The newest items of the page's whole site."""
        self._check_width(1, limit)
        keys = tables.latest_addresses(self.page.site_id, limit)
        low = keys[-1] if len(keys) == limit else LOWEST
        self.notes.watched(f"site:{self.page.site_id}", low)
        return self.items([article_id for _, article_id in keys])

    def pinned(self, column_id: int, limit: int = 10) -> tuple[ItemView, ...]:
        """The pinned items of a column, newest first."""
        self.notes.watched(f"pins:{column_id}", LOWEST)
        ids = tables.pinned(column_id, min(limit, MOST_ITEMS))
        return self.items(ids, is_pinned=True)

    def part(self, part_id: int) -> tuple[ColumnView, PartView] | None:
        """One page of a month's archive; None when it has nothing to show."""
        self.reader.load_parts([part_id])
        row = self.reader.parts[part_id]
        column = self.column(row.column_id) if row else None
        if row is None or column is None or not row.is_shown:
            return None
        return column, PartView(
            month=row.month,
            number=row.number,
            count=row.count,
            items=self.items(self.reader.items_of_part(part_id)),
            newer=self._neighbour(column, row, row.newer),
            older=self._neighbour(column, row, row.older),
        )

    def _neighbour(self, column: ColumnView, row: tables.PartRow, number: int) -> str:
        return paths.link(paths.part_path(column.path, row.month, number)) if number else ""

    def items(self, article_ids: Sequence[int], *, is_pinned: bool = False) -> tuple[ItemView, ...]:
        """List rows of articles in the given order; for lists that are noted themselves."""
        self.reader.load_items(self.page.site_id, article_ids)
        found = (self._item(pk, is_pinned=is_pinned) for pk in article_ids)
        return tuple(item for item in found if item is not None)

    def item(self, article_id: int) -> ItemView | None:
        """One article shown by itself, such as the document that an interpretation explains."""
        self.notes.showed(f"article:{article_id}")
        self.reader.load_items(self.page.site_id, [article_id])
        return self._item(article_id)

    def _item(self, article_id: int, *, is_pinned: bool = False) -> ItemView | None:
        row = self.reader.item(article_id)
        if row is None:
            return None
        link = self._link(row)
        return tables.item_view(row, link, is_pinned=is_pinned) if link else None

    def _link(self, row: tables.ItemRow | tables.ReleaseRow) -> str:
        path = self.reader.addresses.get((self.page.site_id, row.id))
        if path is not None:
            return path
        self.reader.load_home_addresses([row.id])
        home = self.reader.addresses.get((row.home_site_id, row.id))
        return f"{self.other_site(row.home_site_id).url}{home}" if home else ""

    def article(self, article_id: int) -> ArticleView | None:
        """A whole article as its own page shows it; None when it is not online here."""
        if self.page.key != str(article_id):
            self.notes.showed(f"article:{article_id}")
        self.reader.load_articles(self.page.site_id, [article_id])
        row = self.reader.releases[article_id]
        path = self.reader.addresses[self.page.site_id, article_id]
        if row is None or path is None:
            return None
        return tables.article_view(
            row,
            path,
            canonical=self._canonical(row, path),
            find_asset=self.asset,
            interprets=self.item(row.interprets_id) if row.interprets_id else None,
            interpretations=self._interpretations(row),
        )

    def _canonical(self, row: tables.ReleaseRow, path: str) -> str:
        if row.home_site_id == self.page.site_id:
            return f"{self.site.url}{path}"
        self.reader.load_home_addresses([row.id])
        home = self.reader.addresses.get((row.home_site_id, row.id))
        return (
            f"{self.other_site(row.home_site_id).url}{home}" if home else f"{self.site.url}{path}"
        )

    def _interpretations(self, row: tables.ReleaseRow) -> tuple[ItemView, ...]:
        if row.kind != "policy":
            return ()
        self.notes.watched(f"interprets:{row.id}", LOWEST)
        ids = self.reader.interpretations_of(row.id)
        for pk in ids:
            self.notes.showed(f"article:{pk}")
        return self.items(ids)

    def asset(self, key: str) -> AssetView | None:
        """A picture or file by its key, or None when it is gone."""
        self.reader.load_assets([key])
        return self.reader.assets[key]

    def addresses(self, part: int) -> tuple[AddressView, ...]:
        """The addresses of one part of the site map, by number."""
        url = self.site.url
        rows = tables.numbered_addresses(self.page.site_id, part)
        return tuple(AddressView(f"{url}{path}", changed_at) for path, changed_at in rows)

    def sitemap_parts(self) -> int:
        """How many parts the site map has."""
        self.notes.showed(f"sitemap:{self.page.site_id}")
        return tables.sitemap_parts(self.page.site_id)

    @staticmethod
    def _check_width(columns: int, limit: int) -> None:
        if columns > MOST_COLUMNS or not 0 < limit <= MOST_ITEMS:
            raise TooWide(
                f"列表过大：{columns} 个栏目、{limit} 条；"
                f"最多 {MOST_COLUMNS} 个栏目、{MOST_ITEMS} 条。请缩小范围。"
            )


def pages_of(rows: Iterable[tuple[int, int, str, str, str, int | None]]) -> Iterator[Page]:
    """Make pages from rows of (target, site, path, kind, key, column)."""
    return (Page(*row) for row in rows)
