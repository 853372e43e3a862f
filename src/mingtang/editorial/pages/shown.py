"""What every template gets of site and column: frozen values, never rows of the database."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SiteView:
    """A site as its pages show it."""

    id: int
    code: str
    name: str
    kind: str
    state: str
    url: str
    domain: str
    unit_name: str
    operating_unit_name: str
    contact: str
    phone: str
    email: str
    address: str
    identity_code: str
    icp: str
    police_record: str
    organ_badge_url: str
    description: str
    keywords: str
    parent_id: int | None
    home_blocks: tuple[Any, ...]
    notice: str
    successor_url: str


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column as pages show it. `path` is its folder (`/zwgk/tzgg`), `link` its head page."""

    id: int
    site_id: int
    parent_id: int | None
    code: str
    name: str
    path: str
    link: str
    description: str
    keywords: str
    type: str
    purpose: str
    update_cycle: str
    state: str
    merged_into_id: int | None
    responsible_unit: str
    is_shown: bool
