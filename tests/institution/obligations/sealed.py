"""Events as the subscriber gets them, without waiting for a delivery."""

import json

from mingtang.spine.events.models import Event
from mingtang.spine.events.subscribers import SealedEvent


def sealed(event: Event) -> SealedEvent:
    """Return a recorded and sealed event as a plain value."""
    assert event.position is not None
    return SealedEvent(
        position=event.position,
        code=event.code,
        subject=event.subject,
        actor=event.actor,
        unit=event.unit,
        site=event.site,
        payload=json.loads(event.payload),
        occurred_at=event.occurred_at,
        recorded_at=event.recorded_at,
    )
