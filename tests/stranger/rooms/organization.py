"""Units, people, posts."""

from datetime import timedelta
from typing import Any

from tests.factories.organization import DelegationFactory, PersonFactory, PostHoldingFactory
from tests.stranger.fillers import fill
from tests.stranger.world import World


def _holding(world: World) -> Any:
    person = world.own(PersonFactory(unit=world.cast.edu))
    return world.own(PostHoldingFactory(person=person, unit=world.cast.edu, duties="分工"))


def _delegation(world: World) -> Any:
    holding = _holding(world)
    to_person = world.own(PersonFactory(unit=world.cast.edu))
    return world.own(
        DelegationFactory(
            holding=holding, to_person=to_person, valid_to=world.at + timedelta(days=30)
        )
    ).pk


def unit_code(world: World) -> str:
    """The code of unit A."""
    return world.cast.edu.code


def person_id(world: World) -> int:
    """Somebody of unit A."""
    return world.cast.officer.pk


fill("organization:", code=unit_code, pk=person_id)
for route in ("end-post", "delegate-post"):
    fill(f"organization:{route}", pk=lambda world: _holding(world).pk)
fill("organization:end-delegation", pk=_delegation)
