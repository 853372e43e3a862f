"""An answer from its draft over the leader's desk to the sender; no way leads around the review."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingtang.ground.foundation.decisions import Refused
from mingtang.institution.obligations.models import Obligation
from mingtang.service.responses.actions.drafts import save_draft, send_draft
from mingtang.service.responses.actions.phrases import save_phrase
from mingtang.service.responses.models import AnswerDraft
from mingtang.spine.events.models import Event
from mingtang.workbench.approvals.actions import pass_step, return_step
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from mingtang.workbench.casework.actions.moving import answer_case
from mingtang.workbench.casework.actions.texts import erase_case
from mingtang.workbench.casework.models import Case
from mingtang.workbench.intake.actions import put_status
from mingtang.workbench.intake.models import StatusRow
from tests.factories import responses as make
from tests.factories.cast import Cast
from tests.factories.regulations import bound_pack

Browser = Callable[..., Client]
Drain = Callable[[datetime], object]
pytestmark = pytest.mark.django_db


def _post(client: Client, url: str, person: Any, **values: Any) -> Any:
    return client.post(url, {FIELD: new_form_key(person.pk, url), **values})


def test_an_answer_is_written_reviewed_and_only_then_read_by_its_sender(
    cast: Cast, at: datetime, drain: Drain, browser: Browser, time_machine: Any
) -> None:
    bound_pack("city", at=at)
    time_machine.move_to(at, tick=False)
    case = make.claimed(cast, at, receipt="r" * 64)
    put_status(key=case.receipt, title="咨询", state="正在办理", received_at=at, at=at)
    phrase = save_phrase(actor=cast.officer, at=at, unit="edu", title="电话", text=make.ANSWER)
    officer, leader = browser(cast.officer), browser(cast.leader)
    page = officer.get(reverse("casework:case", args=[case.pk])).content.decode()
    write = reverse("responses:draft", args=[case.pk])
    assert write in page
    assert reverse("casework:answer", args=[case.pk]) not in page
    assert "闻人无双" not in officer.get(write).content.decode()
    text = "闻人无双您好，电话13912345678。"
    answer = _post(officer, write, cast.officer, text=text, version=0, phrase=phrase.pk)
    shown = officer.get(answer.url).content.decode()
    for remark in ("手机号码 139****5678", "来件人姓名 闻***"):
        assert remark in shown
    _post(officer, write, cast.officer, text=make.ANSWER, version=1)
    assert "没有发现个人信息" in officer.get(answer.url).content.decode()
    send = reverse("responses:send", args=[case.pk])
    assert _post(officer, send, cast.officer).status_code == 302
    drain(at)
    assert "七点" not in StatusRow.objects.get(key=case.receipt).answer
    assert make.ANSWER in leader.get(answer.url).content.decode()
    passed = reverse("approvals:pass", args=[make.step_of(case).pk])
    assert _post(leader, passed, cast.leader).status_code == 302
    drain(at)
    assert "七点" in StatusRow.objects.get(key=case.receipt).answer
    case.refresh_from_db()
    assert (case.state, case.answered_at) == ("answered", at)
    assert case.entries.get(kind="answer").written_by == cast.officer
    assert Obligation.objects.get(rule_id="reply.inquiry").state == "met"


def test_a_late_answer_stays_late_whenever_it_was_sent_to_review(
    cast: Cast, at: datetime, drain: Drain
) -> None:
    bound_pack("city", at=at)
    case = make.sent(cast, at)
    drain(at)
    later = at + timedelta(days=3)
    pass_step(actor=cast.leader, at=later, step_id=make.step_of(case).pk)
    drain(later)
    assert Obligation.objects.get(rule_id="reply.inquiry").state == "met_late"


def test_nothing_leads_around_the_review(cast: Cast, at: datetime, browser: Browser) -> None:
    case = make.claimed(cast, at)
    with pytest.raises(Refused) as refusal:
        answer_case(actor=cast.officer, at=at, case_id=case.pk, text="七点。")
    assert [one.code for one in refusal.value.reasons] == ["casework.reviewed"]
    url = reverse("casework:answer", args=[case.pk])
    officer = browser(cast.officer)
    assert officer.get(url).status_code == 403
    assert _post(officer, url, cast.officer, text="七点。").status_code == 422
    assert Case.objects.get(pk=case.pk).state == "claimed"


def test_a_returned_answer_is_mended_and_one_changed_by_a_colleague_is_not_overwritten(
    cast: Cast, at: datetime
) -> None:
    case = make.sent(cast, at)
    with pytest.raises(Refused, match="正在审核"):
        save_draft(actor=cast.officer, at=at, case_id=case.pk, text="改", version=1)
    return_step(actor=cast.leader, at=at, step_id=make.step_of(case).pk, reason="请写明依据")
    draft = AnswerDraft.objects.get(case=case)
    assert draft.state == "returned"
    save_draft(actor=cast.officer, at=at, case_id=case.pk, text=make.ANSWER, version=1)
    with pytest.raises(Refused, match="刚被同事改过"):
        save_draft(actor=cast.officer, at=at, case_id=case.pk, text="改", version=1)
    send_draft(actor=cast.officer, at=at, case_id=case.pk)
    assert make.step_of(case).round.number == 2


def test_erased_case_leaves_no_draft(cast: Cast, at: datetime, drain: Drain) -> None:
    case = make.drafted(cast, at)
    Case.objects.filter(pk=case.pk).update(state="withdrawn", ended_at=at)
    erase_case(actor=cast.desk_editor, at=at, case_id=case.pk, reason="来件人要求")
    drain(at)
    assert not AnswerDraft.objects.get(case=case).text
    assert Event.objects.filter(code="responses.draft.erased").count() == 1
