"""A unit that is added gets its place for pictures and files."""

from mingtang.institution.organization.models import Unit
from mingtang.spine.events.subscribers import SealedEvent, subscribe
from mingtang.workbench.backoffice.actions.media import ensure_unit_collection

UNIT_EVENTS = ("organization.unit.added", "organization.unit.renamed")


def follow_unit(event: SealedEvent) -> None:
    """Make the collection of a unit, or let its name follow the unit's; a repeat changes nothing."""
    unit = Unit.objects.filter(code=event.subject.removeprefix("unit:")).first()
    if unit is not None:  # a test may have thrown it away
        ensure_unit_collection(unit)


def connect() -> None:
    """Subscribe; called once when the platform starts."""
    subscribe("desk.media", codes=UNIT_EVENTS, handler=follow_unit)
