"""Who looked at a text as it will be online, before it is there (预览)."""

from datetime import datetime

from django.db import transaction

from mingtang.editorial.content.models import Article, Release
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import record_event
from mingtang.spine.events.queries import is_recorded_within_hour

PREVIEWED = "publishing.article.previewed"


def note_preview(*, actor: Person, at: datetime, article: Article) -> None:
    """Record that a person saw an unpublished text, once an hour; what is online is no secret.

    :raises NotVisible: the person may not see the article.
    """
    if not Article.objects.visible_to(actor, at=at).filter(pk=article.pk).exists():
        raise NotVisible(f"article {article.pk}")
    live = Release.objects.filter(article=article, is_live=True, revision=article.revision_id)
    if article.revision_id is not None and live.exists():
        return
    with transaction.atomic():
        if is_recorded_within_hour(
            code=PREVIEWED, subject=article.subject, actor=actor.person_key, at=at
        ):
            return
        record_event(
            code=PREVIEWED,
            subject=article.subject,
            actor=actor.person_key,
            at=at,
            unit=article.unit.code,
            site=article.site.code,
        )
