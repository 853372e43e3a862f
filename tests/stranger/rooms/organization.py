"""Units, people, posts."""

from datetime import timedelta
from typing import Any

from mingtang.institution.organization.models import ApiToken, WebSession
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


def _session(world: World) -> int:
    """A browser in which the owner is signed in, besides the one that asks."""
    return world.own(
        WebSession.objects.create(
            session_key=f"session-{world.token('the key of a session')}",
            expire_date=world.at + timedelta(hours=12),
            person=world.owner,
            browser="Firefox",
            address="203.0.113.9",
            entered_at=world.at,
            seen_at=world.at,
        )
    ).pk


def _token(world: World) -> int:
    """A token of the owner."""
    return world.own(
        ApiToken.objects.create(
            person=world.owner,
            name="对接",
            digest=world.token("the digest of a token of the API"),
            created_at=world.at,
            expires_at=world.at + timedelta(days=7),
        )
    ).pk


def unit_code(world: World) -> str:
    """The code of unit A."""
    return world.cast.edu.code


def person_id(world: World) -> int:
    """Someone of unit A."""
    return world.cast.officer.pk


fill("organization:", code=unit_code, pk=person_id)
for route in ("end-post", "delegate-post"):
    fill(f"organization:{route}", pk=lambda world: _holding(world).pk)
fill("organization:end-delegation", pk=_delegation)
fill("organization:end-session", pk=_session)
fill("organization:end-token", pk=_token)
