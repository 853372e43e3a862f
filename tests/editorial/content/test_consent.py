"""What is pushed to a site with a desk of its own waits for that desk."""

from datetime import datetime

import pytest

from mingtang.editorial.content.actions import (
    accept_placement,
    offer_placement,
    pin_placement,
    refuse_placement,
)
from mingtang.editorial.content.enums import PlacementState
from mingtang.editorial.content.interfaces.placements import offers_waiting
from mingtang.editorial.content.models import Article, Placement
from mingtang.editorial.review.models import ReviewRound
from mingtang.editorial.sites.models import Column
from mingtang.editorial.submission.models import Submission
from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.enums import Post, UnitKind
from mingtang.institution.organization.models import Person, PostHolding
from mingtang.spine.events.models import Event
from tests.factories.cast import Cast
from tests.factories.content import accepted, draft
from tests.factories.organization import PostHoldingFactory, UnitFactory
from tests.factories.regulations import bound_pack
from tests.factories.sites import ColumnFactory, GovSiteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rules(cast: Cast, at: datetime) -> None:
    bound_pack("city", at=at)


@pytest.fixture
def county_column(cast: Cast) -> Column:
    county = UnitFactory(
        code="county", name="清溪县人民政府", kind=UnitKind.COUNTY, parent=cast.city
    )
    site = GovSiteFactory(
        code="county", name="清溪县人民政府", unit=county, identity_code="3418990001"
    )
    column: Column = ColumnFactory(site=site, code="news", name="清溪要闻")
    return column


@pytest.fixture
def county_desk(county_column: Column) -> Person:
    unit = county_column.site.unit
    person: Person = PostHoldingFactory(person__unit=unit, post=Post.DESK, unit=unit).person
    return person


def _offer(cast: Cast, at: datetime, column: Column) -> tuple[Article, Placement]:
    article = accepted(cast, at)
    placement = offer_placement(
        actor=cast.desk_editor, at=at, article_id=article.pk, column_id=column.pk
    )
    return article, placement


def _codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_offer_waits_for_the_desk_of_the_site(
    cast: Cast, at: datetime, county_column: Column, county_desk: Person
) -> None:
    article, placement = _offer(cast, at, county_column)
    assert placement.state == PlacementState.OFFERED
    for act in (accept_placement, refuse_placement, pin_placement):
        more = {accept_placement: {}, refuse_placement: {"reason": "不要"}}.get(
            act, {"is_pinned": False}
        )
        with pytest.raises(Refused) as refused:
            act(actor=cast.desk_editor, at=at, placement_id=placement.pk, **more)
        assert _codes(refused) == ["content.others_decide"]
        assert "清溪县人民政府的编辑部" in refused.value.reasons[0].text
    accept_placement(actor=county_desk, at=at, placement_id=placement.pk)
    placement.refresh_from_db()
    assert (placement.state, placement.decided_by) == (PlacementState.ACCEPTED, county_desk)
    codes = Event.objects.filter(subject=article.subject, code__startswith="content.placement")
    assert list(codes.order_by("id").values_list("code", flat=True)) == [
        "content.placement.offered",
        "content.placement.accepted",
    ]


def test_desk_of_the_site_declines_with_a_reason(
    cast: Cast, at: datetime, county_column: Column, county_desk: Person
) -> None:
    _, placement = _offer(cast, at, county_column)
    with pytest.raises(Refused) as refused:
        refuse_placement(actor=county_desk, at=at, placement_id=placement.pk, reason=" ")
    assert _codes(refused) == ["content.reason_missing"]
    refuse_placement(actor=county_desk, at=at, placement_id=placement.pk, reason="与本县无关")
    placement.refresh_from_db()
    assert (placement.state, str(placement.reason)) == (PlacementState.REFUSED, "与本县无关")


def test_receiver_reads_what_it_is_offered_and_nothing_of_its_way(
    cast: Cast, at: datetime, county_column: Column, county_desk: Person
) -> None:
    other = draft(cast, at)
    article, placement = _offer(cast, at, county_column)
    assert list(Article.objects.visible_to(county_desk, at=at)) == [article]
    assert other not in Article.objects.visible_to(county_desk, at=at)
    assert not ReviewRound.objects.visible_to(county_desk, at=at).exists()
    assert not Submission.objects.visible_to(county_desk, at=at).exists()
    refuse_placement(actor=county_desk, at=at, placement_id=placement.pk, reason="与本县无关")
    assert not Article.objects.visible_to(county_desk, at=at).exists()


def test_offer_stands_in_the_list_of_the_desk_that_decides(
    cast: Cast, at: datetime, county_column: Column, county_desk: Person
) -> None:
    article, _ = _offer(cast, at, county_column)

    def waiting(person: Person) -> list[str]:
        return [one.title for one in offers_waiting(person, authority.powers_of(person, at), at)]

    assert waiting(county_desk) == [article.title]
    assert waiting(cast.desk_editor) == []
    PostHolding.objects.filter(person=county_desk).update(valid_to=at)
    assert waiting(cast.desk_editor) == [article.title]


def test_site_without_a_desk_of_its_own_is_filled_by_the_desk_above(
    cast: Cast, at: datetime, county_column: Column
) -> None:
    _, placement = _offer(cast, at, county_column)
    assert (placement.state, placement.decided_by) == (PlacementState.ACCEPTED, cast.desk_editor)


def test_stranger_finds_no_offer(
    cast: Cast, at: datetime, county_column: Column, county_desk: Person
) -> None:
    _, placement = _offer(cast, at, county_column)
    with pytest.raises(NotVisible):
        accept_placement(actor=cast.stranger, at=at, placement_id=placement.pk)
