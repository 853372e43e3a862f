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
from mingtang.service.interviews.actions.plans import propose_change, write_item
from mingtang.service.interviews.enums import PlanChangeKind
from mingtang.service.interviews.models import InterviewPlanItem
from mingtang.service.interviews.queries import how_far
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
