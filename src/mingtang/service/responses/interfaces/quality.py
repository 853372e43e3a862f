"""Screens of the sheets of quality checks: list, one sheet, and marking."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property

from mingtang.ground.foundation.decisions import Decision
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.queries import names_of_units
from mingtang.service.responses.actions.quality import mark_check
from mingtang.service.responses.enums import CheckState
from mingtang.service.responses.interfaces.samples import MONTHS, ROOT
from mingtang.service.responses.models import CHECK, QualityCheck, SampleDraw
from mingtang.service.responses.policies.quality import may_mark
from mingtang.service.responses.queries.sampling import (
    CheckRule,
    answer_checked,
    last_check_of,
    rule_of_draw,
)
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.forms import ReasonForm
from mingtang.workbench.backoffice.screens import (
    ActionScreen,
    DetailScreen,
    Fact,
    HeaderButton,
    ListScreen,
)
from mingtang.workbench.backoffice.screens.base import Crumb
from mingtang.workbench.backoffice.tables import TableColumn, tag
from mingtang.workbench.casework.enums import CaseState
from mingtang.workbench.casework.interfaces.lists import case_url
from mingtang.workbench.casework.models import Case
from mingtang.workbench.casework.queries import answer_of, was_in_time

TONES = {
    CheckState.WAITING: "wait",
    CheckState.PASSED: "good",
    CheckState.POOR: "bad",
    CheckState.RETURNED: "warn",
}


class CheckFilter(FilterForm):
    """The filter of the sheets."""

    draw = forms.ModelChoiceField(
        SampleDraw.objects.none(), label="月份", required=False, empty_label="全部"
    )
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *CheckState.choices()]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = SampleDraw.objects.order_by("-month", "-pk")[: 4 * MONTHS]
        field: Any = self.fields["draw"]
        field.queryset = SampleDraw.objects.filter(pk__in=[one.pk for one in months])

    def narrow(self, rows: Any) -> Any:
        wanted = {name: value for name, value in self.cleaned_data.items() if value}
        return rows.filter(**wanted)


class CheckList(ListScreen):
    """The sheets of all samples."""

    title = "抽查单"
    lead = "逐件打开评分。号码和来件人信息不在这里显示。"
    right = CHECK
    parents = (ROOT,)
    model = QualityCheck
    order = ("-draw", "unit", "place", "pk")
    filter_class = CheckFilter
    empty_text = "没有符合条件的抽查单。"

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("case", "draw", "checked_by")

    def get_columns(self) -> Sequence[TableColumn]:
        units = names_of_units(row.unit for row in self.page.rows)
        return (
            TableColumn("编号", "case.number", kind="short"),
            TableColumn("标题", "case.masked_title", link=_check_url, kind="main"),
            TableColumn("单位", lambda row: units.get(row.unit, row.unit)),
            TableColumn("状态", _state_tag),
            TableColumn("得分", "score", kind="number"),
            TableColumn("评分人", "checked_by.name", kind="short"),
        )


def _check_url(row: QualityCheck) -> str:
    return reverse("responses:check", args=[row.pk])


def _state_tag(row: QualityCheck) -> str:
    state = CheckState(row.state)
    return tag(state.label, TONES[state])


class CheckScreen(DetailScreen):
    """One sheet: question, answer and marks."""

    template_name = "responses/check.html"
    model = QualityCheck
    with_history = False

    def visible_rows(self) -> Any:
        related = ("case", "draw", "checked_by", "reason")
        return super().visible_rows().select_related(*related)

    def get_crumbs(self) -> list[Crumb]:
        first, *middle, last = super().get_crumbs()
        if self.powers.may(CHECK, unit=self.object.draw.desk_unit):
            middle = [
                Crumb(ROOT[0], reverse(ROOT[1])),
                Crumb("抽查单", reverse("responses:checks")),
            ]
        return [first, *middle, Crumb(self.object.case.number, self._case_url()), last]

    def _case_url(self) -> str:
        return case_url(self.object.case_id)

    def get_title(self) -> str:
        return "质量抽查单"

    def get_lead(self) -> str:
        case: Case = self.object.case
        return f"{case.number}　{case.masked_title}"

    @cached_property
    def rule(self) -> CheckRule:
        """The rule of the sheet's sample."""
        return rule_of_draw(self.object.draw)

    def get_buttons(self) -> Sequence[HeaderButton]:
        row: QualityCheck = self.object
        if may_begin(row, self.person, self.at):
            url = reverse("responses:mark", args=[row.pk])
            return (HeaderButton("评分", url, primary=True),)
        return ()

    def get_facts(self) -> Sequence[Fact]:
        row: QualityCheck = self.object
        units = names_of_units([row.unit])
        found = [
            Fact("状态", _state_tag(row)),
            Fact("样本", str(row.draw)),
            Fact("承办单位", units.get(row.unit, row.unit)),
            Fact("次序", f"第 {row.place} 件，本单位当月答复 {row.population} 件"),
            Fact("时限", _in_time_words(was_in_time(row.case))),
        ]
        if row.score is None:
            return found
        given = row.points
        marks = [
            Fact(one.label, f"{given[one.code]} 分，满分 {one.points} 分")
            if one.code in given
            else Fact(one.label, "没有适用的时限，不计")
            for one in self.rule.criteria
        ]
        by = row.checked_by.name if row.checked_by else ""
        return [
            *found, *marks, Fact("折合得分", f"{row.score} 分"), Fact("评分理由", row.reason),
            Fact("评分人", by), Fact("评分时间", row.checked_at),
        ]  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(answer=answer_checked(self.object), **kwargs)


