"""The page of one article, and the files it shows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from mmap import mmap

from mingtang.editorial.content.body import files_of
from mingtang.editorial.pages.enums import PageScope
from mingtang.editorial.pages.reader import Page, PageReader, Reader
from mingtang.editorial.pages.registry import PageKind, PageSpec
from mingtang.editorial.pages.rendering import CannotRender
from mingtang.editorial.publishing.assets import OtherBytes, asset_bytes, asset_path, asset_views
from mingtang.editorial.publishing.derived import is_withheld, pinned_digest
from mingtang.editorial.publishing.models import Address, AssetUse, SiteAsset
from mingtang.editorial.publishing.reader import ArticleReader, Articles
from mingtang.editorial.publishing.shown import ArticleView
from mingtang.editorial.themes.shown import ColumnView


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """What the article template gets."""

    article: ArticleView
    column: ColumnView | None
    breadcrumb: tuple[ColumnView, ...]


def read_article(reader: PageReader, page: Page) -> ArticlePage | None:
    """Return an article with its column; None when it is not online on this site.

    Source: what the page of the Xuancheng opinions itself shows (XC-32).
    """
    article = ArticleReader(reader).article(int(page.key))
    if article is None:
        return None
    return ArticlePage(article, reader.own_column, ())


def prefetch_articles(reader: Reader, pages: Sequence[Page]) -> None:
    """Load the releases, addresses, columns and files of a batch."""
    reader.load_columns({page.column_id for page in pages if page.column_id})
    articles = reader.of(Articles)
    for site_id in {page.site_id for page in pages}:
        articles.load_articles(
            site_id, [int(page.key) for page in pages if page.site_id == site_id]
        )
    rows = [row for page in pages if (row := articles.releases.get(int(page.key))) is not None]
    for site_id in {page.site_id for page in pages}:
        foreign = [row.id for row in rows if row.home_site_id != site_id]
        articles.load_home_addresses(foreign)
    articles.load_assets({key for row in rows for key in files_of(row.body)})
    policies = [row.id for row in rows if row.kind == "policy"]
    articles.load_interpretations(policies)
    articles.load_relations(policies)
    articles.load_papers(policies)
    for site_id in {page.site_id for page in pages}:
        here = {int(page.key) for page in pages if page.site_id == site_id}
        articles.load_questions(site_id, here.intersection(policies))


def article_pages(site_id: int, after: str, limit: int) -> list[PageSpec]:
    """Return the pages of articles online on a site, in the order of their first release."""
    rows = Address.objects.filter(site_id=site_id, is_live=True, number__gt=int(after or 0))
    values = rows.order_by("number").values_list("path", "article_id", "column_id", "number")
    return [
        PageSpec(path, str(article_id), column_id, str(number))
        for path, article_id, column_id, number in values[:limit]
    ]


def count_articles(site_id: int) -> int:
    """Return how many articles are online on a site."""
    return Address.objects.filter(site_id=site_id, is_live=True).count()


def read_asset(reader: PageReader, page: Page) -> bytes | mmap | None:
    """Return a picture's or file's bytes while an article online on this site, or the site, uses it.

    :raises CannotRender: they are not those that were reviewed.
    """
    digest = pinned_digest(page.site_id, page.key)
    if not digest or is_withheld(page.key):
        return None
    try:
        return asset_bytes(page.key, digest)
    except OtherBytes as error:
        raise CannotRender(str(error)) from error


def asset_pages(site_id: int, after: str, limit: int) -> list[PageSpec]:
    """Return the pictures and files that a site and its articles use; those gone are passed by."""
    uses = AssetUse.objects.filter(
        article__addresses__site_id=site_id, article__addresses__is_live=True
    )
    shown = SiteAsset.objects.filter(site_id=site_id)
    keys = [
        rows.values_list("asset", flat=True).distinct().order_by("asset") for rows in (uses, shown)
    ]
    while listed := sorted({key for rows in keys for key in rows.filter(asset__gt=after)[:limit]})[
        :limit
    ]:
        views = asset_views(listed)
        if found := [PageSpec(view.path, key, None, key) for key in listed if (view := views[key])]:
            return found
        after = listed[-1]
    return []


ARTICLE = PageKind(
    name="article",
    scope=PageScope.OWN,
    template="article.html",
    marks="standard/article.html",
    read=read_article,
    prefetch=prefetch_articles,
    pages=article_pages,
    count=count_articles,
    owns_address=True,
    names=re.compile(rb"/\d{6}/(\d+)\.html"),
)
ASSET = PageKind(
    name="asset",
    scope=PageScope.OWN,
    read=read_asset,
    has_shell=False,
    has_twins=False,
    pages=asset_pages,
    names=re.compile(rb"/assets/((?:image|document|paper)/\d+)[./]"),
)

__all__ = ["ARTICLE", "ASSET", "asset_path"]
