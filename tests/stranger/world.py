"""Unit A with a token in every text, and a stranger of unit B who holds every post there is."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from django.db import models

from mingtang.ground.foundation import clock
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person
from tests.factories.cast import Cast
from tests.factories.organization import LONG_AGO, PersonFactory, PostHoldingFactory
from tests.factories.sites import GovSiteFactory

TOKEN = re.compile(r"zqx[0-9]{5}k")
NOT_PLANTED = (models.SlugField, models.URLField, models.FileField)
# Values with a shape of their own, or that addresses are made of.
LEFT_ALONE = frozenset(
    {
        "username",
        "password",
        "path",
        "code",
        "key",
        "slug",
        "site_key",
        "unit_key",
        "domain",
        "identity_code",
        "subject",
        "actor",
        "unit",
        "site",
        "digest",
        "session_key",
        "session_data",
        "phone_index",
        "email_index",
        "hash",
        "file_hash",
        "secret",
        "rule_id",
        "pack",
        "pack_version",
        "theme",
        "update_cycle",
        "email",
        "filter_spec",
        "payload",
        "focal_point_key",
        "content_class",
        "document_number",
        "number",
    }
)

PUBLIC_OF_SITES = ("name", "description", "keywords", "icp", "police_record", "address")


@dataclass
class World:
    """Unit A (`edu`), its owner, and the stranger of unit B (`health`)."""

    cast: Cast
    owner: Person
    stranger: Person
    outsider: Person
    overseer: Person
    at: datetime = field(default_factory=clock.now)
    tokens: dict[str, str] = field(default_factory=dict)
    rows: set[tuple[str, Any]] = field(default_factory=set)
    _numbers: Any = field(default_factory=lambda: count(10_000))

    @property
    def codes(self) -> set[str]:
        """The keys under which other rooms know unit A and its site."""
        return {self.cast.edu.code, self.cast.edu.unit_key, self.cast.edu_site.site_key}

    def token(self, where: str) -> str:
        """Return a new token; `where` says in a failure what came back."""
        token = f"zqx{next(self._numbers):05d}k"
        self.tokens[token] = where
        return token

    def own(self, row: Any, public: tuple[str, ...] = ()) -> Any:
        """Plant tokens in every text field of a row, and watch the row from now on.

        `public` names fields that every reader of the site sees: there is nothing to hide in them.
        """
        planted = {
            name: self._planted(row, name)
            for name in _texts(type(row))
            if name not in public and isinstance(getattr(row, name), str)
        }
        if planted:
            type(row)._base_manager.filter(pk=row.pk).update(**planted)
            row.refresh_from_db()
        return self.watch(row)

    def watch(self, row: Any) -> Any:
        """Watch a row whose texts hold tokens already, or may not be changed."""
        self.rows.add((row._meta.label, row.pk))
        return row

    def _planted(self, row: Any, name: str) -> str:
        size = type(row)._meta.get_field(name).max_length or 10_000
        token = self.token(f"{row._meta.label}.{name}")
        return (token + getattr(row, name))[:size]


def _texts(model: type[models.Model]) -> list[str]:
    """Return the text fields of a model in which any text may stand."""
    return [
        one.name
        for one in model._meta.concrete_fields
        if isinstance(one, models.CharField | models.TextField)
        and not isinstance(one, NOT_PLANTED)
        and not one.choices
        and not one.primary_key
        and one.name not in LEFT_ALONE
        and (one.max_length is None or one.max_length >= 20)
    ]


def build_world(cast: Cast) -> World:
    """Give A's owner and B's stranger every post of their unit and site, and A its tokens.

    The stranger can so open every screen there is; only what they see there is at stake. `outsider`
    is someone of B without any post, `overseer` someone of the city with every post there.
    """
    site = GovSiteFactory(
        code="health", name="卫生健康网", unit=cast.health, identity_code="3418009999"
    )
    owner = PersonFactory(username="owner-a", name="甲", unit=cast.edu)
    stranger = PersonFactory(username="stranger-b", name="乙", unit=cast.health)
    outsider = PersonFactory(username="outsider-b", name="丙", unit=cast.health)
    overseer = PersonFactory(username="overseer", name="丁", unit=cast.city)
    for post in Post:
        for person, unit, code in (
            (owner, cast.edu, cast.edu_site.code),
            (stranger, cast.health, site.code),
        ):
            site_key = code if post is Post.SITE_EDITOR else ""
            PostHoldingFactory(
                person=person, post=post, unit=unit, site_key=site_key, valid_from=LONG_AGO
            )
        if post is not Post.SITE_EDITOR:
            PostHoldingFactory(person=overseer, post=post, unit=cast.city, valid_from=LONG_AGO)
    world = World(cast=cast, owner=owner, stranger=stranger, outsider=outsider, overseer=overseer)
    world.own(cast.edu, public=("name", "short_name"))
    for row in (owner, cast.officer, cast.leader):
        world.own(row)
    world.own(cast.edu_site, public=PUBLIC_OF_SITES)
    world.own(cast.edu_news, public=("name", "description", "keywords"))
    return world
