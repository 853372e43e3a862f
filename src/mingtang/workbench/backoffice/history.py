"""The history of a thing (经过): its events in words, with the names of those who acted."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects

from mingtang.institution.organization.models import Person, Unit
from mingtang.spine.events.queries import events_of
from mingtang.spine.events.registry import event_type, quiet_codes

# Who acts without an account.
NAMELESS = {"system": "系统", "citizen": "来件人"}
NOBODY = "已删除的账号"
OVERDUE = "obligations.overdue"


@dataclass(frozen=True)
class HistoryEntry:
    """One thing that happened: when it was recorded, who did what, for which stated reason."""

    recorded_at: datetime
    occurred_at: datetime
    actor: str
    label: str
    reason: str
    code: str

    @property
    def is_dated_back(self) -> bool:
        """Whether it was stated to have happened at another time than it was recorded."""
        return self.occurred_at != self.recorded_at

    @property
    def is_overdue(self) -> bool:
        """Whether it tells that a due moment passed: it happened at that moment."""
        return self.code == OVERDUE


def history_of(subject: str) -> list[HistoryEntry]:
    """Return what happened to a subject (`"unit:edu"`), the newest first."""
    return entries(events_of(subject).exclude(code__in=quiet_codes()).reverse())


def entries(events: Iterable[Any]) -> list[HistoryEntry]:
    """Put events into words, in the order given."""
    found = list(events)
    prefetch_related_objects(found, "reason")
    names = actor_names(event.actor for event in found)
    units = _told_units(found)
    return [
        HistoryEntry(
            recorded_at=event.recorded_at,
            occurred_at=event.occurred_at,
            actor=names.get(event.actor, NOBODY),
            label=event_type(event.code).label + units.get(event.pk, ""),
            reason=str(event.reason or ""),
            code=event.code,
        )
        for event in found
    ]


def _told_units(events: Sequence[Any]) -> dict[int, str]:
    """Return what is said of a unit behind the label, by the ids of events that tell of one."""
    codes = {}
    for event in events:
        key = event_type(event.code).told_unit
        if key:
            codes[event.pk] = json.loads(event.payload).get(key, "")
    names = dict(Unit.objects.filter(code__in=set(codes.values())).values_list("code", "name"))
    return {pk: f"：{names[code]}" for pk, code in codes.items() if code in names}


def actor_names(keys: Iterable[str]) -> dict[str, str]:
    """Return the name for every key of an actor (`person:3`, `system`)."""
    numbers = {key.removeprefix("person:") for key in keys if key.startswith("person:")}
    people = Person.objects.filter(pk__in=[number for number in numbers if number.isdecimal()])
    names = {f"person:{pk}": name for pk, name in people.values_list("pk", "name")}
    return {**NAMELESS, **names}
