"""Office screens that do something with a yearly plan or one of its entries."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from mingtang.ground.foundation.decisions import Decision
from mingtang.service.interviews.actions.plans import (
    WRITE_PLAN,
    propose_change,
    remove_item,
    send_plan,
    withdraw_plan,
    write_item,
)
from mingtang.service.interviews.enums import InterviewPlanState, PlanChangeKind
from mingtang.service.interviews.interfaces.plans import PLANS, plan_url
from mingtang.service.interviews.models import InterviewPlan, InterviewPlanItem
from mingtang.service.interviews.policies import may_edit_plan, may_send_plan
from mingtang.workbench.approvals.models import ApprovalRound
from mingtang.workbench.backoffice.forms import DeskForm, ReasonForm
from mingtang.workbench.backoffice.screens import ActionScreen, ConfirmScreen, Crumb

_MONTHS = [(month, f"{month}月") for month in range(1, 13)]


class PlanAct(ActionScreen):
    """Something done with one plan."""

    model = InterviewPlan
    parents = (PLANS,)

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().select_related("unit")

    def get_crumbs(self) -> list[Crumb]:
        *way, here = super().get_crumbs()
        return [*way, Crumb(str(self.object), plan_url(self.object)), here]

    def get_success_url(self, result: Any) -> str:
        return plan_url(self.object)

    def may_begin(self) -> Decision:
        may = self.powers.may(WRITE_PLAN, unit=self.object.unit.code)
        return may & self.may_now(InterviewPlanState(self.object.state))

    def may_now(self, state: InterviewPlanState) -> Decision:
        """Answer whether the state of the plan allows it."""
        return may_edit_plan(state)


class PlanItemForm(DeskForm):
    """When, about what, with whom."""

    month = forms.TypedChoiceField(label="月份", choices=_MONTHS, coerce=int)
    topic = forms.CharField(label="主题", max_length=100)
    guests = forms.CharField(
        label="拟邀嘉宾", max_length=200, help_text="可只写职务，如“市教育局主要负责人”。"
    )


class NewItem(PlanAct):
    """Add an entry."""

    title = "添加一期访谈"
    form_class = PlanItemForm
    success_message = "已添加。"

    def act(self, form: Any) -> InterviewPlanItem:
        return write_item(
            actor=self.person, at=self.at, plan_id=self.object.pk, **form.cleaned_data
        )


class SendPlan(PlanAct, ConfirmScreen):
    """Send a plan for approval."""

    title = submit_label = "送审"
    success_message = "已送审。"

    def may_now(self, state: InterviewPlanState) -> Decision:
        return may_send_plan(state, self.object.items.count())

    def get_consequences(self) -> Sequence[str]:
        return (
            "分管领导同意后方案即印发。",
            "印发后各期访谈应在当月举办，逾期会标出；调整须再经审批。",
        )

    def act(self, form: Any) -> ApprovalRound:
        return send_plan(actor=self.person, at=self.at, plan_id=self.object.pk)


class WithdrawPlan(PlanAct):
    """Take a plan back."""

    title = submit_label = "撤回修改"
    form_class = ReasonForm
    success_message = "已撤回，可以修改。"

    def may_now(self, state: InterviewPlanState) -> Decision:
        return Decision()

    def act(self, form: Any) -> ApprovalRound:
        reason = form.cleaned_data["reason"]
        return withdraw_plan(actor=self.person, at=self.at, plan_id=self.object.pk, reason=reason)


class ChangeForm(PlanItemForm):
    """What the entry should be, and why."""

    reason = forms.CharField(label="调整原因", max_length=300, widget=forms.Textarea)


class ProposeNewItem(PlanAct):
    """Propose one more entry of an adopted plan."""

    title = "申请增加一期"
    lead = "分管领导同意后生效。"
    form_class = ChangeForm
    submit_label = "送审"
    success_message = "已送审。"

    def may_now(self, state: InterviewPlanState) -> Decision:
        return Decision()

    def act(self, form: Any) -> Any:
        return propose_change(
            actor=self.person, at=self.at, plan_id=self.object.pk, kind=PlanChangeKind.ADD,
            **form.cleaned_data,
        )  # fmt: skip


class ItemAct(ActionScreen):
    """Something done with one entry of a plan."""

    model = InterviewPlanItem
    parents = (PLANS,)

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().select_related("plan__unit")

    def get_crumbs(self) -> list[Crumb]:
        *way, here = super().get_crumbs()
        return [*way, Crumb(str(self.object.plan), plan_url(self.object.plan)), here]

    def get_success_url(self, result: Any) -> str:
        return plan_url(self.object.plan)

    def may_begin(self) -> Decision:
        return self.powers.may(WRITE_PLAN, unit=self.object.plan.unit.code)


class EditItem(ItemAct):
    """Change an entry of a plan that is not sent."""

    title = "修改一期访谈"
    form_class: ClassVar[type[DeskForm]] = PlanItemForm

    def get_initial(self) -> dict[str, Any]:
        row: InterviewPlanItem = self.object
        return {"month": row.month, "topic": row.topic, "guests": row.guests}

    def may_begin(self) -> Decision:
        return super().may_begin() & may_edit_plan(InterviewPlanState(self.object.plan.state))

    def act(self, form: Any) -> InterviewPlanItem:
        return write_item(
            actor=self.person, at=self.at, plan_id=self.object.plan_id, item_id=self.object.pk,
            **form.cleaned_data,
        )  # fmt: skip


class RemoveItem(ItemAct, ConfirmScreen):
    """Take an entry out of a plan that is not sent."""

    title = submit_label = "删去一期"
    success_message = "已删去。"

    def may_begin(self) -> Decision:
        return super().may_begin() & may_edit_plan(InterviewPlanState(self.object.plan.state))

    def get_consequences(self) -> Sequence[str]:
        return (f"从方案中删去“{self.object}”。",)

    def act(self, form: Any) -> InterviewPlan:
        return remove_item(actor=self.person, at=self.at, item_id=self.object.pk)


class ProposeChange(EditItem):
    """Propose another month, subject or guests."""

    title = "申请调整"
    lead = "分管领导同意后生效。"
    form_class: ClassVar[type[DeskForm]] = ChangeForm
    submit_label = "送审"
    success_message = "已送审。"
    kind = PlanChangeKind.CHANGE

    def may_begin(self) -> Decision:
        return ItemAct.may_begin(self)

    def act(self, form: Any) -> Any:
        return propose_change(
            actor=self.person, at=self.at, plan_id=self.object.plan_id, item_id=self.object.pk,
            kind=self.kind, **form.cleaned_data,
        )  # fmt: skip


class ProposeDrop(ProposeChange):
    """Propose not to hold an interview."""

    title = "申请取消"
    form_class = ReasonForm
    kind = PlanChangeKind.DROP
