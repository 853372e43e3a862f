from datetime import datetime, timedelta
from typing import Any

import pytest

from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.institution.organization.enums import Post, UnitKind
from mingtang.institution.organization.models import PostHolding
from mingtang.institution.organization.queries import (
    contact_book,
    get_person_for,
    get_unit_for,
    may_by_key,
    people_holding,
    posts_beside,
    second_factor_is_required,
    unit_path,
)
from mingtang.institution.regulations.actions import bind_pack, install_pack
from mingtang.institution.regulations.loading import load_pack
from tests.factories.cast import Cast
from tests.factories.organization import DelegationFactory, PostHoldingFactory, UnitFactory

pytestmark = pytest.mark.django_db


def test_unit_path_goes_from_the_unit_to_the_top(cast: Cast) -> None:
    county = UnitFactory(code="county", kind=UnitKind.COUNTY, parent=cast.city)
    UnitFactory(code="town", kind=UnitKind.TOWN, parent=county)
    assert unit_path("town") == ("town", "county", "city")
    assert unit_path("city") == ("city",)
    assert unit_path("nowhere") == ()


def test_xn_02_the_contact_book_names_leader_and_officer_or_says_who_is_missing(
    cast: Cast, at: datetime
) -> None:
    rows = {row.unit_code: row for row in contact_book(cast.operator, at)}
    assert list(rows) == ["city", "edu", "health", "office"]
    assert [(contact.post, contact.name, contact.phone) for contact in rows["edu"].contacts] == [
        (Post.PRINCIPAL_LEADER, "郑国安", "13805630002"),
        (Post.LEADER_IN_CHARGE, "周明", "13805630001"),
        (Post.INFORMATION_OFFICER, "林晓", "13805630000"),
    ]
    assert rows["edu"].missing == ()
    assert rows["office"].missing == (Post.LEADER_IN_CHARGE, Post.INFORMATION_OFFICER)


def test_xn_22_the_contact_book_masks_phones_and_shows_own_units_only(
    cast: Cast, at: datetime
) -> None:
    rows = contact_book(cast.officer, at)
    assert [row.unit_code for row in rows] == ["city", "edu"]
    (officer,) = [c for c in rows[1].contacts if c.post is Post.INFORMATION_OFFICER]
    assert officer.phone == "138****0000"


def test_hn_13_the_contact_book_shows_a_day_as_it_was(cast: Cast, at: datetime) -> None:
    PostHolding.objects.filter(person=cast.officer).update(valid_to=at)
    before = {row.unit_code: row for row in contact_book(cast.operator, at - timedelta(days=1))}
    after = {row.unit_code: row for row in contact_book(cast.operator, at)}
    assert before["edu"].missing == ()
    assert after["edu"].missing == (Post.INFORMATION_OFFICER,)


def test_the_contact_book_pages_by_the_last_code(cast: Cast, at: datetime) -> None:
    first = contact_book(cast.operator, at, limit=3)
    rest = contact_book(cast.operator, at, limit=3, after=first[-1].unit_code)
    assert [row.unit_code for row in first + rest] == ["city", "edu", "health", "office"]


@pytest.mark.parametrize("units", [1, 3])
def test_the_contact_book_reads_with_a_fixed_number_of_queries(
    cast: Cast, at: datetime, units: int, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(4):
        assert len(contact_book(cast.operator, at, limit=units)) == units


def test_people_holding_counts_who_stands_in(cast: Cast, at: datetime) -> None:
    holding = PostHolding.objects.get(person=cast.leader)
    DelegationFactory(holding=holding, to_person=cast.colleague)
    assert set(people_holding(Post.LEADER_IN_CHARGE, "edu", at=at)) == {cast.leader, cast.colleague}
    assert set(people_holding(Post.LEADER_IN_CHARGE, at=at)) == {
        cast.leader,
        cast.colleague,
        cast.stranger_leader,
        cast.portal_leader,
    }
    assert set(people_holding(Post.SITE_EDITOR, site="edu", at=at)) == {cast.site_editor}
    assert not people_holding(Post.DESK, "edu", at=at).exists()


def test_rooms_below_ask_by_key(cast: Cast, at: datetime) -> None:
    for name in ("xuancheng", "luan"):
        install_pack(actor=cast.operator.person_key, at=at, pack=load_pack(name))
    bind_pack(
        actor=cast.operator.person_key, at=at, unit_key="edu", pack="xuancheng",
        valid_from=at.date(),
    )  # fmt: skip
    assert may_by_key(cast.operator.person_key, "regulations.bind", "", at)
    for actor in (cast.leader.person_key, "person:987654", "person:x", "7", ""):
        with pytest.raises(Refused):
            bind_pack(actor=actor, at=at, unit_key="edu", pack="luan", valid_from=at.date())


def test_posts_beside_a_period(cast: Cast, at: datetime) -> None:
    PostHoldingFactory(
        person=cast.colleague, post=Post.ASSESSOR, valid_from=at, valid_to=at + timedelta(days=1)
    )
    DelegationFactory(holding=PostHolding.objects.get(person=cast.leader), to_person=cast.colleague)
    uses = posts_beside(cast.colleague, at, at + timedelta(hours=1))
    assert [(use.post, use.is_lent) for use in uses] == [
        (Post.ASSESSOR, False),
        (Post.LEADER_IN_CHARGE, True),
    ]
    assert [use.post for use in posts_beside(cast.colleague, at + timedelta(days=1), None)] == [
        Post.LEADER_IN_CHARGE
    ]


def test_units_and_people_of_others_do_not_exist_for_a_person(cast: Cast, at: datetime) -> None:
    assert get_unit_for(cast.officer, "edu", at) == cast.edu
    assert get_person_for(cast.officer, cast.leader.pk, at) == cast.leader
    for code in ("health", "nowhere"):
        with pytest.raises(NotVisible):
            get_unit_for(cast.officer, code, at)
    for pk in (cast.stranger.pk, 987654):
        with pytest.raises(NotVisible):
            get_person_for(cast.officer, pk, at)


@pytest.mark.parametrize(
    ("setting", "asked"),
    [("offered", {"officer": False, "operator": False}),
     ("posts", {"officer": False, "operator": True}),
     ("everyone", {"officer": True, "operator": True})],
)  # fmt: skip
def test_second_factor_is_required_by_post_and_setting(
    cast: Cast, at: datetime, settings: Any, setting: str, asked: dict[str, bool]
) -> None:
    settings.SECOND_FACTOR = setting
    found = {name: second_factor_is_required(getattr(cast, name), at) for name in asked}
    assert found == asked
