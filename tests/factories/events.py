"""Events for the tests of the log: a letter that arrives."""

from datetime import datetime
from typing import Any

from django.db import transaction

from mingtang.spine.events.actions import record_event, record_reason
from mingtang.spine.events.models import Event, StatedReason
from mingtang.spine.events.registry import EventType

ARRIVED = EventType("trial.letter.arrived", "来信到达", frozenset({"number", "via"}))
ANSWERED = EventType("trial.letter.answered", "来信答复", frozenset({"number"}))


def record(at: datetime, subject: str = "letter:1", number: int = 1, **changes: Any) -> Event:
    """Record the arrival of a letter in a transaction of its own."""
    said: dict[str, Any] = {
        "code": ARRIVED.code,
        "actor": "person:3",
        "unit": "edu",
        "site": "portal",
        "payload": {"number": number},
    }
    with transaction.atomic():
        return record_event(subject=subject, at=at, **(said | changes))


def stated_reason(text: str) -> StatedReason:
    """Store a reason as an action does."""
    with transaction.atomic():
        stored = record_reason(text)
    assert stored is not None
    return stored
