"""What the offices of the demo city record: every list and register has something in it."""

from datetime import timedelta

import pytest

from mingtang.editorial.content.models import ExtraField
from mingtang.editorial.review.models import OwnWording
from mingtang.editorial.submission.interfaces.points import office_classes
from mingtang.editorial.submission.models import PointTable
from mingtang.ground.foundation import clock
from mingtang.ground.foundation.clock import beijing_date
from mingtang.institution.notices.models import DutyTurn
from mingtang.institution.organization.models import Unit
from mingtang.wiring.config.demo_city.office_lists import DAYS, POINTS, fill_lists, fill_roster
from mingtang.wiring.config.demo_city.people import settle
from mingtang.wiring.config.demo_city.places import CITY
from mingtang.wiring.config.demo_city.sites import open_sites
from tests.factories.regulations import bound_pack

_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"

pytestmark = pytest.mark.django_db


def test_lists_of_the_offices_are_filled() -> None:
    now = clock.now()
    founded = now - timedelta(days=370)
    people = settle(founded)
    bound_pack(CITY, at=founded)
    portal = open_sites(people, founded)["portal"]

    fill_lists(people, portal, founded)
    fill_roster(people, now)

    codes = list(Unit.objects.values_list("organ_code", flat=True))
    assert len(set(codes)) == len(people.units)
    assert all(_is_valid(code) for code in codes)
    table = PointTable.objects.get()
    assert set(table.per_class) == set(POINTS) < set(office_classes(table.unit, now))
    assert OwnWording.objects.filter(is_allowed=True).count() == 1
    assert OwnWording.objects.filter(unit=portal.operating_unit).count() == 6
    assert ExtraField.objects.get().column.site == portal
    days = list(DutyTurn.objects.order_by("day").values_list("day", flat=True))
    assert days == [beijing_date(now) + timedelta(days=n) for n in range(DAYS)]


def _is_valid(code: str) -> bool:
    """Say whether the last character of a unified social credit code checks the others (GB 32100)."""
    total = sum(_CHARACTERS.index(one) * pow(3, n, 31) for n, one in enumerate(code[:17]))
    return len(code) == 18 and code[17] == _CHARACTERS[(31 - total % 31) % 31]
