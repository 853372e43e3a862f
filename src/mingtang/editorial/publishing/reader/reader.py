"""What pages may ask of articles and lists; it is noted as the engine's own reader notes.

A page's own article needs no note: anyone who changes it finds its pages by the target itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mingtang.editorial.pages.policies.keys import Key
from mingtang.editorial.pages.reader import LOWEST, MOST_COLUMNS, PageReader, TooWide
from mingtang.editorial.publishing.policies.addresses import part_path
from mingtang.editorial.publishing.reader import archives, tables
from mingtang.editorial.publishing.reader.batch import Articles
from mingtang.editorial.publishing.shown import (
    AddressView,
    ArticleView,
    ItemView,
    MonthView,
    PartView,
    PicturedItem,
    RelationView,
    RoomLink,
    TimeLink,
    YearView,
)
from mingtang.editorial.themes.policies.links import link
from mingtang.editorial.themes.shown import AssetView, ColumnView

MOST_ITEMS = 200


class ArticleReader:
    """The questions a page may ask about articles, beside those of its :class:`PageReader`."""

    def __init__(self, pages: PageReader) -> None:
        self.pages = pages
        self.page = pages.page
        self.notes = pages.notes
        self.articles = pages.reader.of(Articles)

    def count(self, column_id: int) -> int:
        """How many items a column shows, from the kept counter."""
        self.notes.showed(f"counter:{column_id}")
        return tables.tally(column_id)

    def months(self, column_id: int) -> tuple[MonthView, ...]:
        """The months of a column's archive, newest first."""
        self.notes.showed(f"counter:{column_id}")
        column = self.pages.column(column_id)
        if column is None:
            return ()
        return tuple(
            MonthView(month, count, link(part_path(column.path, month, 1)))
            for month, count in tables.months(column_id)
        )

    def years(self, column_id: int) -> tuple[YearView, ...]:
        """The months of a column's archive by years, newest first."""
        return archives.by_years(self.months(column_id), self._folder(column_id))

    def year_links(self, column_id: int, year: int) -> tuple[TimeLink, ...]:
        """The months of a year that hold items, newest first; woken by name, so nothing is noted."""
        folder = self._folder(column_id)
        months = archives.archived_months(column_id)
        ways = (archives.month_link(folder, month) for month in months if month // 100 == year)
        return tuple(way for way in ways if way)

    def years_beside(self, column_id: int, year: int) -> tuple[TimeLink | None, TimeLink | None]:
        """The nearest later and earlier year that hold items; woken by name, so nothing is noted."""
        folder = self._folder(column_id)
        years = {month // 100 for month in archives.archived_months(column_id)}
        later = min((one for one in years if one > year), default=0)
        earlier = max((one for one in years if one < year), default=0)
        return archives.year_link(folder, later), archives.year_link(folder, earlier)

    def _folder(self, column_id: int) -> str:
        column = self.pages.column(column_id)
        return column.path if column else ""

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
        self.articles.load_parts([part_id])
        row = self.articles.parts[part_id]
        column = self.pages.column(row.column_id) if row else None
        if row is None or column is None or not row.is_shown:
            return None
        return column, PartView(
            month=row.month,
            number=row.number,
            count=row.count,
            items=self.items(self.articles.items_of_part(part_id)),
            newer=self._neighbour(column, row, row.newer),
            older=self._neighbour(column, row, row.older),
            newer_month=archives.month_link(column.path, row.newer_month),
            older_month=archives.month_link(column.path, row.older_month),
            year=archives.year_link(column.path, row.month // 100),
        )

    def _neighbour(self, column: ColumnView, row: tables.PartRow, number: int) -> str:
        return link(part_path(column.path, row.month, number)) if number else ""

    def items(self, article_ids: Sequence[int], *, is_pinned: bool = False) -> tuple[ItemView, ...]:
        """List rows of articles in the given order; for lists that are noted themselves."""
        self.articles.load_items(self.page.site_id, article_ids)
        found = (self._item(pk, is_pinned=is_pinned) for pk in article_ids)
        return tuple(item for item in found if item is not None)

    def pictured(self, items: Sequence[ItemView]) -> tuple[PicturedItem, ...]:
        """Items of a list with the first picture of their texts."""
        keys = tables.first_pictures([item.article_id for item in items])
        self.articles.load_assets(keys.values())
        return tuple(
            PicturedItem(
                item, self.asset(keys[item.article_id]) if item.article_id in keys else None
            )
            for item in items
        )

    def item(self, article_id: int) -> ItemView | None:
        """One article shown by itself, such as the document that an interpretation explains."""
        self.notes.showed(f"article:{article_id}")
        self.articles.load_items(self.page.site_id, [article_id])
        return self._item(article_id)

    def _item(self, article_id: int, *, is_pinned: bool = False) -> ItemView | None:
        row = self.articles.item(article_id)
        if row is None:
            return None
        link = self._link(row)
        return tables.item_view(row, link, is_pinned=is_pinned) if link else None

    def _link(self, row: tables.ItemRow | tables.ReleaseRow) -> str:
        path = self.articles.addresses.get((self.page.site_id, row.id))
        if path is not None:
            return path
        self.articles.load_home_addresses([row.id])
        home = self.articles.addresses.get((row.home_site_id, row.id))
        return f"{self.pages.other_site(row.home_site_id).url}{home}" if home else ""

    def article(self, article_id: int) -> ArticleView | None:
        """A whole article as its own page shows it; None when it is not online here."""
        if self.page.key != str(article_id):
            self.notes.showed(f"article:{article_id}")
        self.articles.load_articles(self.page.site_id, [article_id])
        row = self.articles.releases[article_id]
        path = self.articles.addresses[self.page.site_id, article_id]
        if row is None or path is None:
            return None
        return tables.article_view(
            row,
            path,
            canonical=self._canonical(row, path),
            find_asset=self.asset,
            interprets=self.item(row.interprets_id) if row.interprets_id else None,
            interpretations=self._interpretations(row),
            relations=self._relations(row),
            papers=self.articles.papers_of(row.id) if row.kind == "policy" else (),
            questions=self._questions(row),
        )

    def _questions(self, row: tables.ReleaseRow) -> tuple[RoomLink, ...]:
        if row.kind != "policy" or self.page.key != str(row.id):
            return ()
        return self.articles.questions_of(self.page.site_id, row.id)

    def first_picture(self, article_id: int) -> tuple[AssetView, str] | None:
        """The first picture in the text of an article online on this site, with its name."""
        self.notes.showed(f"article:{article_id}")
        self.articles.load_articles(self.page.site_id, [article_id])
        row = self.articles.releases[article_id]
        if row is None or self.articles.addresses[self.page.site_id, article_id] is None:
            return None
        value = next(_pictures_of(row.body), None)
        shown = self.asset(f"image:{value['image']}") if value else None
        return (shown, str(value.get("name") or "")) if value and shown else None

    def _canonical(self, row: tables.ReleaseRow, path: str) -> str:
        if row.home_site_id == self.page.site_id:
            return f"{self.pages.site.url}{path}"
        self.articles.load_home_addresses([row.id])
        home = self.articles.addresses.get((row.home_site_id, row.id))
        return (
            f"{self.pages.other_site(row.home_site_id).url}{home}"
            if home
            else f"{self.pages.site.url}{path}"
        )

    def _interpretations(self, row: tables.ReleaseRow) -> tuple[ItemView, ...]:
        if row.kind != "policy":
            return ()
        self.notes.watched(f"interprets:{row.id}", LOWEST)
        ids = self.articles.interpretations_of(row.id)
        for pk in ids:
            self.notes.showed(f"article:{pk}")
        return self.items(ids)

    def _relations(self, row: tables.ReleaseRow) -> tuple[RelationView, ...]:
        if row.kind != "policy":
            return ()
        found = self.articles.relations_of(row.id)
        views = (
            RelationView(
                one.kind, one.is_from, self.item(one.other) if one.other else None, one.words
            )
            for one in found
        )
        return tuple(one for one in views if one.item or one.words)

    def asset(self, key: str) -> AssetView | None:
        """A picture or file by its key, or None when it is gone.

        Pages of articles need no note: the articles that use a file are known.
        """
        if self.page.kind != "article":
            self.notes.showed(f"asset:{key}")
        self.articles.load_assets([key])
        return self.articles.assets[key]

    def addresses(self, part: int) -> tuple[AddressView, ...]:
        """The addresses of one part of the site map, by number."""
        url = self.pages.site.url
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


def _pictures_of(body: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield the values of the pictures of a body, those of galleries among them."""
    for block in body:
        if block["type"] == "picture":
            yield block["value"]
        elif block["type"] == "gallery":
            yield from block["value"]["pictures"]
