"""What is judged of a case, and the clocks that follow: value, complexity, matters of others, more time."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
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
from mingtang.workbench.casework.actions.moving import answer_case
from mingtang.workbench.casework.enums import CaseChannel
from mingtang.workbench.casework.models import Case
from mingtang.workbench.casework.queries import extensions_of
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
