"""The duty roster: who is on duty on which day, and where they can be called."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from mingtang.ground.foundation.clock import beijing_date
from mingtang.institution.notices.actions import add_duty_turn, remove_duty_turn
from mingtang.institution.notices.models import DUTY, DutyTurn
from mingtang.workbench.backoffice.choosers import SearchOfVisible
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.forms import DayField, DeskForm
from mingtang.workbench.backoffice.screens import (
    ActionForm,
    ConfirmScreen,
    HeaderButton,
    ListScreen,
)
from mingtang.workbench.backoffice.tables import TableColumn

ROSTER = (("值班表", "notices:duty"),)
WEEK = "一二三四五六日"


class RosterFilter(FilterForm):
    """The days to come, or all."""

    past = forms.BooleanField(label="包括已过去的", required=False)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows if self.cleaned_data["past"] else rows.filter(day__gte=beijing_date(self.at))


class DutyRoster(ListScreen):
    """Who is on duty, day by day."""

    title = "值班表"
    lead = "每天和当晚由谁值班。夜间和休息日的紧急签发，先通知表上的值班人员；没有排班的，通知所有能签发的人。"
    right = DUTY
    model = DutyTurn
    order = ("day", "pk")
    search_fields = ("person__name", "phone")
    search_label = "值班人、电话"
    filter_class = RosterFilter
    empty_text = "还没有排班。点“排值班”登记。"

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().select_related("person", "unit")

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("日期", lambda row: f"{row.day:%Y-%m-%d} 星期{WEEK[row.day.weekday()]}"),
            TableColumn("值班人", "person.name", kind="main"),
            TableColumn("值班电话", "phone"),
            TableColumn("单位", lambda row: row.unit.short_name or row.unit.name),
            TableColumn(
                "办理", lambda row: "取消", link=lambda r: reverse("notices:off-duty", args=[r.pk])
            ),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        return (HeaderButton("排值班", reverse("notices:add-duty"), "plus", primary=True),)


class DutyForm(DeskForm):
    """A day, a person, and the number at which they answer."""

    unit = SearchOfVisible("unit", label="单位")
    day = DayField(label="日期", help_text="当天和当晚，到第二天早上七点半。")
    who = SearchOfVisible("person", label="值班人")
    phone = forms.CharField(label="值班电话", max_length=40, help_text="值班时能打通的电话。")


class AddDutyTurn(ActionForm):
    """Put a person on the roster."""

    title = "排值班"
    right = DUTY
    parents = ROSTER
    form_class = DutyForm
    submit_label = "登记"
    success_message = "已登记。"

    def act(self, form: Any) -> DutyTurn:
        given = form.cleaned_data
        return add_duty_turn(
            actor=self.person,
            at=self.at,
            unit_code=given["unit"].code,
            day=given["day"],
            person_id=given["who"].pk,
            phone=given["phone"],
        )

    def get_success_url(self, result: Any) -> str:
        return reverse("notices:duty")


class RemoveDutyTurn(ConfirmScreen):
    """Take a person off the roster."""

    title = "取消值班"
    model = DutyTurn
    right = DUTY
    parents = ROSTER
    submit_label = "取消值班"
    success_message = "已取消。"

    def get_consequences(self) -> Sequence[str]:
        return (f"{self.object.person.name}不再列为这一天的值班人员，请另排他人。",)

    def act(self, form: Any) -> None:
        remove_duty_turn(actor=self.person, at=self.at, turn_id=self.object.pk)

    def get_success_url(self, result: Any) -> str:
        return reverse("notices:duty")
