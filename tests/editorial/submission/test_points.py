"""Points for adopted items, by the table that held on the day of release."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from mingtang.editorial.submission.actions import correct_points, mark_released, set_point_table
from mingtang.editorial.submission.models import PointTable, Submission
from mingtang.editorial.submission.queries import Earned, earned_by_person, earned_by_unit
from mingtang.institution.regulations.loading import load_pack
from mingtang.institution.regulations.schema.registers import Register
from tests.factories.cast import Cast
from tests.factories.content import accepted
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db
Open = Callable[..., Client]


def _table(cast: Cast, at: datetime, per_item: int) -> PointTable:
    return set_point_table(
        actor=cast.desk_editor,
        at=at,
        unit=cast.office,
        valid_from=at.date(),
        per_item=per_item,
        per_class={"visits": 5},
        fee_per_point=Decimal("1.50"),
    )


def _adopted(cast: Cast, at: datetime, content_class: str = "") -> None:
    article = accepted(cast, at)
    Submission.objects.filter(article=article).update(content_class=content_class)
    mark_released(at=at, article_id=article.pk)


def test_gb_18_adopted_items_earn_points_by_the_table_of_their_day(
    cast: Cast, at: datetime, browser: Open
) -> None:
    listed = load_pack("national").rule("submission.points")
    assert isinstance(listed, Register)
    assert listed.codes == ("adopted",)  # no likes of readers, no log-ins
    bound_pack("city", at=at - timedelta(days=5))
    office = cast.portal.operating_unit
    assert office == cast.office
    _adopted(cast, at - timedelta(days=1))  # before there was a table
    _table(cast, at, 2)
    _adopted(cast, at)
    _adopted(cast, at, "visits")
    later = at + timedelta(days=1)
    _table(cast, later, 3)
    _adopted(cast, later)
    accepted(cast, later)  # not released
    span = (at - timedelta(days=5), at + timedelta(days=5))
    assert earned_by_person([cast.officer], *span) == {
        cast.officer.pk: Earned(4, 10, Decimal("15.00"))
    }
    said = {"day": at.date(), "reason": "重复计分"}
    correct_points(actor=cast.desk_editor, at=at, unit=cast.edu, points=-2, **said)
    assert earned_by_unit([cast.edu], *span)[cast.edu.pk] == Earned(4, 8, Decimal("15.00"))
    client = browser(cast.desk_editor)
    query = f"?cycle=year&day={at:%Y-%m-%d}"
    page = client.get(reverse("submission:points") + query).content.decode()
    row = page.split(cast.edu.name)[-1].split("</tr>")[0]
    assert (">8<" in row, "15.00" in row, ">1<" in row) == (True, True, True)
    assert "点赞" in page
    people = client.get(reverse("submission:person-points") + query).content.decode()
    assert "15.00" in people.split(cast.officer.name)[-1].split("</tr>")[0]
    assert "5分" in client.get(reverse("submission:point-tables")).content.decode()


def test_the_form_offers_every_class_and_only_the_office_sets_a_table(
    cast: Cast, at: datetime, browser: Open
) -> None:
    bound_pack("city", at=at)
    address = reverse("submission:set-points")
    page = browser(cast.desk_editor).get(address).content.decode()
    assert "重要工作、重点项目进展和重要指标完成情况：分值" in page
    assert browser(cast.officer).get(address).status_code == 404
    assert browser(cast.officer).get(reverse("submission:correct-points")).status_code == 404


def test_a_table_of_a_city_holds_for_its_offices_and_their_units_read_it(
    cast: Cast, at: datetime, browser: Open
) -> None:
    bound_pack("city", at=at)
    _adopted(cast, at)
    city = cast.office.parent
    assert city is not None
    row = _table(cast, at, 2)
    span = (at - timedelta(days=1), at + timedelta(days=1))

    PointTable.objects.filter(pk=row.pk).update(unit=city)
    assert earned_by_unit([cast.edu], *span)[cast.edu.pk] == Earned(1, 2, Decimal("3.00"))
    page = browser(cast.officer).get(reverse("submission:point-tables")).content.decode()
    assert city.name in page.split("<tbody")[-1]

    own = _table(cast, at, 7)  # the nearest holds
    assert earned_by_unit([cast.edu], *span)[cast.edu.pk].points == own.per_item
    PointTable.objects.filter(pk=own.pk).update(unit=cast.health)
    assert earned_by_unit([cast.edu], *span)[cast.edu.pk].points == row.per_item
    page = browser(cast.officer).get(reverse("submission:point-tables")).content.decode()
    assert cast.health.name not in page.split("<tbody")[-1]
