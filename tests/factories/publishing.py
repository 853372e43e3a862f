"""Articles ready to go online, and what a published tree should hold."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from mingtang.editorial.content.actions import EditorialFields, create_article
from mingtang.editorial.content.enums import ArticleState, PlacementState
from mingtang.editorial.content.files import pinned_files
from mingtang.editorial.content.models import Article, Placement, Revision
from mingtang.editorial.pages.engine.making import Maker
from mingtang.editorial.pages.engine.missing import expected_pages
from mingtang.editorial.pages.models import PublishedSite
from mingtang.editorial.pages.reader import Page
from mingtang.editorial.pages.writing import TEMPORARY_PREFIX
from mingtang.editorial.publishing.actions import Published, publish_article
from mingtang.editorial.review.models import ReviewRound
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.workbench.approvals.enums import RoundState
from tests.factories.content import news_fields

if TYPE_CHECKING:
    from tests.factories.cast import Cast


def ready_article(
    cast: "Cast",
    at: datetime,
    *,
    columns: Iterable[Column],
    site: GovSite | None = None,
    fields: EditorialFields | None = None,
    **changes: Any,
) -> Article:
    """Return an article of the education bureau that has passed review and has its columns."""
    article = create_article(
        actor=cast.officer,
        at=at,
        unit=cast.edu,
        site=site or cast.portal,
        fields=fields or news_fields(**changes),
    )
    pass_review(cast, article, at)
    for column in columns:
        place(article, column, at)
    return article


def pass_review(cast: "Cast", article: Article, at: datetime) -> None:
    """Write what a passed review leaves behind."""
    article.refresh_from_db()
    Article.objects.filter(pk=article.pk).update(state=ArticleState.PASSED.value, has_arrived=True)
    ReviewRound.objects.create(
        kind="review",
        subject=article.subject,
        article=article,
        revision=article.revision,
        number=article.review_rounds.count() + 1,
        content_class=article.content_class,
        pack="demo",
        pack_version="test",
        state=RoundState.PASSED.value,
        started_by=cast.desk_editor,
        started_at=at,
        ended_at=at,
    )


def revised(cast: "Cast", article_id: int, at: datetime, **changes: Any) -> Article:
    """Return an article with a new revision that has passed review again, all or nothing of it."""
    with transaction.atomic():  # a trial kills who does this
        return _revised(cast, article_id, at, **changes)


def _revised(cast: "Cast", article_id: int, at: datetime, **changes: Any) -> Article:
    article = Article.objects.select_related("revision").get(pk=article_id)
    assert article.revision is not None
    article.version += 1
    article.revision = Revision.objects.create(
        article=article,
        number=article.version,
        data=article.revision.data | changes,
        files=pinned_files((article.revision.data | changes).get("body", ())),
        digest=str(article.version),
        saved_at=at,
    )
    article.save(update_fields=["version", "revision"])
    pass_review(cast, article, at)
    return article


def place(article: Article, column: Column, at: datetime) -> Placement:
    """Write an accepted placement; its lists learn of it from the next release or event."""
    placement, _ = Placement.objects.update_or_create(
        article=article,
        column=column,
        defaults={
            "site": column.site,
            "state": PlacementState.ACCEPTED.value,
            "offered_at": at,
            "decided_at": at,
        },
    )
    return placement


def published_article(
    cast: "Cast", at: datetime, *, columns: Iterable[Column], **changes: Any
) -> Published:
    """Release a new article."""
    article = ready_article(cast, at, columns=columns, **changes)
    return publish_article(actor=cast.desk_editor, at=at, article_id=article.pk)


def tree(code: str, *, with_twins: bool = False) -> dict[str, bytes]:
    """Return the files of a published site by their path."""
    root = Path(settings.PUBLISH_ROOT) / code
    return {
        f"/{path.relative_to(root).as_posix()}": path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
        and not path.name.startswith(TEMPORARY_PREFIX)
        and (with_twins or path.suffix not in {".gz", ".br"})
    }


def from_nothing(code: str) -> dict[str, bytes]:
    """Render a site from nothing, without targets, watches or anything kept from before."""
    state = PublishedSite.objects.get(site__code=code)
    pages = [
        Page(number, state.pk, page.path, kind, page.key, page.column_id)
        for number, (kind, page) in enumerate(expected_pages(state.pk), 1)
    ]
    batch = Maker().make(pages)
    assert batch.failed == {}
    return {made.page.path: made.content for made in batch.made if made.content is not None}
