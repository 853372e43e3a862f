"""Lists of promises (时限), and the explanation of one, day by day."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.obligations.enums import ObligationState
from mingtang.institution.obligations.models import Obligation, ObligationRow
from mingtang.institution.obligations.queries.explanation import explain
from mingtang.institution.obligations.queries.lists import (
    ORDER,
    READ,
    Countdown,
    countdowns,
    get_obligation_for,
    missed_visible_to,
    overdue_visible_to,
    waiting_for,
    waiting_visible_to,
)
from mingtang.institution.organization.authority import Powers
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.queries import names_of_units
from mingtang.institution.regulations.enums import CLOCK_KINDS, RuleKind
from mingtang.workbench.backoffice.choosers import SearchOfVisible
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.keyset import CappedCount, capped_counts
from mingtang.workbench.backoffice.screens import DetailScreen, Fact, ListScreen, Tab
from mingtang.workbench.backoffice.screens.base import LARGEST_KEY
from mingtang.workbench.backoffice.start import Figure, Waiting
from mingtang.workbench.backoffice.subjects import Subject, subjects
from mingtang.workbench.backoffice.tables import TableColumn, tag
from mingtang.workbench.backoffice.templatetags.desk_tags import countdown_html

TONES = {
    ObligationState.OPEN: "plain",
    ObligationState.MET: "good",
    ObligationState.MET_LATE: "warn",
    ObligationState.OVERDUE: "bad",
    ObligationState.CLOSED: "plain",
}
SHOWN_ON_START = 20


def promise_url(pk: int) -> str:
    """Return the address of the explanation of a promise."""
    return reverse("obligations:promise", args=[pk])


class PromiseFilter(FilterForm):
    """Promises of one unit, of one kind."""

    unit = SearchOfVisible("unit", label="责任单位", required=False)
    kind = forms.ChoiceField(
        label="类型",
        required=False,
        choices=[("", "全部"), *((kind.value, kind.label) for kind in CLOCK_KINDS)],
    )

    def narrow(self, rows: Any) -> Any:
        """Filter by what was chosen."""
        unit, kind = self.cleaned_data["unit"], self.cleaned_data["kind"]
        rows = rows.filter(unit_key=unit.code) if unit else rows
        return rows.filter(kind=kind) if kind else rows


class PromiseList(ListScreen):
    """Promises in the order of their deadlines."""

    right = READ
    model = Obligation
    order = ORDER
    filter_class = PromiseFilter
    tabs: ClassVar[Sequence[tuple[str, str]]] = (
        ("本单位", "obligations:mine"),
        ("可查看的全部", "obligations:all"),
        ("已超期", "obligations:overdue"),
        ("未完成", "obligations:missed"),
    )

    def get_tabs(self) -> Sequence[Tab]:
        """Lead from one list to the others."""
        path = self.request.path
        return [Tab(label, url, url == path) for label, url in self._tab_urls()]

    def _tab_urls(self) -> Iterator[tuple[str, str]]:
        for label, name in self.tabs:
            yield label, reverse(name)

    def get_columns(self) -> Sequence[TableColumn]:
        """What, which rule, how long, who."""
        shown = {one.obligation_id: one for one in countdowns(self.page.rows, self.at)}
        things = subjects({row.subject for row in self.page.rows}, self.person, self.at)
        units = names_of_units(row.unit_key for row in self.page.rows)
        return (
            TableColumn(
                "规则",
                lambda row: shown[row.pk].label,
                link=lambda row: promise_url(row.pk),
                kind="main",
            ),
            TableColumn(
                "事项",
                lambda row: things[row.subject].title,
                link=lambda row: things[row.subject].url,
            ),
            TableColumn("要求", lambda row: asked_text(shown[row.pk])),
            TableColumn("期限", lambda row: due_html(shown[row.pk], self.at)),
            TableColumn("责任单位", lambda row: units.get(row.unit_key, row.unit_key)),
        )

    def get_row_tone(self, row: Any) -> str:
        """Set off what is overdue."""
        return "late" if row.state == ObligationState.OVERDUE else ""


class MyPromises(PromiseList):
    """What the units in which I hold a post owe."""

    title = "本单位时限"
    lead = "我任职单位正在计时的事项，到期早的在前。"
    empty_text = "本单位现在没有正在计时的事项。"

    def visible_rows(self) -> QuerySet[Any]:
        """What waits for the own units."""
        return waiting_for(self.person, self.at)


class AllPromises(PromiseList):
    """What all units owe whose promises I may see."""

    title = "全部时限"
    lead = "我有权查看的各单位正在计时的事项，到期早的在前。"
    empty_text = "现在没有正在计时的事项。"

    def visible_rows(self) -> QuerySet[Any]:
        """What waits for anybody that may be seen."""
        return waiting_visible_to(self.person, self.at)


class MissedPeriods(PromiseList):
    """Periods of quotas that ended unfulfilled."""

    title = "未完成的定额"
    lead = "周期已经结束而没有报足的，已计入统计，不再等待办理。最近结束的在前。"
    empty_text = "没有未完成的周期。"
    order = ("-due_at", "-pk")

    def visible_rows(self) -> QuerySet[Any]:
        """What was missed, as far as it may be seen."""
        return missed_visible_to(self.person, self.at)

    def get_columns(self) -> Sequence[TableColumn]:
        """The period and what was counted take the place of the time that is left."""
        units = names_of_units(row.unit_key for row in self.page.rows)
        shown = {one.obligation_id: one for one in countdowns(self.page.rows, self.at)}
        return (
            TableColumn("单位", lambda row: units.get(row.unit_key, row.unit_key), kind="main"),
            TableColumn(
                "规则", lambda row: shown[row.pk].label, link=lambda row: promise_url(row.pk)
            ),
            TableColumn("周期", lambda row: f"{row.period_first} 至 {row.period_last}"),
            TableColumn("完成", lambda row: f"{row.number} / {row.target}", kind="number"),
            TableColumn("现状", lambda _row: tag("未完成", "bad")),
        )

    def get_row_tone(self, row: Any) -> str:
        """They are over: nothing presses."""
        return ""


class OverduePromises(PromiseList):
    """What is overdue."""

    title = "已超期时限"
    lead = "已过期限仍未办结的事项，超期最久的在前。"
    empty_text = "没有超期未办的事项。"

    def visible_rows(self) -> QuerySet[Any]:
        """What is overdue, as far as it may be seen."""
        return overdue_visible_to(self.person, self.at)


def asked_text(shown: Countdown) -> str:
    """Return what is asked, with how far one has come where something is counted."""
    if not shown.target:
        return shown.asked
    return f"{shown.asked}，已完成 {shown.number}/{shown.target}"


def due_html(shown: Countdown, at: datetime) -> Any:
    """Return the countdown, or that the clock stands still."""
    if not shown.is_running:
        return format_html("{} {}", tag("暂停计时", "wait"), shown.citation)
    return countdown_html(shown.due_at, at, shown.citation, provisional=shown.provisional)


class PromiseScreen(DetailScreen):
    """Why a promise is due when it is due, and where it stands."""

    template_name = "office/obligations/promise.html"
    model = Obligation
    right = READ
    parents = (("时限", "obligations:mine"),)

    @cached_property
    def object(self) -> ObligationRow:
        """The promise that the address names, from the archive too."""
        pk = self.kwargs["pk"]
        if pk > LARGEST_KEY:
            raise NotVisible
        return get_obligation_for(self.person, pk, self.at)

    @cached_property
    def explanation(self) -> Any:
        """The explanation as it is known now."""
        return explain(self.object, self.at)

    def get_title(self) -> str:
        """Return the name of the rule."""
        label: str = self.explanation.label
        return label

    def get_facts(self) -> Sequence[Fact]:
        """Return what it is about, who owes it, and where it stands."""
        row = self.object
        thing = self._thing()
        state = ObligationState(self.explanation.state)
        unit = names_of_units([row.unit_key]).get(row.unit_key, row.unit_key)
        rule = reverse("regulations:rule", args=[row.pack, row.rule_id])
        return (
            Fact("事项", thing.title, url=thing.url),
            Fact("责任单位", unit),
            Fact("现状", tag(self._state_words(state), TONES[state])),
            Fact("依据", self.explanation.citation, url=rule),
            Fact("类型", RuleKind(row.kind).label),
            Fact("起算时间", row.starts_at),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand explanation and countdown to the template."""
        return super().get_context_data(
            explanation=self.explanation, is_live=self.object.is_live, **kwargs
        )

    def _state_words(self, state: ObligationState) -> str:
        is_over = self.object.kind == RuleKind.QUOTA and state is ObligationState.OVERDUE
        return "未完成" if is_over else state.label

    def _thing(self) -> Subject:
        return subjects([self.object.subject], self.person, self.at)[self.object.subject]


