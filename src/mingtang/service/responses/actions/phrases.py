"""Phrases of a unit, and what becomes of them when the unit is merged."""

from datetime import datetime

from django.db import transaction

from mingtang.ground.foundation.decisions import NotVisible
from mingtang.ground.foundation.text import one_line
from mingtang.institution.organization.actions.merging import Merger, record_hand_over
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.service.responses.actions.figures import hand_over_figures
from mingtang.service.responses.models import AnswerPhrase
from mingtang.service.responses.policies.drafts import is_phrase
from mingtang.spine.events.actions import record_event

HANDLE = "casework.handle"
MOVES = ("responses.AnswerPhrase.unit",)


def save_phrase(
    *, actor: Person, at: datetime, unit: str, title: str, text: str, phrase_id: int | None = None
) -> AnswerPhrase:
    """Save a phrase of a unit, a new one where no number is given.

    :raises Refused: the actor handles no cases of the unit, or name or words are missing.
    """
    with transaction.atomic():
        row = _locked(actor, at, phrase_id) if phrase_id else AnswerPhrase(unit=unit)
        decision = authority.may(actor, HANDLE, unit=row.unit, at=at)
        (decision & is_phrase(title, text)).require()
        row.title, row.text = one_line(title), text.strip()
        row.changed_by, row.changed_at = actor, at
        row.save()
        _record("responses.phrase.saved", row, actor, at)
        return row


def retire_phrase(*, actor: Person, at: datetime, phrase_id: int) -> AnswerPhrase:
    """Offer a phrase no longer; what was written with it stays."""
    with transaction.atomic():
        row = _locked(actor, at, phrase_id)
        authority.may(actor, HANDLE, unit=row.unit, at=at).require()
        row.retired_at = at
        row.save(update_fields=["retired_at"])
        _record("responses.phrase.retired", row, actor, at)
        return row


def hand_over_phrases(merger: Merger) -> None:
    """Hand over the phrases and figures of a merged unit to its successor."""
    hand_over_figures(merger)
    rows = AnswerPhrase.objects.filter(unit=merger.unit.code)
    number = rows.update(unit=merger.into.code)
    record_hand_over(merger, "responses.unit.handed_over", number)


def _locked(actor: Person, at: datetime, phrase_id: int) -> AnswerPhrase:
    if not AnswerPhrase.objects.visible_to(actor, at=at).filter(pk=phrase_id).exists():
        raise NotVisible(f"phrase {phrase_id}")
    return AnswerPhrase.objects.select_for_update().get(pk=phrase_id)


def _record(code: str, row: AnswerPhrase, actor: Person, at: datetime) -> None:
    record_event(
        code=code, subject=f"phrase:{row.pk}", actor=actor.person_key, at=at, unit=row.unit,
        payload={"phrase": row.pk},
    )  # fmt: skip
