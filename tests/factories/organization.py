"""Units, people and posts."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from mingtang.ground.foundation.clock import BEIJING
from mingtang.institution.organization.enums import Post, UnitKind
from mingtang.institution.organization.models import (
    Delegation,
    Person,
    PostHolding,
    SiteHost,
    Unit,
    UnitClosure,
)
from tests.factories.events import stated_reason

PASSWORD = "Plum-blossom-2026"
LONG_AGO = datetime(2024, 1, 1, 9, 0, tzinfo=BEIJING)


@lru_cache(maxsize=1)
def hashed_password() -> str:
    """The hash of PASSWORD; Argon2 is slow on purpose, so it is made once a run."""
    return make_password(PASSWORD)


class UnitFactory(DjangoModelFactory[Unit]):
    """A unit with its closure rows. Without a parent it is a top of its own."""

    class Meta:
        model = Unit
        skip_postgeneration_save = True

    code = factory.Sequence(lambda number: f"unit-{number}")
    name = factory.Sequence(lambda number: f"第{number}单位")
    short_name = factory.LazyAttribute(lambda unit: unit.name[:40])
    kind = UnitKind.DEPARTMENT
    parent = None
    added_at = LONG_AGO

    @factory.post_generation
    def closure(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        UnitClosure.attach(self.pk, self.parent_id)  # type: ignore[attr-defined]


class PersonFactory(DjangoModelFactory[Person]):
    """Someone who signs in with PASSWORD."""

    class Meta:
        model = Person

    username = factory.Sequence(lambda number: f"person{number}")
    name = factory.Sequence(lambda number: f"人员{number}")
    unit = factory.SubFactory(UnitFactory)
    password = factory.LazyFunction(hashed_password)
    phone = "13805630001"
    added_at = LONG_AGO
    password_set_at = LONG_AGO


class PostHoldingFactory(DjangoModelFactory[PostHolding]):
    """A post held since long ago, without an end, in the person's own unit."""

    class Meta:
        model = PostHolding

    person = factory.SubFactory(PersonFactory)
    post = Post.INFORMATION_OFFICER
    unit = factory.LazyAttribute(lambda holding: holding.person.unit)
    valid_from = LONG_AGO


class DelegationFactory(DjangoModelFactory[Delegation]):
    """A post lent for the whole of March 2026."""

    class Meta:
        model = Delegation

    holding = factory.SubFactory(PostHoldingFactory)
    to_person = factory.SubFactory(PersonFactory)
    valid_from = datetime(2026, 3, 1, tzinfo=BEIJING)
    valid_to = datetime(2026, 3, 1, tzinfo=BEIJING) + timedelta(days=31)
    reason = factory.LazyFunction(lambda: stated_reason("出差"))
    made_by = factory.LazyAttribute(lambda delegation: delegation.holding.person)
    made_at = datetime(2026, 2, 27, 17, 0, tzinfo=BEIJING)


class SiteHostFactory(DjangoModelFactory[SiteHost]):
    """Which unit hosts a site; `GovSiteFactory` makes it by itself."""

    class Meta:
        model = SiteHost

    site_key = factory.Sequence(lambda number: f"site-{number}")
    unit = factory.SubFactory(UnitFactory)
