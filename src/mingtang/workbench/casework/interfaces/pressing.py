"""Pressing cases for leaders and the desk: the reasons, the holder, since when, until when."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import Decision
from mingtang.institution.organization.authority import Powers
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.queries import names_of_units
from mingtang.institution.organization.staffing import Roster
from mingtang.workbench.backoffice.clocks import Pressing, pressing_clocks
from mingtang.workbench.backoffice.countdown import remaining
from mingtang.workbench.backoffice.forms import ReasonForm
from mingtang.workbench.backoffice.keyset import capped_counts
from mingtang.workbench.backoffice.screens import ListScreen
from mingtang.workbench.backoffice.screens.batch import BatchAct
from mingtang.workbench.backoffice.start import Figure
from mingtang.workbench.backoffice.tables import TableColumn, tag
from mingtang.workbench.backoffice.templatetags.desk_tags import countdown_html
from mingtang.workbench.casework import policies
from mingtang.workbench.casework.actions.judging import supervise_case, urge_case
from mingtang.workbench.casework.enums import CaseState, CaseVerb
from mingtang.workbench.casework.interfaces.lists import ShortCaseFilter, case_url
from mingtang.workbench.casework.models import Case, CaseQuerySet
from mingtang.workbench.casework.policies import may_move
from mingtang.workbench.casework.queries import holders_of

PRESS = "casework.press"
NAMED = 3  # people of a unit
ON_START = 5  # cases on the start page


class UrgeForm(ReasonForm):
    """The reason for urging."""

    reason = forms.CharField(
        label="催办原因", max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class SuperviseForm(ReasonForm):
    """The reason for supervising."""

    reason = forms.CharField(
        label="督办原因", max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class PressTicked(BatchAct):
    """A verb applied to the ticked cases, with one reason for all."""

    verb: CaseVerb
    action: Any

    def may_begin(self, row: Any) -> Decision:
        return may_move(row.of_kind, CaseState(row.state), self.verb)

    def do(self, *, actor: Person, at: datetime, row: Any, values: dict[str, Any]) -> Case:
        action = type(self).action
        done: Case = action(actor=actor, at=at, case_id=row.pk, reason=values["reason"])
        return done


class UrgeTicked(PressTicked):
    """Urge the units that hold the ticked cases."""

    name, label, done, form_class = "urge", "催办所选", "已催办", UrgeForm
    verb, action = CaseVerb.URGE, urge_case


class SuperviseTicked(PressTicked):
    """Supervise the ticked cases."""

    name, label, done, form_class = "supervise", "督办所选", "已督办", SuperviseForm
    verb, action = CaseVerb.SUPERVISE, supervise_case

    def may_begin(self, row: Any) -> Decision:
        done = row.supervised_at is not None
        return super().may_begin(row) & policies.may_press(is_done=done)


class PressingCases(ListScreen):
    """Pressing cases, the longest overdue first."""

    title = "紧要办件"
    lead = "已超期、今天到期、被催办、督办、上报的在办件：在谁手里，从什么时候起，到什么时候止。"
    right = PRESS
    parents = (("办件", "casework:list"),)
    model = Case
    order = ("presses_at", "pk")
    search_fields = ("number", "other_number")
    search_label = "编号或原编号"
    filter_class = ShortCaseFilter
    batch_acts = (UrgeTicked, SuperviseTicked)
    empty_text = "现在没有紧要的办件。"

    def visible_rows(self) -> Any:
        rows = pressing_of(self.person, self.at)
        return rows.select_related("claimed_by")

    def title_of(self, row: Any) -> str:
        return f"{row.number} {row.masked_title}"

    def get_columns(self) -> Sequence[TableColumn]:
        rows = self.page.rows
        clocks = pressing_clocks(row.subject_key for row in rows)
        held = held_by(rows, self.at)

        def until(row: Case) -> str | SafeString:
            clock = clocks.get(row.subject_key)
            return countdown_html(clock.due_at, self.at) if clock else ""

        return (
            TableColumn("办件", self.title_of, link=lambda row: case_url(row.pk), kind="main"),
            TableColumn("为什么", lambda row: _why(row, clocks.get(row.subject_key), self.at)),
            TableColumn("在谁手里", lambda row: held[row.pk]),
            TableColumn("自", _since, kind="moment"),
            TableColumn("期限", until),
        )


def pressing_of(person: Person, at: datetime) -> CaseQuerySet:
    """Return the pressing cases among those that a person may see."""
    tomorrow = at.astimezone(BEIJING).date() + timedelta(days=1)
    until = datetime.combine(tomorrow, time(), BEIJING)
    return Case.objects.visible_to(person, at=at).pressing(until=until)


def held_by(rows: Iterable[Case], at: datetime) -> dict[int, str]:
    """Return the holder of each case: its unit, and the person who claimed it or those who can."""
    roster, rows = Roster(at), list(rows)
    units = names_of_units(row.unit for row in rows)
    holders = {row.pk: holders_of(row, roster)[:NAMED] for row in rows}
    wanted = {pk for some in holders.values() for pk in some}
    names = dict(Person.objects.filter(pk__in=wanted).values_list("pk", "name"))
    return {
        row.pk: f"{units.get(row.unit, row.unit)} "
        + ("、".join(names[pk] for pk in holders[row.pk]) or "无人可办")
        for row in rows
    }


def _since(row: Case) -> datetime:
    return row.claimed_at or row.received_at


def _reasons(row: Case, clock: Pressing | None, at: datetime) -> list[tuple[str, str]]:
    found = []
    if clock is not None and clock.due_at < at:
        found.append(("已超期", "bad"))
    elif clock is not None and clock.due_at - at < timedelta(days=1):
        found.append(("今天到期", "warn"))
    if row.escalated_at:
        found.append(("上报", "bad"))
    if row.supervised_at:
        found.append(("督办", "bad"))
    if row.urgings:
        found.append((f"催办 {row.urgings} 次", "warn"))
    return found


def _why(row: Case, clock: Pressing | None, at: datetime) -> SafeString:
    return format_html_join(" ", "{}", ((tag(*one),) for one in _reasons(row, clock, at)))


def pressing_figures(person: Person, powers: Powers, at: datetime) -> Iterable[Figure]:
    """Yield the number of pressing cases and the first of them, for the start page."""
    if not powers.holds(PRESS):
        return
    rows: Any = pressing_of(person, at)
    first = list(rows.select_related("claimed_by").order_by("presses_at", "pk")[:ON_START])
    if not first:
        return
    asked = Q(urgings__gt=0) | Q(supervised_at__isnull=False) | Q(escalated_at__isnull=False)
    address = reverse("casework:pressing")
    late, urged = capped_counts(rows.overdue(), rows.filter(asked))
    yield Figure("已超期", str(late), f"{address}?overdue=on", tone="bad")
    yield Figure("催办、督办、上报", str(urged), address)
    clocks, held = pressing_clocks(row.subject_key for row in first), held_by(first, at)
    for row in first:
        clock = clocks.get(row.subject_key)
        yield Figure(
            f"{row.number} {row.masked_title}",
            remaining(clock.due_at, at).text if clock else row.state_label,
            case_url(row.pk),
            tone="bad" if clock and clock.due_at < at else "warn",
            note=f"{held[row.pk]}，{_since(row).astimezone(BEIJING):%-m月%-d日}起",
        )
