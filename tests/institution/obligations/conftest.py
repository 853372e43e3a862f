"""A city that goes by the demo pack, and a way to tell the log what happened there."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.db import transaction

from mingtang.institution.obligations.models import Obligation
from mingtang.institution.organization.enums import UnitKind
from mingtang.institution.organization.models import Unit
from mingtang.institution.regulations.actions import bind_pack, install_pack
from mingtang.institution.regulations.loading import load_pack
from mingtang.institution.regulations.planned_events import PLANNED
from mingtang.spine.events.actions import record_event
from mingtang.spine.events.registry import all_types
from mingtang.spine.events.testing import drain, registered
from tests.factories.obligations import moment
from tests.factories.organization import UnitFactory

Tell = Callable[..., None]
LOADED = moment("2024-01-01 09:00")


@pytest.fixture(autouse=True)
def _planned_events() -> Iterator[None]:
    """Let the log know the codes that rooms above will record one day."""
    known = {one.code for one in all_types()}
    with registered(*(one for one in PLANNED if one.code not in known)):
        yield


@pytest.fixture
def city(db: None) -> Unit:
    """A city with a government office, two departments and a county, by the demo pack."""
    return build_city("demo")


def build_city(pack: str, since: str = "2026-01-01") -> Unit:
    """Create the city and bind a pack to it; for tests of another place's rules.

    A sweep opens every period of a quota since the pack holds: two years of weeks cost a test
    twenty seconds.
    """
    city = UnitFactory(code="city", kind=UnitKind.CITY)
    UnitFactory(code="office", kind=UnitKind.OFFICE, parent=city)
    UnitFactory(code="edu", kind=UnitKind.DEPARTMENT, parent=city)
    UnitFactory(code="health", kind=UnitKind.DEPARTMENT, parent=city)
    county = UnitFactory(code="county", kind=UnitKind.COUNTY, parent=city)
    UnitFactory(code="county-edu", kind=UnitKind.COUNTY_DEPARTMENT, parent=county)
    use_pack("city", pack, since)
    return city


def use_pack(unit: str, pack: str, since: str = "2024-01-01") -> None:
    """Load a pack and let it hold for a unit and all below it."""
    install_pack(actor="system", at=LOADED, pack=load_pack(pack))
    bind_pack(
        actor="system", at=LOADED, unit_key=unit, pack=pack, valid_from=date.fromisoformat(since)
    )


@pytest.fixture
def tell() -> Tell:
    """Record an event: `tell("submission.arrived", "article:1", "2026-03-11 10:00", unit="edu")`."""

    def record(
        code: str,
        subject: str,
        at: str | datetime,
        *,
        by: str = "edu",
        site: str = "",
        **payload: Any,
    ) -> None:
        when = moment(at) if isinstance(at, str) else at
        with transaction.atomic():
            record_event(
                code=code,
                subject=subject,
                actor="person:1",
                at=when,
                unit=by,
                site=site,
                payload=payload,
            )

    return record


@pytest.fixture
def heard(tell: Tell) -> Tell:
    """Record an event and let it be delivered at once."""

    def record(code: str, subject: str, at: str, **rest: Any) -> None:
        tell(code, subject, at, **rest)
        drain(moment(at))

    return record


def the(rule_id: str, subject: str = "") -> Obligation:
    """Return the one promise of a rule, about one thing where it is named."""
    rows = Obligation.objects.filter(rule_id=rule_id)
    return (rows.filter(subject=subject) if subject else rows).get()
