"""Who may take a step: the same answer as the authority gives person by person."""

from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest

from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person, PostHolding
from mingtang.institution.organization.rights import rights_table
from mingtang.institution.organization.staffing import Need, Roster
from tests.factories.cast import Cast
from tests.factories.organization import (
    DelegationFactory,
    PersonFactory,
    PostHoldingFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


def _approval(**changes: object) -> Need:
    values: dict[str, object] = {
        "key": "approval",
        "label": "分管领导审核",
        "right": "submission.approve",
        "unit": "edu",
        "posts": ("leader_in_charge",),
    }
    return Need(**(values | changes))  # type: ignore[arg-type]


def test_roster_agrees_with_the_authority_about_everybody(cast: Cast, at: datetime) -> None:
    school = UnitFactory(code="school", parent=cast.edu)
    closed = UnitFactory(code="closed", parent=cast.city, is_active=False, closed_at=at)
    PostHoldingFactory(person__unit=closed, post=Post.DESK, unit=cast.city)
    PostHoldingFactory(person__is_active=False, post=Post.LEADER_IN_CHARGE, unit=cast.edu)
    PostHoldingFactory(person__unit=school, post=Post.LEADER_IN_CHARGE, valid_to=at)
    PostHoldingFactory(person=cast.colleague, post=Post.SECRECY_REVIEWER, unit=cast.city)
    holding = PostHolding.objects.get(person=cast.desk_editor)
    DelegationFactory(holding=holding, to_person=cast.stranger)
    DelegationFactory(holding=holding, to_person=PersonFactory(unit=closed))
    roster, people = Roster(at), list(Person.objects.select_related("unit"))
    things = [("edu", ""), ("school", ""), ("health", ""), ("", "portal"), ("", "edu"), ("", "")]
    for right, (unit, site) in product(rights_table().rights, things):
        found = {one.person_key for one in roster.who(right, unit=unit, site=site)}
        expected = {
            person.person_key
            for person in people
            if authority.may(person, right, unit=unit, site=site, at=at)
        }
        assert found == expected, (right, unit, site)


def test_roster_that_was_loaded_for_a_list_answers_as_one_that_was_not(
    cast: Cast, at: datetime, django_assert_num_queries: Any
) -> None:
    school = UnitFactory(code="school", parent=cast.edu)
    PostHoldingFactory(person__unit=school, unit=school, post=Post.LEADER_IN_CHARGE)
    holding = PostHolding.objects.get(person=cast.desk_editor)
    DelegationFactory(holding=holding, to_person=cast.stranger)
    loaded, units = Roster(at), ("edu", "school", "health", "city")
    with django_assert_num_queries(2):
        loaded.load(units, ["portal", "edu"])
        loaded.load(units, ["portal", "edu"])
        for unit in units:
            loaded.who("submission.approve", unit=unit)
    for right, unit in product(rights_table().rights, units):
        assert loaded.who(right, unit=unit) == Roster(at).who(right, unit=unit), (right, unit)
    for right, site in product(rights_table().rights, ("portal", "edu")):
        assert loaded.who(right, site=site) == Roster(at).who(right, site=site), (right, site)


def test_the_nearest_post_is_the_one_that_is_waited_for(cast: Cast, at: datetime) -> None:
    roster = Roster(at)
    assert {one.name for one in roster.able(_approval())} == {"周明", "贺平"}
    assert [one.name for one in roster.nearest(_approval())] == ["周明"]
    barred = _approval(barred=frozenset({cast.leader.person_key}))
    assert [one.name for one in roster.nearest(barred)] == ["贺平"]


def test_stand_ins_count_only_where_nobody_else_can(cast: Cast, at: datetime) -> None:
    need = _approval(stand_in=("principal_leader",))
    assert Roster(at).posts_in_use(need) == ("leader_in_charge",)
    PostHolding.objects.filter(post=Post.LEADER_IN_CHARGE).update(valid_to=at)
    roster = Roster(at)
    assert roster.posts_in_use(need) == ("principal_leader",)
    assert roster.nearest(need)[0].person_key == cast.principal.person_key
    assert roster.may_open("报送", [need])


def test_a_vacancy_is_refused_with_place_posts_and_who_appoints(cast: Cast, at: datetime) -> None:
    later = at + timedelta(days=1)
    PostHolding.objects.filter(post=Post.LEADER_IN_CHARGE).update(valid_to=later)
    assert Roster(at).may_open("报送", [_approval()])
    decision = Roster(later).may_open("报送", [_approval()])
    assert [reason.code for reason in decision.reasons] == ["organization.nobody_may"]
    text = decision.reasons[0].text
    assert "明州市教育局的分管领导" in text
    assert "平台管理员（孙立）" in text
    assert text.count("。") == 1
