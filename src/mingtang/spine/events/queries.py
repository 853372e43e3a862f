"""Reading the log and its outbox."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from django.db.models import F, QuerySet

from mingtang.spine.events.models import Delivery, Event, Lane
from mingtang.spine.events.subscribers import SealedEvent, subscriber_names

COUNT_LIMIT = 10_000
SEALED_FIELDS = (
    "position", "code", "subject", "actor", "unit", "site", "payload", "occurred_at", "recorded_at",
)  # fmt: skip


def events_of(subject: str) -> QuerySet[Event]:
    """Return what happened to a subject, earliest first; what is not yet sealed comes last."""
    return Event.objects.filter(subject=subject).order_by(F("position").asc(nulls_last=True), "id")


def is_recorded_within_hour(*, code: str, subject: str, actor: str, at: datetime) -> bool:
    """Tell whether the same was recorded of the same actor and subject less than an hour ago.

    For what people look at again and again: one line an hour says as much as hundreds.
    """
    since = at - timedelta(hours=1)
    same = Event.objects.filter(code=code, subject=subject, actor=actor)
    return same.filter(recorded_at__gt=since, recorded_at__lte=at).exists()


def events_after(position: int, codes: Iterable[str] | None = None) -> QuerySet[Event]:
    """Return sealed events behind a position, in order; `codes` narrows them. Slice it."""
    events = Event.objects.filter(position__gt=position).order_by("position")
    return events if codes is None else events.filter(code__in=list(codes))


def sealed_after(position: int, limit: int, *, up_to: int | None = None) -> list[SealedEvent]:
    """Return up to `limit` events behind a position as subscribers get them, in order.

    `up_to` is the last position to return. For what adds up the whole log, a stretch at a time.
    """
    events = events_after(position)
    if up_to is not None:
        events = events.filter(position__lte=up_to)
    return [sealed_event(*row) for row in events.values_list(*SEALED_FIELDS)[:limit]]


def sealed_event(
    position: int,
    code: str,
    subject: str,
    actor: str,
    unit: str,
    site: str,
    payload: str,
    occurred_at: datetime,
    recorded_at: datetime,
) -> SealedEvent:
    """Return the event of a row of `SEALED_FIELDS`; the payload is the stored text."""
    return SealedEvent(
        position=position,
        code=code,
        subject=subject,
        actor=actor,
        unit=unit,
        site=site,
        payload=json.loads(payload),
        occurred_at=occurred_at,
        recorded_at=recorded_at,
    )


def latest_events(limit: int) -> list[Event]:
    """Return the latest sealed events, earliest of them first."""
    return list(reversed(Event.objects.sealed().order_by("-position")[:limit]))


def failures() -> QuerySet[Delivery]:
    """Return deliveries that failed and wait for their next try, the soonest first."""
    return Delivery.objects.failed().select_related("event").order_by("due_at", "id")


def orphaned_subscribers() -> list[str]:
    """Return subscribers that are owed events and that no installed room has any longer."""
    orphaned = Lane.objects.exclude(subscriber__in=subscriber_names())
    return list(orphaned.order_by("subscriber").values_list("subscriber", flat=True).distinct())


@dataclass(frozen=True)
class Backlog:
    """How much waits; every count stops at `COUNT_LIMIT`."""

    unsealed: int
    oldest_unsealed_at: datetime | None
    undelivered: int
    oldest_due_at: datetime | None
    failed: int
    orphaned: int


def backlog() -> Backlog:
    """Return what waits for the sealer and for delivery.

    `orphaned` are lanes of subscribers that no installed room has any longer: nobody takes them.
    """
    unsealed = Event.objects.unsealed()
    lanes = Lane.objects.filter(subscriber__in=subscriber_names())
    return Backlog(
        unsealed=_capped(unsealed),
        oldest_unsealed_at=unsealed.order_by("id").values_list("recorded_at", flat=True).first(),
        undelivered=_capped(Delivery.objects.deliverable()),
        oldest_due_at=lanes.order_by("due_at").values_list("due_at", flat=True).first(),
        failed=_capped(Delivery.objects.failed()),
        orphaned=_capped(Lane.objects.exclude(subscriber__in=subscriber_names())),
    )


def _capped(rows: "QuerySet[Any]") -> int:
    return rows.order_by()[:COUNT_LIMIT].count()


def count_since(code: str, moment: datetime) -> int:
    """Return how often something was recorded since a moment, at most `COUNT_LIMIT` and what is not sealed."""
    same = Event.objects.filter(code=code)
    newest = same.sealed().order_by("-position").values_list("recorded_at", flat=True)
    sealed = sum(1 for _ in takewhile(lambda at: at >= moment, newest[:COUNT_LIMIT].iterator(500)))
    return sealed + _capped(same.unsealed().filter(recorded_at__gte=moment))
