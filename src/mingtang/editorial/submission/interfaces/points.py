"""Screens of points: units and people in their order, the tables of the office, corrections."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property

from mingtang.editorial.submission.actions import correct_points, set_point_table
from mingtang.editorial.submission.actions.points import KEEP
from mingtang.editorial.submission.interfaces.classes import READ, SENDING_KINDS, CycleFilter
from mingtang.editorial.submission.models import PointTable
from mingtang.editorial.submission.queries import (
    Earned,
    earned_by_person,
    earned_by_unit,
    submission_classes,
)
from mingtang.ground.foundation.clock import beijing_date
from mingtang.institution.obligations.policies.periods import PeriodOfDays, period_around
from mingtang.institution.organization.models import Person, Unit
from mingtang.workbench.backoffice.choosers import SearchOfVisible
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.forms import DayField, DeskForm
from mingtang.workbench.backoffice.screens import ActionForm, HeaderButton, ListScreen, Tab
from mingtang.workbench.backoffice.tables import TableColumn

LIST = (("采用积分", "submission:points"),)
_PAGES = (
    ("单位", "submission:points"),
    ("个人", "submission:person-points"),
    ("积分标准", "submission:point-tables"),
)


class PointsList(ListScreen):
    """What is common to the lists of points."""

    right = READ
    filter_class: ClassVar[type[FilterForm] | None] = CycleFilter
    search_fields: ClassVar[Sequence[str]] = ("name",)
    search_label = "名称"

    def get_tabs(self) -> Sequence[Tab]:
        urls = ((label, reverse(name)) for label, name in _PAGES)
        return [Tab(label, url, url == self.request.path) for label, url in urls]

    def get_buttons(self) -> Sequence[HeaderButton]:
        if not self.powers.holds(KEEP):
            return ()
        return (
            HeaderButton("更正积分", reverse("submission:correct-points")),
            HeaderButton("制定积分标准", reverse("submission:set-points"), primary=True),
        )

    @property
    def period(self) -> PeriodOfDays:
        """The cycle that is looked at: this month where nothing is chosen."""
        values = self.filters.cleaned_data
        day = values.get("day") or beijing_date(self.at)
        return period_around(day, values.get("cycle") or "month")

    def earned_columns(self, earned: dict[int, Earned]) -> tuple[TableColumn, ...]:
        """Return the columns of what was earned."""
        return (
            TableColumn("采用件数", lambda r: earned[r.pk].items, kind="number"),
            TableColumn("积分", lambda r: earned[r.pk].points, kind="number"),
            TableColumn("报酬（元）", lambda r: f"{earned[r.pk].fee:.2f}", kind="number"),
        )


class UnitPoints(PointsList):
    """Units with their points, and their place among units of their kind."""

    title = "采用积分"
    lead = "按发布采用的报送稿件计分，分单位类别排名。读者点赞、登录次数容易虚增，也不说明稿件质量，不计分。"
    model = Unit
    order = ("code", "pk")
    empty_text = "没有符合条件的单位。"

    def visible_rows(self) -> Any:
        scope = self.powers.units_where(READ)
        rows = super().visible_rows().filter(scope.as_q("pk"), is_active=True)
        return rows.filter(kind__in=SENDING_KINDS)

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("单位", "name", kind="main"),
            TableColumn("单位类别", lambda u: u.get_kind_display()),
            *self.earned_columns(self.earned),
            TableColumn("同类名次", self._place, kind="number"),
        )

    @cached_property
    def everyone(self) -> list[Unit]:
        """All units that are compared."""
        return list(self.visible_rows())

    @cached_property
    def earned(self) -> dict[int, Earned]:
        """What all compared units earned in the cycle."""
        period = self.period
        return earned_by_unit(self.everyone, period.begins_at, period.ends_at)

    def _place(self, unit: Unit) -> int:
        own = self.earned[unit.pk].points
        peers = (one for one in self.everyone if one.kind == unit.kind)
        return 1 + sum(1 for one in peers if self.earned[one.pk].points > own)


class PersonPoints(PointsList):
    """People with their points."""

    title = "个人积分"
    lead = "按报送人统计发布采用的稿件、积分和应付报酬。"
    model = Person
    order = ("username", "pk")
    empty_text = "没有符合条件的人员。"

    def visible_rows(self) -> Any:
        scope = self.powers.units_where(READ)
        rows = super().visible_rows().filter(scope.as_q("unit_id"), is_active=True)
        return rows.select_related("unit")

    def get_columns(self) -> Sequence[TableColumn]:
        period = self.period
        earned = earned_by_person(self.page.rows, period.begins_at, period.ends_at)
        return (
            TableColumn("姓名", "name", kind="main"),
            TableColumn("单位", "unit.name"),
            *self.earned_columns(earned),
        )


class PointTables(PointsList):
    """The versions of the table, the newest first."""

    title = "积分标准"
    lead = "每次调整是一个新版本，从执行日期起计分，以前的分不追改。"
    model = PointTable
    order = ("-valid_from", "-pk")
    filter_class = None
    search_fields = ()
    empty_text = "还没有制定积分标准，采用的稿件不计分。"

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("unit", "set_by")

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("执行日期", "valid_from", kind="main"),
            TableColumn("制定单位", "unit.name"),
            TableColumn("每件分值", "per_item", kind="number"),
            TableColumn("另有分值的类别", self._classes),
            TableColumn("每分报酬（元）", "fee_per_point", kind="number"),
            TableColumn("登记人", "set_by.name"),
            TableColumn("登记时间", "set_at", kind="moment"),
        )

    def _classes(self, table: PointTable) -> str:
        labels = office_classes(table.unit, self.at)
        pairs = table.per_class.items()
        return "；".join(f"{labels.get(code, code)} {points}分" for code, points in pairs)


def office_classes(office: Unit, at: Any) -> dict[str, str]:
    """Return the classes that units under the rules of an office send, code to label."""
    found: dict[str, str] = {}
    for kind in SENDING_KINDS:
        peer = Unit(code=office.code, kind=kind)
        for code, label in submission_classes(peer, at=at).items():
            found.setdefault(code, label)
    return found


class PointTableForm(DeskForm):
    """A version of the table."""

    valid_from = DayField(label="执行日期", help_text="从这一天起发布的稿件按本标准计分。")
    per_item = forms.IntegerField(label="每件分值", min_value=0, max_value=1000)
    fee_per_point = forms.DecimalField(
        label="每分报酬（元）", min_value=0, max_digits=8, decimal_places=2, initial=0
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.classes = office_classes(self.person.unit, self.at)
        for code, label in self.classes.items():
            self.fields[f"class_{code}"] = forms.IntegerField(
                label=f"{label}：分值", min_value=0, max_value=1000, required=False
            )

    @property
    def per_class(self) -> dict[str, int]:
        """Return the points of the classes that have some of their own."""
        values = {code: self.cleaned_data.get(f"class_{code}") for code in self.classes}
        return {code: points for code, points in values.items() if points is not None}


class SetPointTable(ActionForm):
    """Add a version of the table of one's office."""

    title = "制定积分标准"
    lead = "没有单独填写分值的类别，按“每件分值”计。"
    right = KEEP
    parents = LIST
    form_class = PointTableForm
    success_message = "已制定，从执行日期起计分。"

    def act(self, form: Any) -> PointTable:
        names = ("valid_from", "per_item", "fee_per_point")
        values = {name: form.cleaned_data[name] for name in names}
        return set_point_table(
            actor=self.person,
            at=self.at,
            unit=self.person.unit,
            per_class=form.per_class,
            **values,
        )

    def get_success_url(self, result: Any) -> str:
        return reverse("submission:point-tables")


class CorrectionForm(DeskForm):
    """Whose points change, by how many and why."""

    unit = SearchOfVisible("unit", label="单位")
    day = DayField(label="计入日期")
    points = forms.IntegerField(
        label="增减分", min_value=-10000, max_value=10000, help_text="扣分填负数，如 -5。"
    )
    reason = forms.CharField(label="原因", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class CorrectPoints(ActionForm):
    """Add or take away points."""

    title = "更正积分"
    right = KEEP
    parents = LIST
    form_class = CorrectionForm
    success_message = "已更正。"

    def act(self, form: Any) -> Any:
        return correct_points(actor=self.person, at=self.at, **form.cleaned_data)

    def get_success_url(self, result: Any) -> str:
        return reverse("submission:points")
