from datetime import datetime, timedelta
from typing import Any

import pytest

from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.institution.organization.actions.delegations import delegate_post, end_delegation
from mingtang.institution.organization.actions.posts import assign_post, end_post
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.enums import Post, UnitKind
from mingtang.institution.organization.models import Delegation, Person, PostHolding
from mingtang.institution.organization.queries import people_holding
from mingtang.spine.events.models import Event
from tests.factories.cast import Cast
from tests.factories.organization import PersonFactory, PostHoldingFactory, UnitFactory

pytestmark = pytest.mark.django_db


def reasons(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in error.value.reasons]


def give(cast: Cast, at: datetime, person: Person, post: Post, **more: Any) -> PostHolding:
    return assign_post(
        actor=cast.operator,
        at=at,
        person_id=person.pk,
        post=post,
        **{"unit_id": cast.edu.pk, **more},
    )


def test_assign_post_gives_the_rights_from_its_start(cast: Cast, at: datetime) -> None:
    start = at + timedelta(days=1)
    holding = give(cast, at, cast.colleague, Post.LEADER_IN_CHARGE, valid_from=start)
    assert not authority.may(cast.colleague, "submission.approve", unit="edu", at=at)
    assert authority.may(cast.colleague, "submission.approve", unit="edu", at=start)
    event = Event.objects.latest("pk")
    assert (event.code, event.subject, event.actor, event.unit, event.site) == (
        "organization.post.assigned",
        cast.colleague.person_key,
        cast.operator.person_key,
        "edu",
        "",
    )
    assert event.payload == (
        f'{{"holding":{holding.pk},"post":"leader_in_charge","site":"","unit":"edu",'
        '"valid_from":"2026-03-12T10:00:00+08:00","valid_to":null}'
    )


@pytest.mark.parametrize(
    ("post", "particulars", "expected"),
    [
        (Post.SITE_EDITOR, {}, ["organization.site_missing"]),
        (Post.SITE_EDITOR, {"site_key": "nowhere"}, ["organization.site_unknown"]),
        (Post.DESK, {"site_key": "edu"}, ["organization.site_unwanted"]),
        (Post.DESK, {"valid_from": timedelta(days=-1)}, ["organization.period_past"]),
        (Post.DESK, {"valid_to": timedelta(0)}, ["organization.period_order"]),
    ],
)
def test_assign_post_refuses_wrong_particulars(
    cast: Cast, at: datetime, post: Post, particulars: dict[str, Any], expected: list[str]
) -> None:
    for key in ("valid_from", "valid_to"):
        if key in particulars:
            particulars = {**particulars, key: at + particulars[key]}
    with pytest.raises(Refused) as error:
        give(cast, at, cast.colleague, post, **particulars)
    assert reasons(error) == expected


def test_assign_post_is_refused_twice_to_oneself_and_without_the_right(
    cast: Cast, at: datetime
) -> None:
    with pytest.raises(Refused) as error:
        give(cast, at, cast.officer, Post.INFORMATION_OFFICER)
    assert reasons(error) == ["organization.held_already"]
    with pytest.raises(Refused) as error:
        give(cast, at, cast.operator, Post.ASSESSOR)
    assert reasons(error) == ["organization.assign_self"]
    with pytest.raises(Refused) as error:
        assign_post(
            actor=cast.leader, at=at, person_id=cast.colleague.pk, post=Post.DESK,
            unit_id=cast.edu.pk,
        )  # fmt: skip
    assert reasons(error) == ["organization.not_entitled"]
    with pytest.raises(NotVisible):
        assign_post(
            actor=cast.leader, at=at, person_id=cast.stranger.pk, post=Post.DESK,
            unit_id=cast.edu.pk,
        )  # fmt: skip


def test_a_site_of_another_host_needs_the_right_over_that_host(cast: Cast, at: datetime) -> None:
    county = UnitFactory(code="county", kind=UnitKind.COUNTY, parent=cast.city)
    manager = PostHoldingFactory(
        person=PersonFactory(unit=county), post=Post.PLATFORM_OPERATOR
    ).person
    editor = PersonFactory(unit=county)
    with pytest.raises(Refused) as error:
        assign_post(
            actor=manager, at=at, person_id=editor.pk, post=Post.SITE_EDITOR, unit_id=county.pk,
            site_key="portal",
        )  # fmt: skip
    assert reasons(error) == ["organization.not_entitled"]


def test_operator_auditor_and_security_officer_are_three_people(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused) as error:
        give(cast, at, cast.auditor, Post.PLATFORM_OPERATOR)
    assert reasons(error) == ["organization.posts_exclude"]
    assert "审计员" in str(error.value)
    ending = at + timedelta(days=5)
    PostHolding.objects.filter(person=cast.auditor).update(valid_to=ending)
    give(cast, at, cast.auditor, Post.PLATFORM_OPERATOR, valid_from=ending)