def _in_time_words(in_time: bool | None) -> str:
    return {None: "没有时限结论", True: "按时答复", False: "超过时限"}[in_time]


def may_begin(row: QualityCheck, person: Person, at: datetime) -> Decision:
    """Answer whether a person may mark a sheet now."""
    case = row.case
    return authority.may(person, CHECK, unit=row.draw.desk_unit, at=at) & may_mark(
        CheckState(row.state),
        is_answered=case.state in {CaseState.ANSWERED, CaseState.CLOSED},
        answered_it=case.claimed_by_id == person.pk,
    )


class MarkForm(ReasonForm):
    """Points for each criterion that a person judges, the reason, and whether to send back."""

    send_back = forms.BooleanField(
        label="退回承办单位重新答复",
        required=False,
        help_text="只有不合格的可以退回。来件人会看到“重新办理”，承办单位重新认领、答复。",
    )

    def __init__(self, *args: Any, rule: CheckRule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = [one for one in rule.criteria if not one.by_clock]
        for one in asked:
            self.fields[f"points_{one.code}"] = forms.IntegerField(
                label=one.label,
                min_value=0,
                max_value=one.points,
                help_text=f"满分 {one.points} 分",
            )
        self.fields["reason"].label = "评分理由"
        self.fields["reason"].help_text = "承办单位会看到，请写明扣分的地方。"
        self.order_fields([*(f"points_{one.code}" for one in asked), "reason", "send_back"])


class MarkCheck(ActionScreen):
    """Mark a sheet."""

    template_name = "responses/mark.html"
    title, submit_label, success_message = "评分", "提交评分", "已评分。"
    model = QualityCheck
    parents = (ROOT, ("抽查单", "responses:checks"))
    form_class = MarkForm

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("case", "draw")

    def get_lead(self) -> str:
        row: QualityCheck = self.object
        in_time = was_in_time(row.case)
        counts = "这一项不计" if in_time is None else "这一项由系统给分"
        passes = rule_of_draw(row.draw).sampling.passes_from
        words = f"{_in_time_words(in_time)}，{counts}"
        return f"{row.case.number}，{words}。折合 100 分，{passes} 分及以上为合格。"

    def may_begin(self) -> Decision:
        return may_begin(self.object, self.person, self.at)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "rule": rule_of_draw(self.object.draw)}

    def act(self, form: Any) -> QualityCheck:
        values = form.cleaned_data
        points = {
            name.removeprefix("points_"): value
            for name, value in values.items()
            if name.startswith("points_")
        }
        return mark_check(
            actor=self.person, at=self.at, check_id=self.object.pk, points=points,
            reason=values["reason"], send_back=values["send_back"],
        )  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case: Case = self.object.case
        return super().get_context_data(case=case, answer=answer_of(case), **kwargs)

    def get_success_url(self, result: Any) -> str:
        return _check_url(result)


def check_buttons(case: Case, person: Person, at: datetime) -> Sequence[HeaderButton]:
    """Return the link from a case to the sheet on which its answer was marked."""
    found = last_check_of(case)
    return (HeaderButton("质量抽查单", _check_url(found)),) if found else ()