def quotas_rows(person: Person, powers: Powers, at: datetime) -> list[QuerySet[Any]]:
    """Return the quotas and update cycles that the own units owe and can still fulfil.

    A period that is over can no longer be filled: it is shown in the list, and asks nothing of anyone.
    """
    still = Q(kind=RuleKind.FRESHNESS) | Q(kind=RuleKind.QUOTA, due_at__gte=at)
    return [waiting_for(person, at).filter(still)]


def quotas_waiting(person: Person, powers: Powers, at: datetime) -> Iterator[Waiting]:
    """Yield quotas and update cycles that the own units owe; duties come from their rooms."""
    found = list(quotas_rows(person, powers, at)[0][:SHOWN_ON_START])
    things = subjects({row.subject for row in found}, person, at)
    for shown in countdowns(found, at):
        yield Waiting(
            title=_waiting_title(shown, things[shown.subject].title),
            url=promise_url(shown.obligation_id),
            kind="限期办理",
            due_at=shown.due_at,
            clause=shown.citation,
            note=asked_text(shown),
            provisional=shown.provisional,
        )


def _waiting_title(shown: Countdown, thing: str) -> str:
    """Say what is to be done: a column is named with the day by which it is updated."""
    if not shown.subject.startswith("column:"):
        return f"{shown.label}：{thing}"
    due = shown.due_at.astimezone(BEIJING)
    return f"“{thing}”栏目应于{due.month}月{due.day}日前更新"


def promise_figures(person: Person, powers: Powers, at: datetime) -> Iterator[Figure]:
    """Yield how many promises run and how many are overdue, of the own units and of all."""
    if not powers.holds(READ):
        return
    mine = waiting_for(person, at)
    sees_all = powers.units_where(READ).all
    running, late, missed, late_of_all = capped_counts(
        mine,
        mine.overdue(),
        missed_visible_to(person, at).filter(unit_key=person.unit.code),
        overdue_visible_to(person, at) if sees_all else mine.none(),
    )
    yield Figure("本单位正在计时", str(running), reverse("obligations:mine"))
    yield _late_figure("本单位已超期", late, reverse("obligations:mine"))
    if missed.number:
        yield Figure("本单位未完成周期", str(missed), reverse("obligations:missed"), tone="warn")
    if sees_all:
        yield _late_figure("全部单位已超期", late_of_all, reverse("obligations:overdue"))


def _late_figure(label: str, count: CappedCount, url: str) -> Figure:
    return Figure(label, str(count), url, tone="bad" if count.number else "good")