def test_end_post_takes_the_rights_and_what_was_lent_of_them(cast: Cast, at: datetime) -> None:
    holding = PostHolding.objects.get(person=cast.leader)
    delegate_post(
        actor=cast.leader, at=at, holding_id=holding.pk, to_person_id=cast.colleague.pk,
        valid_from=at, valid_to=at + timedelta(days=3), reason="出差",
    )  # fmt: skip
    assert authority.may(cast.colleague, "submission.approve", unit="edu", at=at)
    end_post(actor=cast.operator, at=at, holding_id=holding.pk, reason="调离")
    assert not authority.may(cast.leader, "submission.approve", unit="edu", at=at)
    assert not authority.may(cast.colleague, "submission.approve", unit="edu", at=at)
    event = Event.objects.latest("pk")
    assert (event.code, str(event.reason)) == ("organization.post.ended", "调离")
    count = Event.objects.count()
    end_post(actor=cast.operator, at=at, holding_id=holding.pk)
    assert Event.objects.count() == count


def test_the_last_operator_of_the_platform_stays(cast: Cast, at: datetime) -> None:
    second = give(cast, at, cast.colleague, Post.PLATFORM_OPERATOR, unit_id=cast.city.pk)
    first = PostHolding.objects.get(person=cast.operator)
    end_post(actor=cast.colleague, at=at, holding_id=first.pk)
    with pytest.raises(Refused) as error:
        end_post(actor=cast.colleague, at=at, holding_id=second.pk)
    assert reasons(error) == ["organization.last_operator"]


def lend(cast: Cast, at: datetime, to: Person, **more: Any) -> Delegation:
    holding = PostHolding.objects.get(person=cast.leader)
    particulars = {
        "actor": cast.leader,
        "at": at,
        "holding_id": holding.pk,
        "to_person_id": to.pk,
        "valid_from": at,
        "valid_to": at + timedelta(days=7),
        "reason": "赴省里开会",
        **more,
    }
    return delegate_post(**particulars)


def test_delegate_post_lends_it_and_stores_the_reason_once(cast: Cast, at: datetime) -> None:
    delegation = lend(cast, at, cast.colleague)
    assert set(people_holding(Post.LEADER_IN_CHARGE, "edu", at=at)) == {
        cast.leader,
        cast.colleague,
    }
    event = Event.objects.latest("pk")
    assert (event.code, event.subject) == ("organization.delegation.made", cast.leader.person_key)
    assert event.reason == delegation.reason
    assert str(delegation.reason) == "赴省里开会"
    assert f'"to":"{cast.colleague.person_key}"' in event.payload
    assert "省里" not in event.payload
    assert delegation.made_by == cast.leader


def test_delegate_post_refuses_who_may_not_stand_in(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused) as error:
        lend(cast, at, cast.leader, reason=" ")
    assert reasons(error) == ["organization.delegate_self", "organization.delegate_reason"]
    with pytest.raises(NotVisible):
        lend(cast, at, cast.stranger)
    contractor = PostHoldingFactory(person__unit=cast.edu, post=Post.CONTRACTOR).person
    with pytest.raises(Refused) as error:
        lend(cast, at, contractor)
    assert reasons(error) == ["organization.posts_exclude"]
    with pytest.raises(Refused) as error:
        lend(cast, at, cast.stranger, actor=cast.operator)
    assert reasons(error) == ["organization.delegate_far"]
    with pytest.raises(Refused) as error:
        lend(cast, at, cast.colleague, actor=cast.officer)
    assert reasons(error) == ["organization.not_entitled"]


def test_what_was_lent_cannot_be_lent_on(cast: Cast, at: datetime) -> None:
    lend(cast, at, cast.colleague)
    with pytest.raises(Refused) as error:
        lend(cast, at, cast.officer, actor=cast.colleague)
    assert reasons(error) == ["organization.not_entitled", "organization.delegated_already"]


def test_an_auditor_is_not_stood_in_for(cast: Cast, at: datetime) -> None:
    holding = PostHolding.objects.get(person=cast.auditor)
    with pytest.raises(Refused) as error:
        lend(cast, at, cast.desk_editor, actor=cast.auditor, holding_id=holding.pk)
    assert reasons(error) == ["organization.not_delegable"]


def test_end_delegation_by_the_delegate_ends_it_now(cast: Cast, at: datetime) -> None:
    delegation = lend(cast, at, cast.colleague)
    later = at + timedelta(hours=1)
    with pytest.raises(Refused):
        end_delegation(actor=cast.officer, at=later, delegation_id=delegation.pk)
    with pytest.raises(NotVisible):
        end_delegation(actor=cast.stranger, at=later, delegation_id=delegation.pk)
    end_delegation(actor=cast.colleague, at=later, delegation_id=delegation.pk)
    delegation.refresh_from_db()
    assert delegation.valid_to == later
    assert not authority.may(cast.colleague, "submission.approve", unit="edu", at=later)
    assert Event.objects.latest("pk").code == "organization.delegation.ended"
