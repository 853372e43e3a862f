"""The one list of cases of every kind, and what waits for a person."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import Decision
from mingtang.institution.organization.authority import Powers
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.queries import names_of_units
from mingtang.workbench.backoffice.choosers import SearchOfVisible
from mingtang.workbench.backoffice.clocks import pressing_clocks
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.forms import DayField, DeskForm
from mingtang.workbench.backoffice.screens import ListScreen
from mingtang.workbench.backoffice.screens.batch import BatchAct
from mingtang.workbench.backoffice.start import Waiting
from mingtang.workbench.backoffice.tables import TableColumn, tag
from mingtang.workbench.backoffice.templatetags.desk_tags import countdown_html
from mingtang.workbench.casework.actions.moving import dispatch_case
from mingtang.workbench.casework.enums import CaseState, CaseVerb, EntryKind
from mingtang.workbench.casework.kinds import all_case_kinds
from mingtang.workbench.casework.models import Case, CaseEntry
from mingtang.workbench.casework.policies import OPEN_STATES, may_move
from mingtang.workbench.casework.queries import cases_for

SHOWN = 100  # cases of the start page
TONES = {
    CaseState.ANSWERED: "good",
    CaseState.CLOSED: "good",
    CaseState.PAUSED: "warn",
    CaseState.MERGED: "plain",
    CaseState.WITHDRAWN: "plain",
    CaseState.INVALID: "plain",
}
TO_DO = {CaseState.RECEIVED: "转办", CaseState.DISPATCHED: "认领", CaseState.CLAIMED: "答复"}
LOOK = "复核评价"


def case_tag(case: Case) -> SafeString:
    """Return the state of a case as a small label."""
    return tag(case.state_label, TONES.get(CaseState(case.state), "wait"))


def case_url(case_id: int) -> str:
    """Return the address of a case's page."""
    return reverse("casework:case", args=[case_id])


class ShortCaseFilter(FilterForm):
    """Narrows a list of cases by kind, unit and overdue."""

    kind = forms.ChoiceField(label="种类", required=False)
    unit = SearchOfVisible("case-unit", label="承办单位", required=False)
    overdue = forms.BooleanField(label="只看已超期", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.code, kind.label) for kind in all_case_kinds()]
        self.fields["kind"].choices = [("", "全部"), *kinds]  # type: ignore[attr-defined]

    def narrow(self, rows: Any) -> Any:
        asked = self.cleaned_data
        if asked["kind"]:
            rows = rows.filter(kind=asked["kind"])
        if asked["unit"]:
            rows = rows.filter(unit=asked["unit"].code)
        return rows.overdue() if asked["overdue"] else rows


class CaseFilter(ShortCaseFilter):
    """Narrows the list of all cases."""

    field_order = ("q", "kind", "state", "unit", "contact", "since", "until", "overdue")
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *CaseState.choices()]
    )
    contact = forms.CharField(
        label="来件人电话或邮箱", required=False, max_length=100, help_text="须完整填写"
    )
    since = DayField(label="收到日期自", required=False)
    until = DayField(label="至", required=False)

    def narrow(self, rows: Any) -> Any:
        asked, rows = self.cleaned_data, super().narrow(rows)
        if asked["state"]:
            rows = rows.filter(state=asked["state"])
        if asked["since"]:
            rows = rows.filter(received_at__gte=datetime.combine(asked["since"], time(), BEIJING))
        if asked["until"]:
            day_after = asked["until"] + timedelta(days=1)
            rows = rows.filter(received_at__lt=datetime.combine(day_after, time(), BEIJING))
        return rows.sent_by(asked["contact"]) if asked["contact"] else rows


