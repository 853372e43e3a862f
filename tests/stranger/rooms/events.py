"""Events of unit A, with a token in their reasons."""

from django.db import transaction

from mingtang.spine.events.actions import record_event
from tests.stranger.fillers import fill
from tests.stranger.world import World


def event_id(world: World) -> int:
    """Something that happened to unit A."""
    with transaction.atomic():
        event = record_event(
            code="organization.unit.closed",
            subject=world.cast.edu.unit_key,
            actor=world.owner.person_key,
            at=world.at,
            unit=world.cast.edu.code,
            reason=world.token("reason of an event"),
        )
    return world.watch(event).pk


fill("events:", pk=event_id)
