"""Who may do what: the one policy object against dates, subtrees, sites and lent posts."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Delegation, Person, PostHolding, Unit
from mingtang.institution.organization.rights import UnknownRight
from mingtang.institution.organization.scopes import SiteScope, UnitScope
from tests.factories.cast import Cast
from tests.factories.organization import (
    DelegationFactory,
    PersonFactory,
    PostHoldingFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


def codes(decision: Any) -> list[str]:
    return [reason.code for reason in decision.reasons]


def test_may_answers_yes_in_the_own_unit_and_no_in_another(cast: Cast, at: datetime) -> None:
    assert authority.may(cast.officer, "content.write", unit="edu", at=at)
    assert codes(authority.may(cast.officer, "content.write", unit="health", at=at)) == [
        "organization.not_entitled"
    ]
    assert not authority.may(cast.officer, "submission.approve", unit="edu", at=at)
    assert authority.may(cast.leader, "submission.approve", unit="edu", at=at)


def test_a_refusal_says_the_right_in_chinese(cast: Cast, at: datetime) -> None:
    decision = authority.may(cast.officer, "submission.approve", unit="edu", at=at)
    assert "审签本单位报送" in decision.reasons[0].text


def test_a_right_that_is_not_declared_is_an_error_for_everybody(cast: Cast, at: datetime) -> None:
    with pytest.raises(UnknownRight):
        authority.may(cast.colleague, "content.wirte", unit="edu", at=at)
    with pytest.raises(UnknownRight):
        authority.units_where(cast.officer, "content.wirte", at=at)


def test_a_post_above_reaches_down_the_tree_and_not_up(cast: Cast, at: datetime) -> None:
    school = UnitFactory(code="school", parent=cast.edu)
    assert authority.may(cast.leader, "submission.approve", unit="school", at=at)
    head = PostHoldingFactory(person__unit=school, post=Post.LEADER_IN_CHARGE).person
    assert authority.may(head, "submission.approve", unit="school", at=at)
    assert not authority.may(head, "submission.approve", unit="edu", at=at)
    assert authority.units_where(cast.leader, "submission.approve", at) == UnitScope(
        ids=frozenset({cast.edu.pk, school.pk}), codes=frozenset({"edu", "school"})
    )
    assert authority.units_where(cast.officer, "content.write", at) == UnitScope(
        ids=frozenset({cast.edu.pk}), codes=frozenset({"edu"})
    )


def test_the_desk_of_the_city_serves_every_hosted_site(cast: Cast, at: datetime) -> None:
    for site in ("portal", "edu"):
        assert authority.may(cast.desk_editor, "publishing.publish", site=site, at=at)
    assert authority.sites_where(cast.desk_editor, "publishing.publish", at) == SiteScope(all=True)
    assert not authority.may(cast.desk_editor, "publishing.publish", unit="edu", at=at)
    assert not authority.may(cast.desk_editor, "content.read", unit="edu", at=at)


def test_a_site_editor_serves_one_site_only(cast: Cast, at: datetime) -> None:
    assert authority.may(cast.site_editor, "publishing.publish", site="edu", at=at)
    assert not authority.may(cast.site_editor, "publishing.publish", site="portal", at=at)
    assert authority.sites_where(cast.site_editor, "publishing.publish", at) == SiteScope(
        codes=frozenset({"edu"})
    )
    assert not authority.units_where(cast.site_editor, "publishing.publish", at)


def test_a_desk_below_reaches_the_sites_hosted_below_it(cast: Cast, at: datetime) -> None:
    editor = PostHoldingFactory(person__unit=cast.edu, post=Post.DESK).person
    assert authority.sites_where(editor, "publishing.place", at).codes == {"edu"}
    assert authority.may(editor, "publishing.place", site="edu", at=at)
    assert not authority.may(editor, "publishing.place", site="portal", at=at)


def test_everything_is_meant_where_neither_unit_nor_site_is_named(cast: Cast, at: datetime) -> None:
    assert authority.may(cast.auditor, "events.read", at=at)
    assert not authority.may(cast.officer, "content.write", at=at)
    local = PostHoldingFactory(person__unit=cast.edu, post=Post.AUDITOR).person
    assert not authority.may(local, "events.read", at=at)
    assert not authority.units_where(local, "events.read", at)


def test_a_second_top_ends_the_reach_over_everything(cast: Cast, at: datetime) -> None:
    assert authority.units_where(cast.operator, "organization.manage", at).all
    UnitFactory(code="other-city")
    scope = authority.units_where(cast.operator, "organization.manage", at)
    assert scope.codes == {"city", "office", "edu", "health"}


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (timedelta(0), None, True),
        (timedelta(seconds=1), None, False),
        (timedelta(days=-1), timedelta(seconds=1), True),
        (timedelta(days=-1), timedelta(0), False),
    ],
)
def test_a_post_gives_rights_from_its_first_instant_until_before_its_end(
    cast: Cast, at: datetime, start: timedelta, end: timedelta | None, expected: bool
) -> None:
    PostHolding.objects.filter(person=cast.officer).update(
        valid_from=at + start, valid_to=None if end is None else at + end
    )
    assert bool(authority.may(cast.officer, "content.write", unit="edu", at=at)) is expected


def test_an_inactive_person_may_nothing(cast: Cast, at: datetime) -> None:
    Person.objects.filter(pk=cast.officer.pk).update(is_active=False)
    officer = Person.objects.get(pk=cast.officer.pk)
    assert codes(authority.may(officer, "content.write", unit="edu", at=at)) == [
        "organization.inactive"
    ]
    assert not authority.units_where(officer, "content.write", at)
    assert list(Unit.objects.visible_to(officer, at)) == []
    assert list(Person.objects.visible_to(officer, at)) == []


def test_people_and_posts_of_a_closed_unit_may_nothing(cast: Cast, at: datetime) -> None:
    helper = PostHoldingFactory(person=cast.stranger, unit=cast.edu).person
    assert authority.may(helper, "content.write", unit="edu", at=at)
    Unit.objects.filter(pk=cast.edu.pk).update(is_active=False, closed_at=at)
    assert not authority.may(helper, "content.write", unit="edu", at=at)
    officer = Person.objects.get(pk=cast.officer.pk)
    assert codes(authority.may(officer, "content.write", unit="edu", at=at)) == [
        "organization.inactive"
    ]
    assert authority.may(cast.operator, "organization.read", unit="edu", at=at)


def lend(cast: Cast, **dates: Any) -> Delegation:
    holding = PostHolding.objects.get(person=cast.leader)
    return DelegationFactory(holding=holding, to_person=cast.officer, **dates)


def test_a_lent_post_gives_its_rights_to_the_delegate_and_leaves_them_with_the_holder(
    cast: Cast, at: datetime
) -> None:
    delegation = lend(cast)
    assert authority.may(cast.officer, "submission.approve", unit="edu", at=at)
    assert authority.may(cast.leader, "submission.approve", unit="edu", at=at)
    grant = authority.powers_of(cast.officer, at).grant_for("submission.approve", unit="edu")
    assert grant is not None
    assert (grant.delegation_id, grant.holder_key, grant.holder_name, grant.is_lent) == (
        delegation.pk,
        cast.leader.person_key,
        "周明",
        True,
    )


def test_a_lent_post_does_not_serve_for_ones_own_text(cast: Cast, at: datetime) -> None:
    lend(cast)
    decision = authority.may(
        cast.officer, "submission.approve", unit="edu", author=cast.officer.person_key, at=at
    )
    assert codes(decision) == ["organization.lent_post_own_text"]
    assert authority.may(
        cast.officer, "submission.approve", unit="edu", author=cast.colleague.person_key, at=at
    )
    own = authority.may(
        cast.officer, "content.write", unit="edu", author=cast.officer.person_key, at=at
    )
    assert own


def test_own_posts_are_used_before_lent_ones(cast: Cast, at: datetime) -> None:
    lend(cast)
    grant = authority.powers_of(cast.officer, at).grant_for("content.read", unit="edu")
    assert grant is not None
    assert not grant.is_lent


@pytest.mark.parametrize("days", [-30, 30])
def test_a_delegation_holds_only_between_its_dates(cast: Cast, at: datetime, days: int) -> None:
    lend(cast)
    moment = at + timedelta(days=days)
    assert not authority.may(cast.officer, "submission.approve", unit="edu", at=moment)


def test_a_delegation_falls_with_the_post_and_with_its_holder(cast: Cast, at: datetime) -> None:
    delegation = lend(cast)
    PostHolding.objects.filter(pk=delegation.holding_id).update(valid_to=at)
    assert not authority.may(cast.officer, "submission.approve", unit="edu", at=at)
    PostHolding.objects.filter(pk=delegation.holding_id).update(valid_to=None)
    Person.objects.filter(pk=cast.leader.pk).update(is_active=False)
    assert not authority.may(cast.officer, "submission.approve", unit="edu", at=at)


def test_powers_are_read_in_one_query_and_asked_for_nothing_more(
    cast: Cast, at: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    PostHoldingFactory(person=cast.officer, post=Post.LIAISON_OFFICER)
    lend(cast)
    officer = Person.objects.select_related("unit").get(pk=cast.officer.pk)
    with django_assert_num_queries(1):
        powers = authority.powers_of(officer, at)
        assert powers.may("content.write", unit="edu")
        assert powers.holds("submission.approve")
        assert not powers.holds("publishing.publish")
        assert powers.posts == {
            Post.INFORMATION_OFFICER,
            Post.LIAISON_OFFICER,
            Post.LEADER_IN_CHARGE,
        }


def test_people_see_their_own_unit_and_its_line_only(cast: Cast, at: datetime) -> None:
    school = UnitFactory(code="school", parent=cast.edu)
    PersonFactory(username="teacher", unit=school)
    seen = Unit.objects.visible_to(cast.officer, at)
    assert {unit.code for unit in seen} == {"city", "edu", "school"}
    names = Person.objects.visible_to(cast.officer, at).values_list("username", flat=True)
    assert set(names) == {
        "officer", "leader", "principal", "secrecy", "colleague", "site_editor",
    }  # fmt: skip
    assert cast.stranger not in Person.objects.visible_to(cast.officer, at)
    assert Unit.objects.visible_to(cast.operator, at).count() == 5
    assert Person.objects.visible_to(cast.operator, at).count() == 16


def test_a_regulation_may_name_the_posts_that_count(cast: Cast, at: datetime) -> None:
    ask = {"unit": "edu", "at": at}
    assert authority.may(cast.leader, "submission.approve", posts=["leader_in_charge"], **ask)
    decision = authority.may(cast.leader, "submission.approve", posts=["principal_leader"], **ask)
    assert codes(decision) == ["organization.not_entitled"]
    assert authority.may(cast.principal, "submission.approve", posts=["principal_leader"], **ask)
