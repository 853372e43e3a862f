"""What the content room does when something happens elsewhere."""

from mingtang.editorial.content.actions.stuck import note_stuck_steps
from mingtang.ground.foundation import clock
from mingtang.spine.events.subscribers import SealedEvent, subscribe

# What changes who may act; that a date passes is found by the hourly job.
STAFFING = (
    "organization.post.assigned",
    "organization.post.ended",
    "organization.delegation.made",
    "organization.delegation.ended",
    "organization.person.deactivated",
    "organization.person.reactivated",
    "organization.person.changed",
    "organization.unit.merged",
    "organization.unit.closed",
)


def connect() -> None:
    """Register this room's subscribers."""
    subscribe("content.stuck_steps", codes=STAFFING, handler=_on_staffing)


def _on_staffing(event: SealedEvent) -> None:
    note_stuck_steps(at=clock.now())
