"""What the machine of approvals asks about yearly plans and their changes, and what an approval does."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.urls import reverse

from mingtang.institution.obligations.queries.rules import rules_of_unit
from mingtang.institution.organization.models import Person
from mingtang.service.interviews.enums import (
    InterviewPlanState,
    PlanChangeKind,
    PlanChangeState,
    PlanItemState,
)
from mingtang.service.interviews.models import (
    InterviewPlan,
    InterviewPlanChange,
    InterviewPlanItem,
)
from mingtang.service.interviews.policies import may_change_item, month_end
from mingtang.spine.events.actions import record_event
from mingtang.workbench.approvals.clients import ApprovalAct, ApprovalClient, ApprovalSubject
from mingtang.workbench.approvals.models import ApprovalRound
from mingtang.workbench.approvals.policies import RoundPlan, StepPlan

APPROVE = "interviews.approve"
PLAN, CHANGE = "interview_plan", "interview_change"
# No notice says who approves; the leader in charge does, as with everything that a unit plans.
_STEP = StepPlan("approve", "审批", ("leader_in_charge",), ("principal_leader",))
_MOMENTS = ("step_passed", "step_returned", "returned", "withdrawn")


def steps_of(unit: str, at: datetime) -> RoundPlan:
    """Return the steps through which a plan of a unit goes."""
    rules = rules_of_unit(unit, at)
    return RoundPlan((_STEP,), rules.pack, rules.version).asked(APPROVE, unit=unit)


class PlanClient(ApprovalClient):
    """Approval of a yearly plan; the last step adopts it."""

    kind = PLAN
    rights = (APPROVE,)
    read_right = "interviews.read"
    act_word, start_word = "审批", "送审"
    done_words = "您同意之后，方案即印发，各期访谈按月计入时限。"
    screen = "interviews:plan"
    events: ClassVar[Mapping[str, str]] = {
        "started": "interviews.plan.sent",
        "passed": "interviews.plan.adopted",
        **{one: f"interviews.plan.{one}" for one in _MOMENTS},
    }

    def subjects(self, rounds: Sequence[ApprovalRound]) -> Mapping[int, ApprovalSubject]:
        numbers = {one.pk: one.subject_number for one in rounds}
        rows = InterviewPlan.objects.select_related("unit", "written_by")
        rows = rows.prefetch_related("writers__person")
        found = rows.in_bulk(sorted(set(numbers.values())))
        return {pk: about_plan(found[number]) for pk, number in numbers.items()}

    def lock(self, found: ApprovalRound, *, actor: Person, at: Any) -> None:
        super().lock(found, actor=actor, at=at)
        InterviewPlan.objects.select_for_update().get(pk=found.subject_number)

    def follow(self, moment: str, act: ApprovalAct) -> None:
        if moment in _PLAN_STATES:
            row: InterviewPlan = act.subject.thing
            row.state = _PLAN_STATES[moment].value
            row.adopted_at = act.at if moment == "passed" else None
            row.save(update_fields=["state", "adopted_at"])
        super().follow(moment, act)
        if moment == "passed":
            _adopt(act.subject.thing, act)


_PLAN_STATES = {
    "started": InterviewPlanState.IN_REVIEW,
    "passed": InterviewPlanState.ADOPTED,
    "returned": InterviewPlanState.DRAFT,
    "withdrawn": InterviewPlanState.DRAFT,
}


def _adopt(plan: InterviewPlan, act: ApprovalAct) -> None:
    items = plan.items.filter(state=PlanItemState.DRAFT).order_by("month", "pk")
    for item in items.select_related("plan__unit"):
        item.state = PlanItemState.PLANNED.value
        item.save(update_fields=["state"])
        _promise(item, actor=act.actor, at=act.at)


def _promise(item: InterviewPlanItem, *, actor: Person, at: datetime) -> None:
    """Record that an entry is to be held by the end of its month."""
    due_on = month_end(item.plan.year, item.month).isoformat()
    record_event(
        code="interviews.plan.item_planned", subject=item.subject, actor=actor.person_key, at=at,
        unit=item.plan.unit.code, payload={"item": item.subject, "due_on": due_on},
    )  # fmt: skip


def _drop(item: InterviewPlanItem, *, actor: Person, at: datetime) -> None:
    """Record that an entry is no longer to be held as it was planned."""
    record_event(
        code="interviews.plan.item_dropped", subject=item.subject, actor=actor.person_key, at=at,
        unit=item.plan.unit.code, payload={"item": item.subject},
    )  # fmt: skip


def about_plan(row: InterviewPlan) -> ApprovalSubject:
    """Return the subject of a round; authors of the plan or of its entries may not approve it."""
    writers = {one.person.person_key for one in row.writers.all()}
    barred = frozenset({row.written_by.person_key, *writers})
    return ApprovalSubject(str(row), note=row.unit.name, barred=barred, thing=row)


class ChangeClient(ApprovalClient):
    """Approval of a change of an adopted plan; the last step applies it."""

    kind = CHANGE
    rights = (APPROVE,)
    read_right = "interviews.read"
    act_word, start_word = "审批", "送审"
    done_words = "您同意之后，方案即按申请调整。"
    events: ClassVar[Mapping[str, str]] = {
        "started": "interviews.change.sent",
        "passed": "interviews.change.applied",
        **{one: f"interviews.change.{one}" for one in _MOMENTS},
    }

    def subjects(self, rounds: Sequence[ApprovalRound]) -> Mapping[int, ApprovalSubject]:
        numbers = {one.pk: one.subject_number for one in rounds}
        rows = InterviewPlanChange.objects.select_related("plan__unit", "item", "asked_by")
        found = rows.in_bulk(sorted(set(numbers.values())))
        return {pk: about_change(found[number]) for pk, number in numbers.items()}

    def address(self, found: ApprovalRound) -> str:
        rows = InterviewPlanChange.objects.filter(pk=found.subject_number)
        return reverse("interviews:plan", args=[rows.values_list("plan_id", flat=True).get()])

    def lock(self, found: ApprovalRound, *, actor: Person, at: Any) -> None:
        super().lock(found, actor=actor, at=at)
        row = InterviewPlanChange.objects.select_for_update().get(pk=found.subject_number)
        if row.item_id:  # two proposals may be about one entry
            InterviewPlanItem.objects.select_for_update().get(pk=row.item_id)

    def follow(self, moment: str, act: ApprovalAct) -> None:
        row: InterviewPlanChange = act.subject.thing
        if moment in {"passed", "returned", "withdrawn"}:
            is_passed = moment == "passed"
            state = PlanChangeState.APPLIED if is_passed else PlanChangeState.RETURNED
            row.state = state.value
            row.save(update_fields=["state"])
        super().follow(moment, act)
        if moment == "passed":
            _apply(row, act)


def about_change(row: InterviewPlanChange) -> ApprovalSubject:
    """Return what a round is about; who proposes a change does not approve it."""
    barred = frozenset({row.asked_by.person_key})
    return ApprovalSubject(f"{row.plan}——{row}", row.plan.unit.name, barred=barred, thing=row)


def _apply(row: InterviewPlanChange, act: ApprovalAct) -> None:
    state = PlanItemState(row.item.state) if row.item else None
    may_change_item(state, is_held=bool(row.item and row.item.is_held)).require()
    item = row.item or InterviewPlanItem(plan=row.plan, state=PlanItemState.PLANNED.value)
    item.plan = row.plan
    is_gone = row.kind == PlanChangeKind.DROP
    if row.kind != PlanChangeKind.ADD:
        _drop(item, actor=act.actor, at=act.at)
    if is_gone:
        item.state = PlanItemState.DROPPED.value
    else:
        item.month, item.topic, item.guests = row.month, row.topic, row.guests
    item.save()
    if not is_gone:
        _promise(item, actor=act.actor, at=act.at)
