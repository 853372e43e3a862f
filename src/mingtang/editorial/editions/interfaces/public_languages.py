"""The languages of a site and the twins of a page, for public pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mingtang.editorial.editions.enums import ORIGINAL_NAME, ORIGINAL_TAG, EditionLanguage
from mingtang.editorial.editions.models import ArticleTwin, ColumnTwin, Edition
from mingtang.editorial.pages.languages import Translations
from mingtang.editorial.pages.reader import Loaded, Page, PageReader, Reader
from mingtang.editorial.publishing.reader.tables import addresses
from mingtang.editorial.sites.enums import ColumnState, SiteState
from mingtang.editorial.themes.shown import LanguageView, SiteLanguages


@dataclass(frozen=True, slots=True)
class Versions:
    """The Chinese site and its editions, by language tag."""

    original: int
    by_tag: Mapping[str, int]

    def tag_of(self, site_id: int) -> str:
        """Return the language tag of a site."""
        return next(tag for tag, pk in self.by_tag.items() if pk == site_id)


class TwinPages(Loaded):
    """The cache of one batch: versions by site, twins of articles by original."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader)
        self.versions: dict[int, Versions | None] = {}
        self._originals: dict[int, int] = {}
        self._articles: dict[int, dict[int, int]] = {}
        self._paths: dict[tuple[int, int], str | None] = {}

    def versions_of(self, site_id: int) -> Versions | None:
        """Return the versions of a site; None if it has only one language."""
        if site_id not in self.versions:
            own = Edition.objects.filter(site=site_id).first()
            original = own.mirrors_id if own else site_id
            rows = Edition.objects.filter(mirrors=original).order_by("pk")
            tags = {ORIGINAL_TAG: original} | dict(rows.values_list("language", "site_id"))
            self.versions[site_id] = Versions(original, tags) if len(tags) > 1 else None
        return self.versions[site_id]

    def load_articles(self, article_ids: Iterable[int], versions: Versions) -> None:
        """Load the twins and addresses of articles of any version, in a few queries for all."""
        missing = set(article_ids) - self._originals.keys()
        if not missing:
            return
        as_twin = ArticleTwin.objects.filter(article__in=missing)
        known = dict(as_twin.values_list("article_id", "original_id"))
        self._originals.update((pk, known.get(pk, pk)) for pk in missing)
        originals = {self._originals[pk] for pk in missing} - self._articles.keys()
        self._articles.update((pk, {versions.original: pk}) for pk in originals)
        rows = ArticleTwin.objects.filter(original__in=originals)
        for original, site_id, article in rows.values_list(
            "original_id", "edition__site_id", "article_id"
        ):
            self._articles[original][site_id] = article
        wanted: dict[int, set[int]] = {}
        for original in originals:
            for site_id, article in self._articles[original].items():
                wanted.setdefault(site_id, set()).add(article)
        for site_id, ids in wanted.items():
            self._paths.update(addresses(site_id, ids))

    def twins_of(self, article_id: int, versions: Versions) -> Mapping[int, int]:
        """Return the corresponding article by site, including this one."""
        self.load_articles([article_id], versions)
        return self._articles[self._originals[article_id]]

    def path_of(self, site_id: int, article_id: int) -> str:
        """Return the path of an article on a site; empty if it is not online there."""
        return self._paths.get((site_id, article_id)) or ""

    def forget(self) -> None:
        """Discard the articles loaded for one turn."""
        self._originals.clear()
        self._articles.clear()
        self._paths.clear()


def languages_of_site(reader: PageReader) -> SiteLanguages:
    """Return the other languages in which a site is online.

    Source: 国办发〔2014〕57号, 10 (GB-09).
    """
    versions = reader.reader.of(TwinPages).versions_of(reader.page.site_id)
    if versions is None:
        return SiteLanguages()
    own, others = versions.tag_of(reader.page.site_id), []
    for tag, site_id in versions.by_tag.items():
        if tag == own:
            continue
        site = reader.other_site(site_id)
        name = ORIGINAL_NAME if tag == ORIGINAL_TAG else EditionLanguage(tag).label
        if site.state == SiteState.OPEN:
            others.append(LanguageView(tag, name, f"{site.url}/"))
    return SiteLanguages(own, ORIGINAL_TAG, tuple(others))


def prefetch(reader: Reader, pages: Sequence[Page]) -> None:
    """Load the twins of the articles of a batch, on sites with other languages."""
    loaded = reader.of(TwinPages)
    wanted: dict[int, list[int]] = {}
    for page in pages:
        if page.kind == "article" and loaded.versions_of(page.site_id) is not None:
            wanted.setdefault(page.site_id, []).append(int(page.key))
    for site_id, ids in wanted.items():
        versions = loaded.versions_of(site_id)
        assert versions is not None
        loaded.load_articles(ids, versions)


def twins_of_page(reader: PageReader) -> Mapping[str, str]:
    """Return the addresses of a home, a column or an article in other languages."""
    loaded, page = reader.reader.of(TwinPages), reader.page
    versions = loaded.versions_of(page.site_id)
    find = _FINDERS.get(page.kind)
    if versions is None or find is None:
        return {}
    found = find(reader, loaded, versions)
    own = versions.tag_of(page.site_id)
    others = {tag: pk for tag, pk in versions.by_tag.items() if tag != own and pk in found}
    return {
        tag: f"{site.url}{found[pk]}"
        for tag, pk in others.items()
        if (site := reader.other_site(pk)).state == SiteState.OPEN
    }


def _homes(reader: PageReader, loaded: TwinPages, versions: Versions) -> dict[int, str]:
    return dict.fromkeys(versions.by_tag.values(), "/")


def _articles(reader: PageReader, loaded: TwinPages, versions: Versions) -> dict[int, str]:
    found = {}
    for site_id, article_id in loaded.twins_of(int(reader.page.key), versions).items():
        if site_id == reader.page.site_id:
            continue
        reader.notes.showed(f"article:{article_id}")
        if path := loaded.path_of(site_id, article_id):
            found[site_id] = path
    return found


def _columns(reader: PageReader, loaded: TwinPages, versions: Versions) -> dict[int, str]:
    here = int(reader.page.key)
    as_twin = ColumnTwin.objects.filter(column=here).values_list("original_id", flat=True)
    original = as_twin.first() or here
    rows = ColumnTwin.objects.filter(original=original).values_list("column_id", flat=True)
    found = {}
    for pk in [original, *rows]:
        if pk == here:
            continue
        view = reader.column(pk)
        if view is not None and view.is_shown and view.state == ColumnState.OPEN:
            found[view.site_id] = view.link
    return found


_FINDERS = {"home": _homes, "article": _articles, "column": _columns}
TRANSLATIONS = Translations(of_site=languages_of_site, prefetch=prefetch, twins=twins_of_page)
