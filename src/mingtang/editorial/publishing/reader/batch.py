"""What one batch has loaded of articles: rows by id, read many at a time, each once."""

from collections.abc import Iterable

from mingtang.editorial.pages.reader import Loaded, Reader
from mingtang.editorial.publishing.derived import papers_of
from mingtang.editorial.publishing.hooks import policy_links
from mingtang.editorial.publishing.reader import tables
from mingtang.editorial.publishing.shown import PaperView, RoomLink
from mingtang.editorial.themes.shown import AssetView


class Articles(Loaded):
    """What one batch has loaded of articles, lists and files."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader)
        self.releases: dict[int, tables.ReleaseRow | None] = {}
        self._items: dict[int, tables.ItemRow | None] = {}
        self._of_part: dict[int, list[int]] = {}
        self._of_document: dict[int, list[int]] = {}
        self._relations: dict[int, list[tables.RelationRow]] = {}
        self._papers: dict[int, tuple[PaperView, ...]] = {}
        self._questions: dict[tuple[int, int], tuple[RoomLink, ...]] = {}
        self.addresses: dict[tuple[int, int], str | None] = {}
        self.assets: dict[str, AssetView | None] = {}
        self.parts: dict[int, tables.PartRow | None] = {}

    def load_articles(self, site_id: int, article_ids: Iterable[int]) -> None:
        """Read whole releases and their addresses on a site, those not yet known, in two queries."""
        wanted = set(article_ids)
        if missing := wanted - self.releases.keys():
            self.releases.update(tables.releases(missing))
        self._load_addresses(site_id, wanted)

    def load_items(self, site_id: int, article_ids: Iterable[int]) -> None:
        """Read what lists show of articles, without their texts, those not yet known."""
        wanted = set(article_ids)
        if missing := wanted - self._items.keys() - self.releases.keys():
            self._items.update(tables.items(missing))
        self._load_addresses(site_id, wanted)

    def _load_addresses(self, site_id: int, article_ids: set[int]) -> None:
        known = self.addresses
        if missing := [pk for pk in article_ids if (site_id, pk) not in known]:
            known.update(tables.addresses(site_id, missing))

    def item(self, article_id: int) -> tables.ItemRow | tables.ReleaseRow | None:
        """Return what was loaded of an article for a list."""
        if article_id in self.releases:
            return self.releases[article_id]
        return self._items.get(article_id)

    def load_home_addresses(self, article_ids: Iterable[int]) -> None:
        """Read where articles live on their home sites, for canonical links."""
        by_site: dict[int, set[int]] = {}
        for pk in article_ids:
            row = self.item(pk)
            if row is not None and (row.home_site_id, pk) not in self.addresses:
                by_site.setdefault(row.home_site_id, set()).add(pk)
        for site_id, wanted in by_site.items():
            self.addresses.update(tables.addresses(site_id, wanted))
        self.reader.load_sites(by_site)

    def load_parts_with_items(self, site_id: int, part_ids: Iterable[int]) -> None:
        """Read parts of months and every row that they list, in a handful of queries."""
        wanted = list(part_ids)
        self.load_parts(wanted)
        if missing := [pk for pk in wanted if pk not in self._of_part]:
            self._of_part.update(tables.items_of_parts(missing))
        self.load_items(site_id, {pk for part in wanted for pk in self._of_part[part]})

    def items_of_part(self, part_id: int) -> list[int]:
        """Return the articles of a part, newest first."""
        if part_id not in self._of_part:
            self._of_part.update(tables.items_of_parts([part_id]))
        return self._of_part[part_id]

    def load_interpretations(self, article_ids: Iterable[int]) -> None:
        """Read which articles interpret documents, in one query."""
        if missing := [pk for pk in article_ids if pk not in self._of_document]:
            self._of_document.update(tables.interpretations(missing))

    def interpretations_of(self, article_id: int) -> list[int]:
        """Return the articles online that interpret a document, newest first."""
        self.load_interpretations([article_id])
        return self._of_document[article_id]

    def load_relations(self, article_ids: Iterable[int]) -> None:
        """Read what documents do to each other, in one query."""
        if missing := [pk for pk in article_ids if pk not in self._relations]:
            self._relations.update(tables.relations(missing))

    def relations_of(self, article_id: int) -> list[tables.RelationRow]:
        """Return the relations of a document in both directions, the newest first."""
        self.load_relations([article_id])
        return self._relations[article_id]

    def load_papers(self, article_ids: Iterable[int]) -> None:
        """Read which documents of policies can be downloaded, those not yet known."""
        if missing := [pk for pk in article_ids if pk not in self._papers]:
            self._papers.update(dict.fromkeys(missing, ()) | papers_of(missing))

    def papers_of(self, article_id: int) -> tuple[PaperView, ...]:
        """Return the documents of a policy that can be downloaded."""
        self.load_papers([article_id])
        return self._papers[article_id]

    def load_questions(self, site_id: int, article_ids: Iterable[int]) -> None:
        """Load the links offered for policy documents of a site that are not loaded yet."""
        if missing := [pk for pk in article_ids if (site_id, pk) not in self._questions]:
            for pk, pairs in policy_links(site_id, missing).items():
                self._questions[site_id, pk] = tuple(RoomLink(*pair) for pair in pairs)

    def questions_of(self, site_id: int, article_id: int) -> tuple[RoomLink, ...]:
        """Return the links offered for a policy document of a site."""
        self.load_questions(site_id, [article_id])
        return self._questions[site_id, article_id]

    def forget(self) -> None:
        """Let go of texts and list rows."""
        for kept in (self.releases, self._items, self._of_part, self._of_document, self._papers):
            kept.clear()
        self.addresses.clear()
        self._questions.clear()
        self._relations.clear()

    def load_assets(self, keys: Iterable[str]) -> None:
        """Read what is known of pictures and files, those not yet known."""
        if missing := set(keys) - self.assets.keys():
            self.assets.update(tables.assets(missing))

    def load_parts(self, part_ids: Iterable[int]) -> None:
        """Read parts of months with their columns."""
        if missing := set(part_ids) - self.parts.keys():
            self.parts.update(tables.parts(missing))
            self.reader.load_columns(row.column_id for row in self.parts.values() if row)
