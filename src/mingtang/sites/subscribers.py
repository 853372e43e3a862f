"""What the room of the sites does when something happens elsewhere."""

from mingtang.events.subscribers import SealedEvent, subscribe
from mingtang.sites.actions.duties import follow_unit_merge


def connect() -> None:
    """Register this room's subscribers."""
    subscribe("sites.duties", codes=["organization.unit.merged"], handler=_on_merged)


def _on_merged(event: SealedEvent) -> None:
    follow_unit_merge(at=event.recorded_at, old_code=event.unit, new_code=event.payload["into"])
