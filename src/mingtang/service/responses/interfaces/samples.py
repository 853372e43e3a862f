"""Screens of samples: the list, drawing one, and its figures by unit."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.urls import reverse

from mingtang.ground.foundation.clock import beijing_date
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.institution.organization.queries import names_of_units
from mingtang.service.responses.actions.quality import draw_sample
from mingtang.service.responses.enums import CheckState
from mingtang.service.responses.models import CHECK, SampleDraw
from mingtang.service.responses.queries.sampling import (
    figures_of_draw,
    rule_of_draw,
)
from mingtang.workbench.backoffice.choosers import ChoiceOfVisible
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.screens import (
    ActionForm,
    DetailScreen,
    Fact,
    HeaderButton,
    ListScreen,
)
from mingtang.workbench.backoffice.tables import Table, TableColumn
from mingtang.workbench.casework.models import Case

ROOT = ("答复质量抽查", "responses:samples")
MONTHS = 12


def _desks(person: Person, at: datetime) -> Any:
    """Return the desk units whose answers a person may check."""
    units = authority.powers_of(person, at).units_where(CHECK)
    at_desk = Case.objects.filter(desk_unit=OuterRef("code"))
    return Unit.objects.active().filter(units.as_code_q("code")).filter(Exists(at_desk))


def past_months(today: date) -> list[tuple[str, str]]:
    """Return the last months that are over as choices, the newest first."""
    found = []
    for back in range(1, MONTHS + 1):
        year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
        found.append((f"{year}-{month + 1:02}", f"{year}年{month + 1}月"))
    return found


class SampleList(ListScreen):
    """The samples that were drawn."""

    title = ROOT[0]
    lead = "每月从各单位已答复的来件中抽取一部分，按规定的标准评分。不合格的可以退回重新答复。"
    right = CHECK
    model = SampleDraw
    order = ("-month", "-pk")
    empty_text = "还没有抽取过。点“抽取样本”开始。"

    def get_columns(self) -> Sequence[TableColumn]:
        rows = self.page.rows
        units = names_of_units(row.desk_unit for row in rows)
        return (
            TableColumn("月份", str, link=_draw_url, kind="main"),
            TableColumn("转办单位", lambda row: units.get(row.desk_unit, row.desk_unit)),
            TableColumn("抽取", lambda row: row.checks.count(), kind="number"),
            TableColumn("待评分", _waiting, kind="number"),
            TableColumn("抽取时间", "drawn_at", kind="moment"),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        sheets = HeaderButton("全部抽查单", reverse("responses:checks"))
        draw = HeaderButton("抽取样本", reverse("responses:draw"), icon="plus", primary=True)
        return (draw, sheets)


def _waiting(row: SampleDraw) -> int:
    return row.checks.filter(state=CheckState.WAITING.value).count()


def _draw_url(row: SampleDraw) -> str:
    return reverse("responses:sample", args=[row.pk])


class DrawForm(DeskForm):
    """The desk and the month of a sample."""

    desk = ChoiceOfVisible(rows=_desks, label="转办单位")
    month = forms.ChoiceField(label="答复月份", help_text="只能抽取已经结束的月份，每月抽一次。")

    def __init__(self, *args: Any, months: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = months  # type: ignore[attr-defined]


class DrawSample(ActionForm):
    """Draw the sample of a month."""

    title = "抽取样本"
    lead = "抽取比例和评分标准以本地适用的规定为准。抽取后不能重抽，也不能增减。"
    right = CHECK
    parents = (ROOT,)
    form_class = DrawForm
    submit_label, success_message = "抽取", "已抽取，请逐件评分。"

    def get_form_kwargs(self) -> dict[str, Any]:
        months = past_months(beijing_date(self.at))
        return {**super().get_form_kwargs(), "months": months}

    def act(self, form: Any) -> SampleDraw:
        values = form.cleaned_data
        month = date.fromisoformat(f"{values['month']}-01")
        return draw_sample(
            actor=self.person, at=self.at, desk_unit=values["desk"].code, month=month
        )  # fmt: skip

    def get_success_url(self, result: Any) -> str:
        return _draw_url(result)


class SampleScreen(DetailScreen):
    """One sample: how it was drawn, its figures by unit, its sheets."""

    template_name = "responses/sample.html"
    model = SampleDraw
    parents = (ROOT,)

    def get_subject(self) -> str:
        return f"sample:{self.object.pk}"

    def get_buttons(self) -> Sequence[HeaderButton]:
        sheets = f"{reverse('responses:checks')}?draw={self.object.pk}"
        return (HeaderButton("抽查单", sheets, primary=True),)

    def get_facts(self) -> Sequence[Fact]:
        row: SampleDraw = self.object
        units = names_of_units([row.desk_unit])
        least = f"，每个单位至少 {row.at_least} 件" if row.at_least else ""
        return (
            Fact("转办单位", units.get(row.desk_unit, row.desk_unit)),
            Fact("抽取比例", f"各单位当月答复的 {row.share}%{least}"),
            Fact("依据", rule_of_draw(row).citation),
            Fact("抽取人", row.drawn_by.name),
            Fact("抽取时间", row.drawn_at),
            Fact("种子", row.seed, note="抽取时最后一条操作记录的校验值，不能挑选"),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = figures_of_draw(self.object)
        names = names_of_units(one.unit for one in found)
        columns = (
            TableColumn("单位", lambda one: names.get(one.unit, one.unit), kind="main"),
            TableColumn("当月答复", "answered", kind="number"),
            TableColumn("抽取", "drawn", kind="number"),
            TableColumn("已评分", "marked", kind="number"),
            TableColumn("合格", "passed", kind="number"),
            TableColumn("退回", "returned", kind="number"),
            TableColumn("平均分", "score", kind="number"),
        )
        return super().get_context_data(units=Table(columns, found), **kwargs)
