"""Screens of late submissions: the list, one run, and what is done with it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from mingtang.editorial.submission import actions
from mingtang.editorial.submission.actions.lateness import EXPLAIN, JUDGE
from mingtang.editorial.submission.enums import LatenessState
from mingtang.editorial.submission.models import Lateness
from mingtang.editorial.submission.policies.lateness import may_treat
from mingtang.ground.foundation.decisions import Decision
from mingtang.institution.organization.authority import Powers
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.clocks import pressing_clocks
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.screens import (
    ActionScreen,
    DetailScreen,
    Fact,
    HeaderButton,
    ListScreen,
)
from mingtang.workbench.backoffice.start import Waiting
from mingtang.workbench.backoffice.tables import TableColumn, tag
from mingtang.workbench.backoffice.templatetags.desk_tags import countdown_html

LIST = (("不及时报送", "submission:lateness"),)


def lateness_url(pk: int) -> str:
    """Return the address of one run."""
    return reverse("submission:late", args=[pk])


def _title(found: Lateness) -> str:
    return f"{found.unit.name}连续{found.count}次不及时报送"


class LatenessFilter(FilterForm):
    """Narrows the list by state."""

    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *LatenessState.choices()]
    )

    def narrow(self, rows: Any) -> Any:
        state = self.cleaned_data["state"]
        return rows.filter(state=state) if state else rows


class LatenessList(ListScreen):
    """Runs of missed quotas that may ask for an explanation."""

    title = "不及时报送"
    lead = "连续多次没有完成报送定额的单位。是否造成不良影响由人核实，确认后单位主要领导在期限内说明情况。"
    right = "submission.read"
    model = Lateness
    order = ("-pk",)
    filter_class = LatenessFilter
    search_fields = ("unit__name",)
    search_label = "单位"
    empty_text = "没有连续不及时报送的情况。"

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("unit", "reason", "explanation", "verdict")

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("单位", "unit.name", link=lambda r: lateness_url(r.pk), kind="main"),
            TableColumn("连续次数", "count", kind="number"),
            TableColumn("提请时间", "proposed_at", kind="moment"),
            TableColumn("状态", lambda r: tag(r.state_label, "wait")),
            TableColumn("说明时间", "explained_at", kind="moment"),
            TableColumn("处理意见", "verdict"),
        )


class LatenessScreen(DetailScreen):
    """One run, what was said about it, and what can be done now."""

    model = Lateness
    parents = LIST

    def visible_rows(self) -> Any:
        related = ("unit", "reason", "explanation", "verdict", "explained_by")
        return super().visible_rows().select_related(*related)

    def get_title(self) -> str:
        return _title(self.object)

    def get_subject(self) -> str:
        return str(self.object.subject)

    def get_facts(self) -> Sequence[Fact]:
        found: Lateness = self.object
        clock = pressing_clocks([found.subject]).get(found.subject)
        facts = [
            Fact("状态", tag(found.state_label, "wait")),
            Fact("连续未完成", f"{found.count} 次"),
            Fact("提请时间", found.proposed_at),
            Fact("核实意见", found.reason),
            Fact("说明期限", countdown_html(clock.due_at, self.at, clock.clause) if clock else ""),
            Fact("情况说明", found.explanation),
            Fact("说明人", found.explained_by.name if found.explained_by else ""),
            Fact("说明时间", found.explained_at),
            Fact("处理意见", found.verdict),
        ]
        return [fact for fact in facts if fact.value not in (None, "")]

    def get_buttons(self) -> Sequence[HeaderButton]:
        found: Lateness = self.object
        return [
            HeaderButton(
                screen.title, reverse(f"submission:late-{screen.act_name}", args=[found.pk])
            )
            for screen in ACTS
            if screen.allows(found, self.powers)
        ]


class ExplainForm(DeskForm):
    """What is said."""

    reason = forms.CharField(label="内容", max_length=500, widget=forms.Textarea(attrs={"rows": 6}))


class LatenessAct(ActionScreen):
    """One act on a run; who may and when stands in its right and its name."""

    model = Lateness
    form_class = ExplainForm
    act_name: ClassVar[str]
    needed: ClassVar[str] = JUDGE
    action: ClassVar[Any]

    @classmethod
    def allows(cls, found: Lateness, powers: Powers) -> Decision:
        """Answer whether someone with these powers can do it now."""
        right = powers.may(cls.needed, unit=found.unit.code)
        return right & may_treat(LatenessState(found.state), cls.act_name)

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("unit")

    def may_begin(self) -> Decision:
        return self.allows(self.object, self.powers)

    def get_lead(self) -> str:
        return _title(self.object)

    def get_success_url(self, result: Any) -> str:
        return lateness_url(self.object.pk)

    def get_cancel_url(self) -> str:
        return lateness_url(self.object.pk)

    def act(self, form: Any) -> Any:
        run = type(self).action
        return run(actor=self.person, at=self.at, lateness_id=self.object.pk, **form.cleaned_data)


class ConfirmLateness(LatenessAct):
    """Judge that it did harm."""

    title, act_name = "确认造成不良影响", "confirm"
    submit_label = "确认"
    success_message = "已确认，单位主要领导会收到通知，在期限内说明情况。"
    action = staticmethod(actions.confirm_lateness)


class DismissLateness(LatenessAct):
    """Judge that it did none."""

    title, act_name = "未造成不良影响", "dismiss"
    submit_label = "确认"
    success_message = "已记录，不需要说明。"
    action = staticmethod(actions.dismiss_lateness)


class ExplainLateness(LatenessAct):
    """Explain it."""

    title, act_name, needed = "说明情况", "explain", EXPLAIN
    submit_label = "提交说明"
    success_message = "已提交，等待办公室处理。"
    action = staticmethod(actions.explain_lateness)


class RevokeLateness(LatenessAct):
    """Take the judgement back."""

    title, act_name = "撤销确认", "revoke"
    submit_label = "撤销"
    success_message = "已撤销，不再需要说明。"
    action = staticmethod(actions.revoke_lateness)


class JudgeLateness(LatenessAct):
    """Answer the explanation."""

    title, act_name = "填写处理意见", "judge"
    submit_label = "提交"
    success_message = "已处理。"
    action = staticmethod(actions.judge_lateness)


ACTS = (ConfirmLateness, DismissLateness, ExplainLateness, RevokeLateness, JudgeLateness)
_WAITS = {
    LatenessState.PROPOSED: (JUDGE, "核实影响"),
    LatenessState.CONFIRMED: (EXPLAIN, "说明情况"),
    LatenessState.EXPLAINED: (JUDGE, "处理说明"),
}


def lateness_rows(person: Person, powers: Powers, at: datetime) -> list[QuerySet[Any]]:
    """Return the runs that wait for anybody, as far as a person may see them."""
    return [Lateness.objects.visible_to(person, at=at).filter(state__in=list(_WAITS))]


def lateness_waiting(person: Person, powers: Powers, at: datetime) -> list[Waiting]:
    """Return the runs that wait for a person's judgement or explanation."""
    (rows,) = lateness_rows(person, powers, at)
    found = list(rows.select_related("unit").order_by("pk")[:100])
    clocks = pressing_clocks(one.subject for one in found)
    items = []
    for one in found:
        right, kind = _WAITS[LatenessState(one.state)]
        if not powers.may(right, unit=one.unit.code):
            continue
        clock = clocks.get(one.subject)
        items.append(
            Waiting(
                _title(one),
                lateness_url(one.pk),
                kind,
                due_at=clock.due_at if clock else None,
                clause=clock.clause if clock else "",
                since=one.confirmed_at or one.proposed_at,
            )
        )
    return items
