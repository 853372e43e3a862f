"""Homes of the demo city's sites: begun from a preset, through the gates, online."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from mingtang.editorial.layouts.actions.layouts import (
    create_layout,
    release_layout,
    send_layout,
)
from mingtang.editorial.layouts.enums import LayoutKind
from mingtang.editorial.layouts.hooks import reader_entries
from mingtang.editorial.layouts.policies.presets import Preset, preset_body
from mingtang.editorial.layouts.queries import preset_choices
from mingtang.editorial.sites.models import GovSite
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person
from mingtang.wiring.config.demo_city.history import pass_gates
from mingtang.wiring.config.demo_city.people import COUNTY_OFFICES, People
from mingtang.wiring.config.demo_city.places import CITY

PORTAL = "portal"


def build_homes(people: People, sites: dict[str, GovSite], at: datetime) -> None:
    """Give the portal, the counties and the bureaus a home of blocks."""
    for code, site in sites.items():
        if code == PORTAL:
            desk = people.of(CITY, Post.DESK)
            _build(people, site, Preset.PORTAL, CITY, (people.operator, desk), at)
            continue
        editor = people.of(code, Post.SITE_EDITOR)
        if code in COUNTY_OFFICES:
            actors = (editor, people.of(code, Post.DESK))
            _build(people, site, Preset.COUNTY, code, actors, at)
        else:
            _build(people, site, Preset.BUREAU, CITY, (editor, editor), at)


def _with_leaders(body: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Show the leaders after the first four blocks: news, interaction and policies come before them."""
    yield from body[:4]
    yield {"type": "leaders", "width": 12, "title": "领导之窗", "value": {"count": 7}}
    yield from body[4:]


def _build(
    people: People,
    site: GovSite,
    preset: Preset,
    office: str,
    actors: tuple[Person, Person],
    at: datetime,
) -> None:
    """Let one person design a home, the office pass its gates, and another person release it."""
    designer, releaser = actors
    row = create_layout(
        actor=designer,
        at=at,
        site_id=site.pk,
        kind=LayoutKind.HOME.value,
        title="首页",
        body=list(_with_leaders(preset_body(preset, preset_choices(site.pk), reader_entries()))),
    )
    found = send_layout(actor=designer, at=at, layout_id=row.pk)
    pass_gates(people, found, office, at + timedelta(hours=1))
    release_layout(actor=releaser, at=at + timedelta(hours=2), layout_id=row.pk)
