"""Office screens of yearly plans: the list of all entries with what is late, one plan, and what is done with it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from mingtang.editorial.publishing.interfaces import cells
from mingtang.ground.foundation.clock import beijing_date
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.service.interviews.actions.approval import CHANGE, PLAN
from mingtang.service.interviews.actions.plans import WRITE_PLAN, begin_plan
from mingtang.service.interviews.enums import InterviewPlanState, PlanItemState
from mingtang.service.interviews.models import READ, InterviewPlan, InterviewPlanItem
from mingtang.service.interviews.queries import how_far
from mingtang.workbench.approvals.interfaces.sheets import sheet_lines
from mingtang.workbench.approvals.models import ApprovalRound
from mingtang.workbench.backoffice.choosers import ChoiceOfVisible
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.screens import (
    ActionForm,
    DetailScreen,
    Fact,
    HeaderButton,
    ListScreen,
)
from mingtang.workbench.backoffice.tables import Table, TableColumn, tag

PLANS = ("访谈年度方案", "interviews:plans")
_TONES = {
    InterviewPlanState.DRAFT: "plain",
    InterviewPlanState.IN_REVIEW: "wait",
    InterviewPlanState.ADOPTED: "good",
}


def plan_url(row: InterviewPlan) -> str:
    """Return the address of the screen of a plan."""
    return reverse("interviews:plan", args=[row.pk])


def plan_tag(row: InterviewPlan) -> str:
    """Return the state of a plan as a small label."""
    state = InterviewPlanState(row.state)
    return tag(state.label, _TONES[state])


def _progress(at: datetime) -> Any:
    def show(row: InterviewPlanItem) -> str:
        words, is_late = how_far(row, at)
        return tag(words, "bad" if is_late else "plain")

    return show


class PlanFilter(FilterForm):
    """Narrow entries by year."""

    year = forms.IntegerField(label="年份", required=False, min_value=2000, max_value=2100)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        year = self.cleaned_data["year"]
        return rows.filter(plan__year=year) if year else rows


class PlanItems(ListScreen):
    """The interviews of all plans that a person sees, and which of them are late."""

    title = PLANS[0]
    lead = "各单位每年的在线访谈安排。当月没有举办的，标为逾期。"
    right = READ
    model = InterviewPlanItem
    order = ("-pk",)
    search_fields = ("topic", "guests", "plan__unit__name")
    search_label = "主题、嘉宾或单位"
    filter_class = PlanFilter
    empty_text = "还没有访谈方案。点“起草方案”开始。"

    def visible_rows(self) -> QuerySet[Any]:
        rows = super().visible_rows().select_related("plan__unit")
        return rows.prefetch_related("interviews")

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("主题", "topic", link=lambda row: plan_url(row.plan), kind="main"),
            TableColumn("单位", "plan.unit.name"),
            TableColumn("月份", lambda row: f"{row.plan.year}年{row.month}月"),
            TableColumn("拟邀嘉宾", "guests"),
            TableColumn("方案", lambda row: plan_tag(row.plan)),
            TableColumn("进度", _progress(self.at)),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        found = [HeaderButton("各年方案", reverse("interviews:plan-list"))]
        if self.powers.holds(WRITE_PLAN):
            new = reverse("interviews:plan-new")
            found.append(HeaderButton("起草方案", new, icon="plus", primary=True))
        return found


class PlanList(ListScreen):
    """The plans themselves, by year."""

    title = "各年方案"
    lead = "每个单位每年一份。"
    right = READ
    parents = (PLANS,)
    model = InterviewPlan
    order = ("-year", "-pk")
    search_fields = ("unit__name",)
    empty_text = "还没有访谈方案。"

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().select_related("unit")

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("方案", str, link=plan_url, kind="main"),
            TableColumn("状态", plan_tag),
            TableColumn("印发时间", "adopted_at", kind="moment"),
        )


def _own_units(person: Person, at: datetime) -> Any:
    return Unit.objects.filter(
        authority.powers_of(person, at).units_where(WRITE_PLAN).as_code_q("code")
    )


class NewPlanForm(DeskForm):
    """Whose plan, and of which year."""

    unit = ChoiceOfVisible(rows=_own_units, label="单位")
    year = forms.IntegerField(label="年份", min_value=2000, max_value=2100)


class NewPlan(ActionForm):
    """Begin a plan."""

    title = "起草访谈方案"
    lead = "先建方案，再逐期添加，最后送分管领导审批。"
    right = WRITE_PLAN
    parents = (PLANS,)
    form_class = NewPlanForm
    submit_label = "建立方案"
    success_message = "已建立，请添加各期访谈。"

    def get_initial(self) -> dict[str, Any]:
        return {"year": beijing_date(self.at).year}

    def act(self, form: Any) -> InterviewPlan:
        unit, year = form.cleaned_data["unit"], form.cleaned_data["year"]
        return begin_plan(actor=self.person, at=self.at, unit=unit.code, year=year)

    def get_success_url(self, result: InterviewPlan) -> str:
        return plan_url(result)


class PlanScreen(DetailScreen):
    """One plan: its entries, its approval, the changes that were proposed."""

    model = InterviewPlan
    parents = (PLANS,)
    template_name = "interviews/plan.html"

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().select_related("unit", "written_by")

    def _may_write(self) -> bool:
        return bool(self.powers.may(WRITE_PLAN, unit=self.object.unit.code))

    def get_subject(self) -> str:
        return str(self.object.subject)

    def get_facts(self) -> Sequence[Fact]:
        row: InterviewPlan = self.object
        return (
            Fact("单位", row.unit.name),
            Fact("状态", plan_tag(row)),
            Fact("起草人", row.written_by.name),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        pk = self.object.pk
        verbs = {
            InterviewPlanState.DRAFT: (("item-new", "添加一期"), ("plan-send", "送审")),
            InterviewPlanState.IN_REVIEW: (("plan-withdraw", "撤回修改"),),
            InterviewPlanState.ADOPTED: (("change-add", "申请增加一期"),),
        }[InterviewPlanState(self.object.state)]
        if not self._may_write():
            return ()
        return [
            HeaderButton(label, reverse(f"interviews:{name}", args=[pk]), primary=place == 0)
            for place, (name, label) in enumerate(verbs)
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        items = self.object.items.order_by("month", "pk").select_related("plan")
        rows = list(items.prefetch_related("interviews"))
        return super().get_context_data(
            items=Table(self._columns(), rows),
            lines=[
                line for one in self._rounds() for line in sheet_lines(one, self.person, self.at)
            ],
            changes=list(
                self.object.proposals.select_related("reason", "asked_by").order_by("-pk")
            ),
            **kwargs,
        )

    def _rounds(self) -> list[ApprovalRound]:
        subjects = [one.subject for one in self.object.proposals.filter(state="in_review")]
        rows = ApprovalRound.objects.filter(kind=PLAN, subject=self.object.subject)
        newest = list(rows.order_by("-number")[:1])
        waiting = ApprovalRound.objects.filter(kind=CHANGE, subject__in=subjects, state="open")
        return [*newest, *waiting.order_by("pk")]

    def _columns(self) -> tuple[TableColumn, ...]:
        return (
            TableColumn("月份", lambda row: f"{row.month}月"),
            TableColumn("主题", "topic", kind="main"),
            TableColumn("拟邀嘉宾", "guests"),
            TableColumn("进度", _progress(self.at)),
            TableColumn("操作", self._verbs),
        )

    def _verbs(self, row: InterviewPlanItem) -> str:
        state = InterviewPlanState(self.object.state)
        names: tuple[tuple[str, str], ...] = ()
        if state is InterviewPlanState.DRAFT:
            names = (("修改", "item-edit"), ("删去", "item-remove"))
        elif state is InterviewPlanState.ADOPTED and row.state == PlanItemState.PLANNED:
            names = (("申请调整", "change-item"), ("申请取消", "change-drop"))
        if not self._may_write():
            names = ()
        return cells.buttons(
            (label, reverse(f"interviews:{name}", args=[row.pk])) for label, name in names
        )
