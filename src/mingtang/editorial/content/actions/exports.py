"""Who took an article home as a file (导出)."""

from datetime import datetime

from django.db import transaction

from mingtang.editorial.content.models import Article
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import record_event

EXPORTED = "content.article.exported"


def note_export(*, actor: Person, at: datetime, article: Article, file_format: str) -> None:
    """Record that a person took the working copy of an article home as a file.

    :raises NotVisible: the person may not see the article.
    """
    if not Article.objects.visible_to(actor, at=at).filter(pk=article.pk).exists():
        raise NotVisible(f"article {article.pk}")
    with transaction.atomic():
        record_event(
            code=EXPORTED,
            subject=article.subject,
            actor=actor.person_key,
            at=at,
            unit=article.unit.code,
            site=article.site.code,
            payload={"format": file_format, "revision": article.version},
        )
