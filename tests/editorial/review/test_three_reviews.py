"""Three reviews and three proofreads: in order, by different people, on one printed sheet."""

import io
from datetime import datetime
from typing import Any

import pytest
from docx import Document

from mingtang.editorial.review.actions import start_review, withdraw_review
from mingtang.editorial.review.interfaces.papers import record_sheet
from mingtang.editorial.review.queries import is_passed
from mingtang.ground.foundation.decisions import Refused
from mingtang.ground.papers.word import write_word
from mingtang.workbench.approvals.actions import pass_step, send_back_step
from mingtang.workbench.approvals.queries import steps_waiting_for
from tests.factories.cast import Cast
from tests.factories.content import accepted, news_fields
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db
NAMES = ("初审", "复审", "终审", "一校", "二校", "三校")


@pytest.fixture(autouse=True)
def _rules(cast: Cast, at: datetime, rooms: None) -> None:
    bound_pack("city", at=at)


def _round(cast: Cast, at: datetime) -> Any:
    article = accepted(cast, at, news_fields(content_class="three_reviews"))
    return start_review(actor=cast.desk_editor, at=at, article_id=article.pk)


def test_six_steps_by_different_people_are_on_the_printed_sheet(cast: Cast, at: datetime) -> None:
    found = _round(cast, at)
    people = _people(cast)
    labels = list(found.steps.order_by("order").values_list("label", flat=True))
    assert labels[:6] == list(NAMES)
    first, second = found.steps.order_by("order")[:2]
    with pytest.raises(Refused) as early:
        pass_step(actor=cast.second_desk, at=at, step_id=second.pk)
    assert {one.code for one in early.value.reasons} == {"approvals.step_early"}
    pass_step(actor=cast.desk_editor, at=at, step_id=first.pk)
    with pytest.raises(Refused) as same:
        pass_step(actor=cast.desk_editor, at=at, step_id=second.pk)
    assert {one.code for one in same.value.reasons} == {"approvals.same_person"}

    pass_step(actor=cast.second_desk, at=at, step_id=second.pk)
    final = found.steps.get(key="final_review")
    pass_step(actor=_taker(final, people, at), at=at, step_id=final.pk)
    proof = found.steps.get(key="first_proof")
    send_back_step(actor=cast.desk_editor, at=at, step_id=proof.pk, to="second_review", reason="改")
    assert found.steps.get(key="first_review").state == "passed"
    while steps := found.steps.due().order_by("order"):
        step = steps[0]
        pass_step(actor=_taker(step, people, at), at=at, step_id=step.pk)
    assert is_passed(found.article_id, found.revision_id)
    proofs = found.steps.filter(key__endswith="_proof").values_list("decided_by", flat=True)
    assert len(set(proofs)) == 3

    found.refresh_from_db()
    word = Document(io.BytesIO(write_word(record_sheet(found, at))))
    printed = [row.cells[0].text for table in word.tables for row in table.rows]
    assert [one for one in printed if one in NAMES] == list(NAMES)


def test_withdrawn_round_begins_again_from_the_first_review(cast: Cast, at: datetime) -> None:
    found = _round(cast, at)
    pass_step(actor=cast.desk_editor, at=at, step_id=found.steps.get(key="first_review").pk)
    withdraw_review(actor=cast.desk_editor, at=at, article_id=found.article_id, reason="补充数据")
    again = start_review(actor=cast.desk_editor, at=at, article_id=found.article_id)
    assert [one.label for one in again.steps.due()] == ["初审"]


def _people(cast: Cast) -> list[Any]:
    names = ("desk_editor", "second_desk", "portal_leader", "portal_signer")
    names += ("portal_secrecy",)
    return [getattr(cast, name) for name in names]


def _taker(step: Any, people: list[Any], at: datetime) -> Any:
    """Return who can take a step now."""
    kind = step.round.kind
    return next(
        one
        for one in people
        if step.pk in {due.pk for due in steps_waiting_for(one, at=at, kind=kind)}
    )
