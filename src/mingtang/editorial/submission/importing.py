"""Send the drafts of an import on their way, each by itself, in one act."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from mingtang.editorial.content.actions import note_sending
from mingtang.editorial.content.models import ImportBatch, ImportedFile
from mingtang.editorial.submission.actions import submit_article
from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person

MOST_AT_ONCE = 100  # a few seconds of one transaction


@dataclass(frozen=True)
class Sent:
    """What became of the drafts of one act: how many went, were refused, and are left."""

    sent: int
    refused: int
    left: int


def submit_imported(*, actor: Person, at: datetime, batch_id: int, author: str, phone: str) -> Sent:
    """Submit the drafts of a batch that are read without a doubt or looked at, up to a limit.

    A draft that is refused keeps its reasons in the row of its file and stops no other; those that
    were refused before come last, so that the act can be repeated until nothing fresh is left.

    :raises Refused: without the right to submit for the unit.
    :raises NotVisible: when there is no such batch that the actor may see.
    """
    with transaction.atomic():
        batch = ImportBatch.objects.visible_to(actor, at=at).filter(pk=batch_id).first()
        if batch is None:
            raise NotVisible(f"import batch {batch_id}")
        authority.may(actor, "submission.submit", unit=batch.unit.code, at=at).require()
        ready = ImportedFile.objects.filter(batch=batch).ready().select_related("article")
        fresh = list(ready.filter(message="").order_by("pk")[:MOST_AT_ONCE])
        again = ready.exclude(message="").order_by("pk")[: MOST_AT_ONCE - len(fresh)]
        sent = refused = 0
        for row in [*fresh, *again]:
            if _submit_one(row, actor=actor, at=at, author=author, phone=phone):
                sent += 1
            else:
                refused += 1
        left = ImportedFile.objects.filter(batch=batch).ready().filter(message="").count()
        return Sent(sent, refused, left)


def _submit_one(row: ImportedFile, *, actor: Person, at: datetime, author: str, phone: str) -> bool:
    article = row.article
    assert article is not None  # what is ready has a draft
    try:
        submit_article(
            actor=actor,
            at=at,
            article_id=article.pk,
            version=article.version,
            author=author,
            phone=phone,
        )
    except Refused as refusal:
        note_sending(file_id=row.pk, message=str(refusal))
        return False
    if row.message:
        note_sending(file_id=row.pk, message="")
    return True
