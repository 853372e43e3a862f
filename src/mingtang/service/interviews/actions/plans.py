"""Begin a yearly plan, write its entries, send it for approval, propose a change of an adopted one."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from mingtang.ground.foundation.decisions import Decision, NotVisible, no
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.service.interviews import policies
from mingtang.service.interviews.actions.approval import (
    CHANGE,
    PLAN,
    about_change,
    about_plan,
    steps_of,
)
from mingtang.service.interviews.enums import InterviewPlanState, PlanChangeKind, PlanItemState
from mingtang.service.interviews.models import (
    InterviewPlan,
    InterviewPlanChange,
    InterviewPlanItem,
)
from mingtang.spine.events.actions import record_event, record_reason
from mingtang.spine.events.policies import JSON
from mingtang.workbench.approvals.actions import open_round, withdraw_round
from mingtang.workbench.approvals.models import ApprovalRound

WRITE_PLAN = "interviews.plan"


def begin_plan(*, actor: Person, at: datetime, unit: str, year: int) -> InterviewPlan:
    """Begin the plan of a unit for a year.

    Source: 宣城 2015 实施意见 二(五) (XC-11): a plan of activities every year.

    :raises Refused: no right, or the unit has a plan for the year.
    """
    with transaction.atomic():
        row = Unit.objects.visible_to(actor, at=at).filter(code=unit).first()
        if row is None:
            raise NotVisible(f"unit {unit}")
        decision = _may_write(actor, row.code, at)
        if InterviewPlan.objects.filter(unit=row, year=year).exists():
            text = "这个单位这一年的方案已经有了，请打开它修改。"
            decision &= no("interviews.plan_exists", text, "year")
        decision.require()
        plan = InterviewPlan.objects.create(unit=row, year=year, written_by=actor, begun_at=at)
        _record("interviews.plan.begun", plan, actor, at, {"year": year})
        return plan


def write_item(
    *,
    actor: Person,
    at: datetime,
    plan_id: int,
    month: int,
    topic: str,
    guests: str,
    item_id: int | None = None,
) -> InterviewPlanItem:
    """Add or change an entry of a plan not submitted yet; its writer may not approve the plan.

    :raises Refused: no right, the plan is under approval or adopted, or something is missing.
    """
    with transaction.atomic():
        plan = locked_plan(actor, at, plan_id)
        decision = _may_write(actor, plan.unit.code, at)
        decision &= policies.may_edit_plan(InterviewPlanState(plan.state))
        (decision & policies.check_item(month, topic, guests)).require()
        item = _item_of(plan, item_id) if item_id else InterviewPlanItem(plan=plan)
        item.month, item.topic, item.guests = month, topic.strip(), guests.strip()
        item.save()
        plan.writers.get_or_create(person=actor)
        _record("interviews.plan.item_written", plan, actor, at, {"item": item.subject})
        return item


def remove_item(*, actor: Person, at: datetime, item_id: int) -> InterviewPlan:
    """Take an entry out of a plan that is not sent yet.

    :raises Refused: no right, or the plan is under approval or adopted.
    """
    with transaction.atomic():
        found = InterviewPlanItem.objects.filter(pk=item_id).values_list("plan_id", flat=True)
        plan = locked_plan(actor, at, found.first() or 0)
        decision = _may_write(actor, plan.unit.code, at)
        (decision & policies.may_edit_plan(InterviewPlanState(plan.state))).require()
        item = _item_of(plan, item_id)
        _record("interviews.plan.item_dropped", plan, actor, at, {"item": item.subject})
        item.delete()
        plan.writers.get_or_create(person=actor)
        return plan


def send_plan(*, actor: Person, at: datetime, plan_id: int) -> ApprovalRound:
    """Send a plan for approval; the leader's consent adopts it.

    :raises Refused: no right, no entry, or nobody who could approve.
    """
    with transaction.atomic():
        plan = locked_plan(actor, at, plan_id)
        state, items = InterviewPlanState(plan.state), plan.items.count()
        decision = _may_write(actor, plan.unit.code, at)
        (decision & policies.may_send_plan(state, items)).require()
        return open_round(
            actor=actor, at=at, about=about_plan(plan), plan=steps_of(plan.unit.code, at),
            found=ApprovalRound(kind=PLAN, subject=plan.subject, unit=plan.unit.code),
        )  # fmt: skip


def withdraw_plan(*, actor: Person, at: datetime, plan_id: int, reason: str) -> ApprovalRound:
    """Take a plan back from approval, to change it.

    :raises Refused: it is not under approval, no right, or no reason.
    """
    with transaction.atomic():
        plan = locked_plan(actor, at, plan_id)
        rows = ApprovalRound.objects.filter(kind=PLAN, subject=plan.subject)
        found = rows.order_by("-number").first()
        decision = _may_write(actor, plan.unit.code, at)
        if found is None or not found.is_open:
            decision &= no("interviews.plan_not_sent", "方案不在审批中，请刷新页面。")
        decision.require()
        assert found is not None  # the decision said so
        withdraw_round(actor=actor, at=at, round_id=found.pk, reason=reason)
        return found


def propose_change(
    *,
    actor: Person,
    at: datetime,
    plan_id: int,
    kind: PlanChangeKind,
    reason: str,
    item_id: int | None = None,
    month: int = 0,
    topic: str = "",
    guests: str = "",
) -> InterviewPlanChange:
    """Propose to add, change or drop an entry of an adopted plan; it acts when it is approved.

    :raises Refused: no right, not adopted, held already, no reason, or nobody who could approve.
    """
    with transaction.atomic():
        plan = locked_plan(actor, at, plan_id)
        item = _item_of(plan, item_id) if kind is not PlanChangeKind.ADD else None
        decision = _may_write(actor, plan.unit.code, at) & policies.may_change_plan(
            InterviewPlanState(plan.state),
            PlanItemState(item.state) if item else None,
            is_held=bool(item and item.is_held),
            reason=reason,
        )
        if kind is PlanChangeKind.DROP and item is not None:
            month, topic, guests = item.month, item.topic, item.guests
        (decision & policies.check_item(month, topic, guests)).require()
        row = InterviewPlanChange.objects.create(
            plan=plan, item=item, kind=kind.value, month=month, topic=topic.strip(),
            guests=guests.strip(), reason=record_reason(reason), asked_by=actor, asked_at=at,
        )  # fmt: skip
        open_round(
            actor=actor, at=at, about=about_change(row), plan=steps_of(plan.unit.code, at),
            found=ApprovalRound(kind=CHANGE, subject=row.subject, unit=plan.unit.code),
        )  # fmt: skip
        return row


def locked_plan(actor: Person, at: datetime, plan_id: int) -> InterviewPlan:
    """Return a plan that the person may see, locked.

    :raises NotVisible: there is none.
    """
    if not InterviewPlan.objects.visible_to(actor, at=at).filter(pk=plan_id).exists():
        raise NotVisible(f"interview plan {plan_id}")
    rows = InterviewPlan.objects.select_for_update(of=("self",))
    return rows.select_related("unit", "written_by").get(pk=plan_id)


def _item_of(plan: InterviewPlan, item_id: int | None) -> InterviewPlanItem:
    item = plan.items.filter(pk=item_id or 0).first()
    if item is None:
        raise NotVisible(f"entry {item_id}")
    return item


def _may_write(actor: Person, unit: str, at: datetime) -> Decision:
    return authority.may(actor, WRITE_PLAN, unit=unit, at=at)


def _record(
    code: str, plan: InterviewPlan, actor: Person, at: datetime, payload: Mapping[str, JSON]
) -> None:
    record_event(
        code=code, subject=plan.subject, actor=actor.person_key, at=at, unit=plan.unit.code,
        payload=dict(payload),
    )  # fmt: skip