class DispatchForm(DeskForm):
    """To which unit a case goes."""

    unit = SearchOfVisible("case-unit", label="承办单位")
    reason = forms.CharField(
        label="转办意见", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class DispatchTicked(BatchAct):
    """Give the ticked cases to one unit."""

    name, label, done = "dispatch", "转办所选", "已转办"
    form_class = DispatchForm

    def may_begin(self, row: Any) -> Decision:
        return may_move(row.of_kind, CaseState(row.state), CaseVerb.DISPATCH)

    def do(self, *, actor: Person, at: datetime, row: Any, values: dict[str, Any]) -> Case:
        unit, reason = values["unit"].code, values["reason"]
        return dispatch_case(actor=actor, at=at, case_id=row.pk, unit=unit, reason=reason)


class CaseList(ListScreen):
    """Every case that a person may see."""

    title = "办件"
    lead = "本单位承办、协办的办件，以及由您转办的办件。来件人信息已隐去，查看完整信息会留下记录。"
    right = "casework.read"
    model = Case
    order = ("-received_at", "-pk")
    sorts = {"received": ("received_at", "pk")}
    search_fields = ("number", "other_number")
    search_label = "编号或原编号"
    filter_class = CaseFilter
    empty_text = "没有符合条件的办件。"

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("claimed_by")

    def get_batch_acts(self) -> Sequence[type[BatchAct]]:
        return (DispatchTicked,) if self.powers.holds("casework.dispatch") else ()

    def title_of(self, row: Any) -> str:
        return f"{row.number} {row.masked_title}"

    def get_row_tone(self, row: Any) -> str:
        return "" if row.state in OPEN_STATES else "muted"

    def get_columns(self) -> Sequence[TableColumn]:
        rows = self.page.rows
        units = names_of_units(row.unit for row in rows)
        clocks = pressing_clocks(row.subject_key for row in rows)

        def held_by(row: Case) -> str:
            person = row.claimed_by.name if row.claimed_by else ""
            return f"{units.get(row.unit, row.unit)} {person}".strip()

        def left(row: Case) -> str | SafeString:
            clock = clocks.get(row.subject_key)
            return countdown_html(clock.due_at, self.at) if clock else ""

        return (
            TableColumn("编号", "number", kind="short"),
            TableColumn("标题", "masked_title", link=lambda row: case_url(row.pk), kind="main"),
            TableColumn("状态", case_tag),
            TableColumn("种类", "category_label", kind="short"),
            TableColumn("承办", held_by),
            TableColumn("收到时间", "received_at", kind="moment", sort="received"),
            TableColumn("时限", left),
            TableColumn("评分", "rating", kind="number"),
        )


class DoubtedList(ListScreen):
    """Cases with a bad rating that wait for a second look by the desk."""

    title = "不满意评价复核"
    lead = "来件人评价为不满意、非常不满意的办件。逐件复核：答复符合规定的说明理由，不符合的退回重新办理。"
    right = "casework.dispatch"
    parents = (("办件", "casework:list"),)
    model = Case
    order = ("doubted_at", "pk")
    empty_text = "没有待复核的评价。"

    def visible_rows(self) -> Any:
        rows = Case.objects.visible_to(self.person, at=self.at)
        return rows.doubted_at_desk_of(self.person, at=self.at)

    def get_columns(self) -> Sequence[TableColumn]:
        rows = self.page.rows
        units = names_of_units(row.unit for row in rows)
        words = _comments(rows)
        return (
            TableColumn("编号", "number", kind="short"),
            TableColumn("标题", "masked_title", link=lambda row: case_url(row.pk), kind="main"),
            TableColumn("承办单位", lambda row: units.get(row.unit, row.unit)),
            TableColumn("评分", "rating", kind="number"),
            TableColumn("评价意见", lambda row: words.get(row.pk, "")),
            TableColumn("评价时间", "rated_at", kind="moment"),
        )


def _comments(rows: Sequence[Case]) -> dict[int, str]:
    entries = CaseEntry.objects.filter(
        case__in=[row.pk for row in rows], kind=EntryKind.RATING.value
    )
    return {one.case_id: one.masked_text for one in entries.order_by("pk")}


def cases_rows(person: Person, powers: Powers, at: datetime) -> list[QuerySet[Any]]:
    """Return the cases that a person has to dispatch, claim or answer."""
    return [cases_for(person, powers, at=at)]


def cases_waiting(person: Person, powers: Powers, at: datetime) -> list[Waiting]:
    """Return the cases that a person has to dispatch, claim or answer, each with its clock."""
    rows = list(cases_for(person, powers, at=at).order_by("received_at", "pk")[:SHOWN])
    clocks, units = (
        pressing_clocks(row.subject_key for row in rows),
        names_of_units(row.unit for row in rows),
    )
    items = []
    for row in rows:
        clock = clocks.get(row.subject_key)
        items.append(
            Waiting(
                f"{row.number} {row.masked_title}",
                case_url(row.pk),
                LOOK if row.doubted_at else TO_DO[CaseState(row.state)],
                due_at=clock.due_at if clock else None,
                clause=clock.clause if clock else "",
                note=units.get(row.unit, row.unit),
                provisional=bool(clock and clock.provisional),
                since=row.doubted_at or row.claimed_at or row.received_at,
            )
        )
    return items
