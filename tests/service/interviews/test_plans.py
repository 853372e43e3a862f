"""The yearly plan: written, approved, adopted, changed by proposals; and what of it is late."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import Refused
from mingtang.institution.obligations.actions.quotas import open_quota_periods
from mingtang.institution.obligations.actions.sweep import settle_due
from mingtang.institution.obligations.models import Obligation
from mingtang.service.interviews.actions.approval import about_change, about_plan
from mingtang.service.interviews.actions.plans import (
    begin_plan,
    propose_change,
    remove_item,
    send_plan,
    write_item,
)
from mingtang.service.interviews.enums import PlanChangeKind
from mingtang.service.interviews.models import (
    InterviewPlan,
    InterviewPlanChange,
    InterviewPlanItem,
)
from mingtang.service.interviews.queries import how_far
from mingtang.spine.events.models import Event
from mingtang.workbench.approvals.actions import pass_step, return_step
from mingtang.workbench.approvals.models import ApprovalStep
from tests.factories.cast import Cast
from tests.service.interviews.conftest import HOUR, adopted, agreed, announced, live

Drain = Callable[[datetime], Any]
pytestmark = pytest.mark.django_db


def states(rule: str) -> list[str]:
    return list(
        Obligation.objects.filter(rule_id=rule).order_by("pk").values_list("state", flat=True)
    )


def test_xc_11_the_year_has_a_plan_and_each_interview_of_it_goes_on_line_in_its_month(
    cast: Cast, at: datetime, drain: Drain
) -> None:
    open_quota_periods(at)
    assert states("interviews.yearly_plan") == ["open"]
    plan = adopted(cast, at)
    drain(at)
    assert states("interviews.yearly_plan") == ["met"]
    promise = Obligation.objects.get(rule_id="interviews.as_planned")
    assert promise.due_at == datetime(2026, 3, 31, 23, 59, 59, tzinfo=BEIJING)
    assert promise.unit_key == "city"

    item = plan.items.get()
    live(cast, at + 2 * HOUR, item.pk)
    drain(at + 2 * HOUR)

    assert states("interviews.as_planned") == ["met"]
    assert how_far(item, at + 2 * HOUR) == ("已按时举办", False)


def test_xc_11_gb_04_an_interview_that_is_not_on_line_at_its_time_is_late(
    cast: Cast, at: datetime, drain: Drain
) -> None:
    announced(cast, at)
    drain(at)
    settle_due(at + HOUR + timedelta(minutes=15))
    assert states("interviews.on_line_on_time") == ["open"]
    settle_due(at + HOUR + timedelta(minutes=16))
    drain(at + HOUR + timedelta(minutes=16))
    assert states("interviews.on_line_on_time") == ["overdue"]


def test_entry_of_a_plan_is_late_when_its_month_is_over(cast: Cast, at: datetime) -> None:
    item = adopted(cast, at).items.get()
    april = datetime(2026, 4, 1, tzinfo=BEIJING)
    assert how_far(item, at) == ("待筹备", False)
    assert how_far(item, april) == ("逾期未举办", True)
    live(cast, april + HOUR, item.pk)
    assert how_far(InterviewPlanItem.objects.get(), april + HOUR) == ("逾期举办", True)


def test_adopted_plan_changes_by_approval_alone(cast: Cast, at: datetime, drain: Drain) -> None:
    plan = adopted(cast, at)
    item = plan.items.get()
    with pytest.raises(Refused, match="调整申请"):
        write_item(
            actor=cast.desk_editor, at=at, plan_id=plan.pk, month=5, topic="医保", guests="局长"
        )
    asked: dict[str, Any] = {"actor": cast.desk_editor, "at": at, "plan_id": plan.pk}
    propose_change(
        **asked, kind=PlanChangeKind.CHANGE, item_id=item.pk, reason="嘉宾出访", month=5,
        topic="招生政策", guests="副局长",
    )  # fmt: skip
    item.refresh_from_db()
    assert item.month == 3
    agreed(cast, at)
    drain(at)
    item.refresh_from_db()
    assert (item.month, item.guests) == (5, "副局长")
    assert states("interviews.as_planned") == ["closed", "open"]

    propose_change(
        **asked, kind=PlanChangeKind.ADD, reason="新增", month=6, topic="防汛", guests="应急局长"
    )
    agreed(cast, at)
    propose_change(**asked, kind=PlanChangeKind.DROP, item_id=item.pk, reason="不再举办")
    agreed(cast, at)
    drain(at)
    assert states("interviews.as_planned") == ["closed", "closed", "open"]
    assert set(plan.items.values_list("topic", "state")) == {
        ("招生政策", "dropped"),
        ("防汛", "planned"),
    }


def test_who_wrote_a_plan_or_proposed_its_change_does_not_approve_it(
    cast: Cast, at: datetime
) -> None:
    plan = begin_plan(actor=cast.desk_editor, at=at, unit="city", year=2026)
    given: dict[str, Any] = {"actor": cast.desk_editor, "at": at, "plan_id": plan.pk}
    write_item(**given, month=3, topic="招生", guests="局长")
    about = about_plan(plan)
    assert (about.title, about.note) == ("明州市人民政府2026年在线访谈方案", "明州市人民政府")
    assert (about.barred, about.thing) == ({cast.desk_editor.person_key}, plan)
    send_plan(**given)
    step = ApprovalStep.objects.due().get()
    InterviewPlan.objects.update(written_by=cast.portal_leader)
    with pytest.raises(Refused, match="本人撰写"):
        pass_step(actor=cast.portal_leader, at=at, step_id=step.pk)
    assert InterviewPlan.objects.get().state == "in_review"
    InterviewPlan.objects.update(written_by=cast.desk_editor)
    agreed(cast, at)

    row = propose_change(
        **given, kind=PlanChangeKind.ADD, reason="新增", month=6, topic="防汛", guests="局长"
    )
    about = about_change(row)
    assert (about.title, about.note) == (
        "明州市人民政府2026年在线访谈方案——增加一期：6月 防汛",
        "明州市人民政府",
    )
    assert (about.barred, about.thing) == ({cast.desk_editor.person_key}, row)
    step = ApprovalStep.objects.due().get()
    InterviewPlanChange.objects.update(asked_by=cast.portal_leader)
    with pytest.raises(Refused, match="本人撰写"):
        pass_step(actor=cast.portal_leader, at=at, step_id=step.pk)
    assert not plan.items.filter(topic="防汛").exists()


def test_who_wrote_one_entry_of_a_plan_does_not_approve_it(cast: Cast, at: datetime) -> None:
    plan = begin_plan(actor=cast.desk_editor, at=at, unit="city", year=2026)
    item = write_item(
        actor=cast.second_desk, at=at, plan_id=plan.pk, month=3, topic="招生", guests="局长"
    )
    first, second = cast.desk_editor.person_key, cast.second_desk.person_key
    assert about_plan(plan).barred == {first, second}
    plan.writers.all().delete()
    remove_item(actor=cast.second_desk, at=at, item_id=item.pk)
    assert about_plan(plan).barred == {first, second}

    write_item(actor=cast.desk_editor, at=at, plan_id=plan.pk, month=4, topic="医保", guests="局长")
    plan.writers.create(person=cast.portal_leader)
    send_plan(actor=cast.desk_editor, at=at, plan_id=plan.pk)
    step = ApprovalStep.objects.due().get()
    with pytest.raises(Refused, match="本人撰写"):
        pass_step(actor=cast.portal_leader, at=at, step_id=step.pk)


@pytest.mark.parametrize("since", ["dropped", "held"])
def test_change_of_an_entry_that_was_dropped_or_held_since_is_returned(
    cast: Cast, at: datetime, since: str
) -> None:
    plan = adopted(cast, at)
    item = plan.items.get()
    asked: dict[str, Any] = {"actor": cast.desk_editor, "at": at, "plan_id": plan.pk, "item_id": item.pk}  # fmt: skip
    first = propose_change(**asked, kind=PlanChangeKind.DROP, reason="不再举办")
    second = propose_change(
        **asked, kind=PlanChangeKind.CHANGE, reason="延期", month=5, topic="招生", guests="局长"
    )
    steps = {one.round.subject: one.pk for one in ApprovalStep.objects.due()}
    if since == "dropped":
        pass_step(actor=cast.portal_leader, at=at, step_id=steps[first.subject])
    else:
        live(cast, at + 2 * HOUR, item.pk)
    told = Event.objects.count()
    decided: dict[str, Any] = {"actor": cast.portal_leader, "at": at, "step_id": steps[second.subject]}  # fmt: skip
    with pytest.raises(Refused, match=r"已经取消|已经举办"):
        pass_step(**decided)
    item.refresh_from_db()
    second.refresh_from_db()
    assert (item.month, second.state, Event.objects.count()) == (3, "in_review", told)
    return_step(**decided, reason="已经办过")
    second.refresh_from_db()
    assert second.state == "returned"
