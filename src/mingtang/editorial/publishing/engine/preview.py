"""A text as its page would look, without publishing anything (预览)."""

from typing import Any

from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from mingtang.editorial.pages.engine.making import ShellView
from mingtang.editorial.pages.languages import languages_of
from mingtang.editorial.pages.models import PublishedSite
from mingtang.editorial.pages.reader import Page, PageReader, Reader
from mingtang.editorial.pages.rendering import render_page, render_shell
from mingtang.editorial.publishing.kinds.articles import ARTICLE, ArticlePage
from mingtang.editorial.publishing.reader import ArticleReader, tables
from mingtang.editorial.themes import theme
from mingtang.editorial.themes.shown import AssetView


def preview_page(
    preview: tables.ReleaseRow, column_id: int | None, site_id: int | None = None
) -> bytes:
    """Return the page of a text that is not online, in the frame of a column of a site.

    The site is that of the text unless another one is named.

    :raises CannotRender: a template fails.
    """
    site_id = preview.home_site_id if site_id is None else site_id
    state = PublishedSite.objects.filter(pk=site_id).first() or PublishedSite(site_id=site_id)
    page = Page(0, site_id, "/preview.html", "article", str(preview.id), column_id)
    own = PageReader(Reader(), page)
    view = tables.article_view(
        preview,
        "/preview.html",
        canonical=own.site.url,
        find_asset=office_asset,
        interprets=(
            ArticleReader(own).item(preview.interprets_id) if preview.interprets_id else None
        ),
        interpretations=(),
    )
    found = theme(state.theme, state.theme_version)
    pieces = render_shell(found, _frame(own, column_id), own.notes)
    shown = ArticlePage(view, own.own_column, ())
    context = {"page": shown, "site": own.site, "column": own.own_column, "url": "/preview.html"}
    return render_page(found, ARTICLE.template, context, pieces, marks=ARTICLE.marks)


def _frame(reader: PageReader, column_id: int | None) -> dict[str, Any]:
    trail = reader.breadcrumb(column_id) if column_id is not None else ()
    return {
        "site": reader.site,
        "column": trail[-1] if trail else None,
        "shell": ShellView(reader.top_columns(), trail, languages_of(reader)),
    }


def office_asset(key: str) -> AssetView | None:
    """Return where the office shows a picture or file that is not online yet."""
    kind, _, number = key.partition(":")
    model = get_image_model() if kind == "image" else get_document_model()
    row = model.objects.filter(pk=int(number)).first()
    if row is None:
        return None
    size = int(row.file_size or 0)
    if kind == "image":
        return AssetView(row.file.url, row.title, size, row.width, row.height)
    return AssetView(row.url, row.title, size)
