"""Homes of the demo city's sites: begun from a preset, through the gates, online."""

from datetime import datetime, timedelta

from mingtang.editorial.pages.policies import paths
from mingtang.editorial.publishing.actions.layouts import (
    create_layout,
    release_layout,
    send_layout,
)
from mingtang.editorial.publishing.enums import LayoutKind
from mingtang.editorial.publishing.policies.presets import Choice, Preset, preset_body
from mingtang.editorial.sites.models import GovSite
from mingtang.institution.organization.enums import Post
from mingtang.wiring.config.demo_city.history import pass_gates
from mingtang.wiring.config.demo_city.people import COUNTY_OFFICES, People
from mingtang.wiring.config.demo_city.places import CITY

PORTAL = "portal"


def build_homes(people: People, sites: dict[str, GovSite], at: datetime) -> None:
    """Give the portal, the counties and the bureaus a home of blocks."""
    for code, site in sites.items():
        _build(people, code, site, at)


def _build(people: People, code: str, site: GovSite, at: datetime) -> None:
    seat = code if code in COUNTY_OFFICES else CITY
    preset = Preset.COUNTY if code in COUNTY_OFFICES else Preset.BUREAU
    designer = people.of(code, Post.SITE_EDITOR) if code != PORTAL else people.operator
    row = create_layout(
        actor=designer,
        at=at,
        site_id=site.pk,
        kind=LayoutKind.HOME.value,
        title="首页",
        body=preset_body(Preset.PORTAL if code == PORTAL else preset, _choices(site)),
    )
    found = send_layout(actor=designer, at=at, layout_id=row.pk)
    pass_gates(people, found, seat, at + timedelta(hours=1))
    releaser = people.of(seat, Post.DESK) if code in (PORTAL, *COUNTY_OFFICES) else designer
    release_layout(actor=releaser, at=at + timedelta(hours=2), layout_id=row.pk)


def _choices(site: GovSite) -> list[Choice]:
    columns = site.columns.filter(parent=None).order_by("position", "pk")
    return [
        Choice(one.pk, one.name, one.column_type, paths.link(paths.head_path(one.path)))
        for one in columns
    ]
