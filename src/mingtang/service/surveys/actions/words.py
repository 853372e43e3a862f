"""Decide which written answers are shown to readers, and in which words."""

from datetime import datetime

from django.db import transaction

from mingtang.ground.foundation.decisions import Decision, NotVisible, no
from mingtang.ground.foundation.text import has_words
from mingtang.institution.organization.models import Person
from mingtang.service.surveys import policies
from mingtang.service.surveys.actions.access import WRITE, locked_survey, may, record, wake
from mingtang.service.surveys.enums import SurveyWordsState
from mingtang.service.surveys.models import SurveyWords
from mingtang.service.surveys.policies import SurveyVerb
from mingtang.service.surveys.queries.rules import shows_results
from mingtang.spine.events.actions import record_reason


def show_words(*, actor: Person, at: datetime, words_id: int, public_text: str) -> SurveyWords:
    """Show a written answer with the figures, as a public text without personal data.

    :raises Refused: no right, not open yet or archived, or the text contains personal data.
    """
    with transaction.atomic():
        words, decision = _judged(actor, at, words_id)
        (decision & policies.may_show(public_text)).require()
        return _judge(words, actor, at, SurveyWordsState.SHOWN, public_text.strip())


def hide_words(*, actor: Person, at: datetime, words_id: int, reason: str) -> SurveyWords:
    """Hide a written answer from readers; it still counts.

    :raises Refused: no right, not open yet or archived, or no reason.
    """
    with transaction.atomic():
        words, decision = _judged(actor, at, words_id)
        if not has_words(reason):
            decision &= no("surveys.no_reason", "请说明不公开的原因。", "reason")
        decision.require()
        return _judge(words, actor, at, SurveyWordsState.HIDDEN, "", reason)


def erase_words(*, actor: Person, at: datetime, words_id: int, reason: str) -> SurveyWords:
    """Erase a written answer, such as one that names people; the answer still counts.

    :raises Refused: no right, or no reason.
    """
    with transaction.atomic():
        words, _ = _judged(actor, at, words_id)
        row = words.survey
        decision = may(actor, WRITE, row, at)
        if not has_words(reason):
            decision &= no("surveys.no_reason", "请说明删除的原因。", "reason")
        decision.require()
        words.text = words.public_text = ""
        words.state = SurveyWordsState.ERASED.value
        words.judged_by, words.judged_at = actor, at
        words.save(update_fields=["text", "public_text", "state", "judged_by", "judged_at"])
        payload = {"words": words.pk}
        record("surveys.words.erased", row, actor.person_key, at, payload, record_reason(reason))
        if shows_results(row):
            wake(row, at)
    return words


def _judged(actor: Person, at: datetime, number: int) -> tuple[SurveyWords, Decision]:
    rows = SurveyWords.objects.visible_to(actor, at=at).filter(pk=number)
    survey_id = rows.values_list("survey_id", flat=True).first()
    if survey_id is None:
        raise NotVisible(f"words {number}")
    row = locked_survey(actor, at, survey_id)
    words = SurveyWords.objects.select_for_update().get(pk=number)
    words.survey = row
    decision = may(actor, WRITE, row, at) & policies.may_do(SurveyVerb.MODERATE, row.state)
    return words, decision & policies.is_there(words.state)


def _judge(
    words: SurveyWords,
    actor: Person,
    at: datetime,
    state: SurveyWordsState,
    public_text: str,
    reason: str = "",
) -> SurveyWords:
    stated = record_reason(reason or None)
    words.state, words.public_text, words.reason = state.value, public_text, stated
    words.judged_by, words.judged_at = actor, at
    words.save(update_fields=["state", "public_text", "reason", "judged_by", "judged_at"])
    code = f"surveys.words.{state.value}"
    record(code, words.survey, actor.person_key, at, {"words": words.pk}, stated)
    if shows_results(words.survey):
        wake(words.survey, at)
    return words
