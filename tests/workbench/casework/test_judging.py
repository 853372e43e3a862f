"""What is judged of a case, and the clocks that follow: value, complexity, matters of others, more time."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mingtang.institution.obligations.models import Obligation
from mingtang.workbench.approvals.actions import pass_step, return_step
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from mingtang.workbench.casework.actions.extending import ask_extension
from mingtang.workbench.casework.actions.judging import (
    explain_case,
    judge_complex,
    judge_foreign,
    value_case,
)
from mingtang.workbench.casework.actions.moving import answer_case, claim_case
from mingtang.workbench.casework.actions.opening import rate_case
from mingtang.workbench.casework.enums import CaseChannel
from mingtang.workbench.casework.models import Case
from mingtang.workbench.casework.policies import explains_rating
from mingtang.workbench.casework.queries import extensions_of, was_in_time
from mingtang.workbench.intake.models import StatusRow
from tests.factories import cases as make
from tests.factories.cast import Cast
from tests.factories.regulations import bound_pack

Browser = Callable[..., Client]
Drain = Callable[[datetime], object]
pytestmark = pytest.mark.django_db


def _promise(case: Case, rule: str) -> Obligation:
    return Obligation.objects.about(case.subject_key).get(rule_id=rule)


def _due(case: Case, rule: str, at: datetime) -> date:
    return _promise(case, rule).due_at.astimezone(at.tzinfo).date()


def test_gb_05_valued_opinion_is_answered_in_7_or_by_approval_15_working_days(
    cast: Cast, at: datetime, drain: Drain
) -> None:
    bound_pack("city", at=at)
    case = make.claimed(cast, at)
    value_case(actor=cast.officer, at=at, case_id=case.pk, reason="对校车线路的建议可行")
    drain(at)
    assert _due(case, "reply.valued_opinion", at) == date(2026, 3, 20)  # Wednesday + 7
    row = ask_extension(
        actor=cast.officer, at=at, case_id=case.pk,
        reason="要和公交公司会商", explanation="线路调整需要会商，会商后答复您。",
    )  # fmt: skip
    first, second = row.steps.order_by("pk")
    pass_step(actor=cast.leader, at=at, step_id=first.pk)
    drain(at)
    assert _due(case, "reply.valued_opinion", at) == date(2026, 3, 20)
    pass_step(actor=cast.desk_editor, at=at, step_id=second.pk)
    drain(at)
    assert _due(case, "reply.valued_opinion", at) == date(2026, 4, 1)  # Wednesday + 15
    told = case.entries.get(kind="to_citizen")
    assert str(told) == "线路调整需要会商，会商后答复您。"
    answer_case(actor=cast.officer, at=at, case_id=case.pk, text="已调整线路。")
    drain(at)
    assert _promise(case, "reply.valued_opinion").state == "met"


def test_extension_that_a_leader_refuses_changes_no_clock(
    cast: Cast, at: datetime, drain: Drain
) -> None:
    bound_pack("city", at=at)
    case = make.claimed(cast, at)
    value_case(actor=cast.officer, at=at, case_id=case.pk, reason="可行")
    drain(at)
    row = ask_extension(
        actor=cast.officer, at=at, case_id=case.pk, reason="人手不够", explanation="稍后答复您。"
    )
    step = row.steps.order_by("pk").first()
    assert step is not None
    return_step(actor=cast.leader, at=at, step_id=step.pk, reason="请按期答复")
    drain(at)
    assert _due(case, "reply.valued_opinion", at) == date(2026, 3, 20)
    assert not case.entries.filter(kind="to_citizen").exists()


def test_xn_08_letter_has_2_working_days_and_a_complex_one_10(
    cast: Cast, at: datetime, drain: Drain
) -> None:
    bound_pack("city", "xingning", at=at)
    case = make.claimed(cast, at)
    drain(at)
    assert _due(case, "reply.letter", at) == date(2026, 3, 13)
    assert _promise(case, "reply.letter").strength == "in_principle"
    judge_complex(actor=cast.desk_editor, at=at, case_id=case.pk, reason="涉及三个单位")
    drain(at)
    assert _due(case, "reply.letter", at) == date(2026, 3, 25)


@pytest.mark.parametrize(("hours", "state"), [(2, "met"), (26, "met_late")])
def test_la_11_matter_of_others_is_explained_the_same_day_with_where_to_go(
    cast: Cast, at: datetime, drain: Drain, hours: int, state: str
) -> None:
    bound_pack("city", "luan", at=at)
    case = make.claimed(cast, at, channel=CaseChannel.WECHAT)
    judge_foreign(actor=cast.officer, at=at, case_id=case.pk, reason="由省社保局办理")
    drain(at)
    later = at + timedelta(hours=hours)
    text = "养老金由省社保局发放，请拨打 12333。"
    explain_case(actor=cast.officer, at=later, case_id=case.pk, text=text)
    drain(later)
    assert _due(case, "reply.foreign_matter", at) == at.date()
    assert _promise(case, "reply.foreign_matter").state == state


def test_la_10_message_to_an_account_is_answered_in_5_working_days(
    cast: Cast, at: datetime, drain: Drain
) -> None:
    bound_pack("city", "luan", at=at)
    case = make.claimed(cast, at, channel=CaseChannel.MICROBLOG)
    drain(at)
    assert _due(case, "reply.own_matter", at) == date(2026, 3, 18)
    answer_case(actor=cast.officer, at=at, case_id=case.pk, text="校车七点到。")
    drain(at)
    assert _promise(case, "reply.own_matter").state == "met"


def test_acts_stand_where_they_apply(
    cast: Cast, at: datetime, drain: Drain, browser: Browser
) -> None:
    bound_pack("city", at=at)
    case = make.claimed(cast, at)
    unit, desk = browser(cast.officer), browser(cast.desk_editor)
    url = reverse("casework:case", args=[case.pk])
    page = unit.get(url).content.decode()
    assert "认定为有价值意见" in page
    assert "申请延期" not in page  # no standing rule of the case knows one
    value = reverse("casework:value", args=[case.pk])
    unit.post(value, {FIELD: new_form_key(cast.officer.pk, value), "reason": "可行"})
    drain(at)
    assert extensions_of(case) == {"casework.case.extended"}
    assert "申请延期" in unit.get(url).content.decode()
    for verb, fields in (("urge", {"reason": "明天到期"}), ("explain", {"text": "请找省社保局。"})):
        act = reverse(f"casework:{verb}", args=[case.pk])
        answer = desk.post(act, {FIELD: new_form_key(cast.desk_editor.pk, act), **fields})
        assert answer["Location"] == url, verb
    page = desk.get(url).content.decode()
    assert all(text in page for text in ("催办", "1 次", "请找省社保局。", "重新办理"))


def test_bad_rating_is_looked_at_again_its_sender_hears_and_a_late_answer_stays_late(
    cast: Cast, at: datetime, drain: Drain, browser: Browser
) -> None:
    bound_pack("city", at=at)
    case = make.claimed(cast, at, receipt="r" * 64)
    drain(at)
    late = at + timedelta(days=5)
    answer_case(actor=cast.officer, at=late, case_id=case.pk, text="请自行查询。")
    rate_case(at=late, case_id=case.pk, rating=2, comment="电话13912345678说没有回答")
    drain(late)
    with time_machine.travel(late, tick=False):
        desk, url = browser(cast.desk_editor), reverse("casework:look_again", args=[case.pk])
        listed = desk.get(reverse("casework:doubted")).content.decode()
        assert case.number in listed
        assert "13912345678" not in listed
        assert "复核评价" in desk.get("/").content.decode()
        assert "没有回答" in desk.get(url).content.decode()
        assert browser(cast.officer).get(url).status_code == 403
        said = "答复没有写明时间，已请教育局重新答复。"
        sent = desk.post(
            url, {FIELD: new_form_key(cast.desk_editor.pk, url), "outcome": "again", "text": said}
        )
        assert sent.status_code == 302
        assert case.number not in desk.get(reverse("casework:doubted")).content.decode()
    drain(late)
    case.refresh_from_db()
    assert (case.state, case.unit, case.doubted_at) == ("dispatched", "edu", None)
    assert _promise(case, "reply.inquiry").state == "met_late"
    assert _due(case, "reply.second_answer", at) == date(2026, 3, 23)  # Monday + 5
    told = StatusRow.objects.get(key=case.receipt)
    shown = [step["text"] for step in told.steps]
    assert {"已复核您的评价", "重新办理", f"办理单位来信：{said}"} <= set(shown)
    claim_case(actor=cast.officer, at=late, case_id=case.pk)
    second = late + timedelta(hours=1)
    answer_case(actor=cast.officer, at=second, case_id=case.pk, text="校车七点到人民路。")
    drain(second)
    assert _promise(case, "reply.second_answer").state == "met"
    assert was_in_time(case) is False
    rate_case(at=late + timedelta(hours=2), case_id=case.pk, rating=2)  # of the second answer
    assert Case.objects.get(pk=case.pk).doubted_at is not None


def test_bad_rating_says_why() -> None:
    assert not explains_rating(2, " ")
    assert explains_rating(1, "没有回答")
    assert explains_rating(3, "")
