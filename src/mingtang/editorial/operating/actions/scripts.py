"""The words that copies in traditional characters write as this installation says."""

from datetime import datetime

from django.db import transaction

from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.models import PublishedSite
from mingtang.editorial.publishing.actions.articles import follow_up
from mingtang.editorial.publishing.kinds.traditional import EXCEPTIONS
from mingtang.editorial.publishing.models import ScriptException
from mingtang.editorial.publishing.policies.scripts import check_exception
from mingtang.ground.foundation.decisions import NotVisible, no
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import record_event

RIGHT = "publishing.scripts"


def add_script_exception(
    *, actor: Person, at: datetime, simplified: str, traditional: str
) -> ScriptException:
    """State how a word is written; every copy is made again in bulk.

    :raises Refused: no right, no word, or one that is stated already.
    """
    with transaction.atomic():
        decision = authority.may(actor, RIGHT, at=at)  # of the whole platform, as no site is named
        decision &= check_exception(simplified, traditional)
        if ScriptException.objects.filter(simplified=simplified).exists():
            text = "这个词已经在表中，请先删除原来的一条。"
            decision &= no("publishing.word_known", text, "simplified")
        decision.require()
        row = ScriptException.objects.create(
            simplified=simplified, traditional=traditional, changed_at=at
        )
        _follow(row, "publishing.script.exception_added", actor, at)
    return row


def delete_script_exception(*, actor: Person, at: datetime, exception_id: int) -> None:
    """Leave a word to the general tables again; every copy is made again in bulk.

    :raises NotVisible: there is none, or the person may not look at it.
    """
    with transaction.atomic():
        rows = ScriptException.objects.visible_to(actor, at=at).select_for_update()
        row = rows.filter(pk=exception_id).first()
        if row is None:
            raise NotVisible(f"script exception {exception_id}")
        _follow(row, "publishing.script.exception_deleted", actor, at)
        row.delete()


def _follow(row: ScriptException, code: str, actor: Person, at: datetime) -> None:
    sites = PublishedSite.objects.filter(has_traditional=True).values_list("pk", flat=True)
    wakes = Wakes(at, actor.person_key)
    wakes.lock(sites)
    if wakes.sites:
        wakes.subject(EXCEPTIONS)
        follow_up(wakes)
    record_event(
        code=code,
        subject=f"script:{row.pk}",
        actor=actor.person_key,
        at=at,
        payload={"simplified": row.simplified, "traditional": row.traditional},
    )
