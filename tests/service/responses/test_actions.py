"""What may be public, what is erased with its case, and whose phrases a successor gets."""

import json
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from mingtang.editorial.pages.models import Tombstone
from mingtang.ground.foundation.decisions import Refused
from mingtang.institution.organization.actions.merging import Merger
from mingtang.service.responses.actions.drafts import erase_draft
from mingtang.service.responses.actions.phrases import (
    hand_over_phrases,
    retire_phrase,
    save_phrase,
)
from mingtang.service.responses.actions.publication import (
    erase_redaction,
    is_publishable,
    release_answer,
    save_redaction,
    take_down_answer,
)
from mingtang.service.responses.models import AnswerDraft, AnswerPhrase, Redaction
from mingtang.spine.events.models import Event
from mingtang.workbench.casework.actions.moving import close_case
from mingtang.workbench.casework.actions.texts import erase_case
from mingtang.workbench.casework.models import Case
from tests.factories import responses as make
from tests.factories.cases import answered as plain
from tests.factories.cast import Cast
from tests.factories.publishing import published_article

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def _redacted(cast: Cast, at: datetime) -> Case:
    case = make.answered(cast, at)
    save_redaction(
        actor=cast.officer, at=at, case_id=case.pk, title="校车时间", question="校车几点到？",
        answer=make.ANSWER,
    )  # fmt: skip
    return case


def _why_not(case: Case) -> list[str]:
    return [one.code for one in is_publishable(case).reasons]


def test_publishable_is_what_was_answered_with_consent_and_is_not_erased(
    cast: Cast, at: datetime
) -> None:
    case = make.answered(cast, at)
    assert is_publishable(case)
    case = close_case(actor=cast.officer, at=at, case_id=case.pk)
    assert is_publishable(case)
    assert _why_not(make.sent(cast, at)) == ["responses.not_answered"]
    assert _why_not(make.answered(cast, at, body=make.SECRET)) == ["responses.not_agreed"]
    assert _why_not(plain(cast, at))[0] == "responses.not_public"
    erased = erase_case(actor=cast.desk_editor, at=at, case_id=case.pk, reason="来件人要求")
    assert _why_not(erased) == ["responses.not_answered"]


@pytest.mark.parametrize(
    ("reason", "is_secret"), [("rights", True), ("secrecy", True), ("error", False)]
)
def test_taken_down_for_rights_or_secrecy_is_to_be_overwritten_and_erased_not_released_again(
    cast: Cast, at: datetime, reason: str, is_secret: bool
) -> None:
    published_article(cast, at, columns=[cast.news])
    case = _redacted(cast, at)
    row = release_answer(actor=cast.desk_editor, at=at, case_id=case.pk)
    down = take_down_answer(
        actor=cast.desk_editor, at=at, answer_id=row.pk, reason_code=reason, reason="来件人要求"
    )
    assert (down.is_live, down.title, down.question, down.answer) == (False, "", "", "")
    stone = Tombstone.objects.get(path=row.path)
    assert (stone.subject, stone.is_secret, stone.purged_at) == (row.subject, is_secret, None)
    close_case(actor=cast.officer, at=at, case_id=case.pk)
    erase_case(actor=cast.desk_editor, at=at, case_id=case.pk, reason="来件人要求")
    with pytest.raises(Refused, match="答复发出以后"):
        release_answer(actor=cast.desk_editor, at=at, case_id=case.pk)
    stone.refresh_from_db()
    assert stone.lifted_at is None


def test_erased_draft_leaves_who_wrote_it_and_other_drafts(cast: Cast, at: datetime) -> None:
    gone, other = make.drafted(cast, at), make.drafted(cast, at)
    for later in (at + HOUR, at + 2 * HOUR):  # a repeat changes nothing
        with transaction.atomic():
            erase_draft(gone, at=later)

    row = AnswerDraft.objects.get(case=gone)
    assert (row.text, row.version, row.state) == ("", 1, "writing")
    assert (row.written_by, row.written_at) == (cast.officer, at + HOUR)
    assert AnswerDraft.objects.get(case=other).text == make.ANSWER
    event = Event.objects.get(code="responses.draft.erased")
    assert (event.subject, event.actor, event.unit) == (gone.subject_key, "system", "edu")
    assert make.ANSWER not in event.payload
    with transaction.atomic():
        erase_draft(make.claimed(cast, at), at=at)  # nothing was written
    assert Event.objects.filter(code="responses.draft.erased").count() == 1


def test_erased_redaction_leaves_its_row_and_the_pairs_of_other_cases(
    cast: Cast, at: datetime
) -> None:
    gone, other = _redacted(cast, at), _redacted(cast, at)
    for later in (at + HOUR, at + 2 * HOUR):  # a repeat changes nothing
        with transaction.atomic():
            erase_redaction(gone, at=later)

    row = Redaction.objects.get(case=gone)
    assert (row.title, row.question, row.answer) == ("", "", "")
    assert (row.version, row.written_by, row.written_at) == (1, cast.officer, at + HOUR)
    assert Redaction.objects.get(case=other).question == "校车几点到？"
    with transaction.atomic():
        erase_redaction(make.claimed(cast, at), at=at)  # nothing was redacted


def test_successor_gets_the_phrases_of_a_unit_also_those_out_of_use(
    cast: Cast, at: datetime
) -> None:
    mine, old = (
        save_phrase(actor=cast.officer, at=at, unit="edu", title=title, text="请拨打12345。")
        for title in ("电话", "旧的")
    )
    retire_phrase(actor=cast.officer, at=at, phrase_id=old.pk)
    save_phrase(actor=cast.stranger, at=at, unit="health", title="电话", text="请拨打12320。")
    with transaction.atomic():
        hand_over_phrases(Merger(cast.edu, cast.health, cast.operator, at))
        hand_over_phrases(Merger(cast.edu, cast.health, cast.operator, at))

    assert set(AnswerPhrase.objects.values_list("unit", flat=True)) == {"health"}
    shown = AnswerPhrase.objects.visible_to(cast.stranger, at=at)
    assert shown.count() == 2
    assert mine in shown
    assert not AnswerPhrase.objects.visible_to(cast.officer, at=at).exists()
    event = Event.objects.get(code="responses.unit.handed_over")  # a repeat finds nothing
    assert (event.subject, event.actor) == (cast.health.unit_key, cast.operator.person_key)
    assert json.loads(event.payload) == {"old_unit": "edu", "number": 2}
