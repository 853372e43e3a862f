"""The event log (操作记录): who did what, when, to which thing."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from mingtang.faces.office.events.particulars import particulars
from mingtang.faces.office.names import names_of_sites
from mingtang.faces.office.subjects import keys_named
from mingtang.institution.organization.queries import names_of_units
from mingtang.spine.events.models import Event
from mingtang.spine.events.registry import all_types, event_type
from mingtang.workbench.backoffice.choosers import SearchOfVisible
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.history import NOBODY, actor_names
from mingtang.workbench.backoffice.screens import DetailScreen, Fact, ListScreen
from mingtang.workbench.backoffice.subjects import Subject, subjects
from mingtang.workbench.backoffice.tables import TableColumn, tag

RIGHT = "events.read"
SPANS = (
    ("30", "近 30 天"),
    ("1", "近 1 天"),
    ("7", "近 7 天"),
    ("365", "近一年"),
    ("all", "全部时间"),
)
USUAL_DAYS = 30


def event_url(event: Any) -> str:
    """Return the address of an event's screen."""
    return reverse("events:event", args=[event.pk])


class EventFilter(FilterForm):
    """Events of one kind, one actor, one unit, one thing, not older than a span."""

    days = forms.ChoiceField(label="时间", required=False, choices=SPANS)
    code = forms.ChoiceField(label="操作", required=False)
    actor = SearchOfVisible("person", label="操作人", required=False)
    unit = SearchOfVisible("unit", label="单位", required=False)
    subject = forms.CharField(label="对象名称", required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["code"]
        field.choices = [("", "全部"), *((one.code, one.label) for one in all_types())]

    def narrow(self, rows: Any) -> Any:
        """Filter by what was chosen."""
        values = self.cleaned_data
        if values["code"]:
            rows = rows.filter(code=values["code"])
        if values["actor"]:
            rows = rows.filter(actor=values["actor"].person_key)
        if values["unit"]:
            rows = rows.filter(unit=values["unit"].code)
        if values["subject"]:
            keys = keys_named(values["subject"].strip(), self.person, self.at)
            rows = rows.filter(subject__in=keys)
        if values["days"] == "all":
            return rows
        since = self.at - timedelta(days=int(values["days"] or USUAL_DAYS))
        return rows.filter(pk__gte=first_number_since(since))


def first_number_since(moment: datetime) -> int:
    """Return about the first number given to an event since a moment, in some twenty short reads.

    Numbers follow time but for transactions that overlap; a day is taken off for them.
    """
    events, sought = Event.objects.order_by("pk"), moment - timedelta(days=1)
    low = events.values_list("pk", flat=True).first() or 0
    high = (events.values_list("pk", flat=True).last() or 0) + 1
    while low < high:
        middle = (low + high) // 2
        at = events.filter(pk__gte=middle).values_list("recorded_at", flat=True).first()
        if at is None or at >= sought:
            high = middle
        else:
            low = middle + 1
    return low


class EventLog(ListScreen):
    """The events of the units whose log the person may read, the newest first."""

    title = "操作记录"
    lead = "全部操作按发生顺序记录，不能修改或删除。"
    right = RIGHT
    model = Event
    order = ("-pk",)
    sorts = {"recorded": ("pk",)}
    page_size = 50
    filter_class = EventFilter
    empty_text = "近 30 天没有操作记录；要看更早的，请把时间改为“全部时间”。"

    def visible_rows(self) -> QuerySet[Any]:
        """The events of the units where the person has the right."""
        return readable_events(self)

    def get_columns(self) -> Sequence[TableColumn]:
        """When, who, what, on what, where."""
        rows = self.page.rows
        names = actor_names(event.actor for event in rows)
        things = subjects({event.subject for event in rows}, self.person, self.at)
        units = names_of_units(event.unit for event in rows)
        sites = names_of_sites(event.site for event in rows if event.site)
        return (
            TableColumn("时间", "recorded_at", link=event_url, kind="main", sort="recorded"),
            TableColumn("操作人", lambda event: names.get(event.actor, NOBODY)),
            TableColumn("操作", lambda event: event_type(event.code).label),
            TableColumn(
                "对象",
                lambda event: things[event.subject].title,
                link=lambda event: things[event.subject].url,
            ),
            TableColumn("单位", lambda event: units.get(event.unit, "")),
            TableColumn("网站", lambda event: sites.get(event.site, "")),
            TableColumn("封存序号", _position, kind="number"),
        )


class EventScreen(DetailScreen):
    """One event, whole."""

    template_name = "office/events/event.html"
    model = Event
    right = RIGHT
    parents = (("操作记录", "events:log"),)
    with_history = False

    def visible_rows(self) -> QuerySet[Any]:
        """The events of the units where the person has the right."""
        return readable_events(self)

    def get_title(self) -> str:
        """Say what happened."""
        return event_type(self.object.code).label

    def get_facts(self) -> Sequence[Fact]:
        """Return everything that the log holds of the event."""
        event: Event = self.object
        thing = self._thing()
        names = actor_names([event.actor])
        facts = [
            Fact("记录时间", event.recorded_at),
            Fact("操作人", names.get(event.actor, NOBODY)),
            Fact("对象", thing.title, url=thing.url),
            Fact("单位", names_of_units([event.unit]).get(event.unit, "")),
            Fact("网站", names_of_sites([event.site])[event.site] if event.site else ""),
            Fact("封存序号", _position(event)),
            Fact("校验值", event.hash),
        ]
        if event.occurred_at != event.recorded_at:
            facts.append(Fact("发生时间", event.occurred_at))
        if event.reason:
            facts.append(Fact("原因", str(event.reason)))
        return facts

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the particulars that the event carries."""
        payload = json.loads(self.object.payload)
        shown = list(particulars(payload, self.person, self.at))
        return super().get_context_data(particulars=shown, **kwargs)

    def _thing(self) -> Subject:
        return subjects([self.object.subject], self.person, self.at)[self.object.subject]


def readable_events(screen: Any) -> QuerySet[Event]:
    """Return the events of the units whose log the person at a screen may read."""
    scope = screen.powers.units_where(RIGHT)
    events = Event.objects.all()
    return events if scope.all else events.filter(unit__in=scope.codes)


def _position(event: Event) -> Any:
    return event.position if event.position is not None else tag("待封存", "wait")
