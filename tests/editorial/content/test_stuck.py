"""Steps that nobody can take are found, told, and gone when someone can."""

import json
from datetime import datetime, timedelta

import pytest

from mingtang.editorial.content.actions.stuck import note_stuck_steps
from mingtang.editorial.content.interfaces.stuck import stuck_waiting
from mingtang.editorial.content.jobs import find_stuck_steps
from mingtang.editorial.content.models import StuckStep
from mingtang.institution.organization.actions.posts import assign_post, end_post
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person, PostHolding
from mingtang.spine.events.models import Event
from mingtang.spine.events.testing import drain
from tests.factories.cast import Cast
from tests.factories.content import draft, in_review, passed, submitted
from tests.factories.organization import DelegationFactory
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rules(cast: Cast, at: datetime) -> None:
    bound_pack("city", at=at)


def _vacate(*people: Person, at: datetime) -> None:
    PostHolding.objects.filter(person__in=people).update(valid_to=at)


def _found() -> list[str]:
    return list(StuckStep.objects.order_by("key").values_list("key", flat=True))


def test_gate_whose_reviewers_left_is_found_once_and_told(cast: Cast, at: datetime) -> None:
    article = in_review(cast, at)
    assert note_stuck_steps(at=at) == 0
    _vacate(cast.portal_secrecy, at=at)
    later = at + timedelta(hours=1)
    assert note_stuck_steps(at=later) == 1
    assert note_stuck_steps(at=later) == 0
    row = StuckStep.objects.get()
    assert (row.article, row.key, row.label) == (article, "step:secrecy", "保密关")
    assert row.wanted == "明州市人民政府：保密审查员"
    event = Event.objects.get(code="content.article.stuck")
    assert json.loads(event.payload) == {"step": "step:secrecy", "posts": ["secrecy_reviewer"]}


def test_operator_and_desk_are_told_and_nobody_else(cast: Cast, at: datetime) -> None:
    in_review(cast, at)
    _vacate(cast.portal_secrecy, at=at)
    note_stuck_steps(at=at)

    def told(person: Person) -> int:
        return len(stuck_waiting(person, authority.powers_of(person, at), at))

    assert (told(cast.operator), told(cast.desk_editor)) == (1, 1)
    assert [told(one) for one in (cast.officer, cast.stranger, cast.auditor)] == [0, 0, 0]


def test_filled_post_clears_the_list_by_itself(cast: Cast, at: datetime) -> None:
    in_review(cast, at)
    holding = PostHolding.objects.get(person=cast.portal_secrecy)
    end_post(actor=cast.operator, at=at, holding_id=holding.pk)
    drain(at)
    assert _found() == ["step:secrecy"]
    assign_post(
        actor=cast.operator,
        at=at,
        person_id=cast.colleague.pk,
        post=Post.SECRECY_REVIEWER,
        unit_id=cast.city.pk,
    )
    drain(at)
    assert _found() == []
    assert Event.objects.filter(code="content.article.unstuck").count() == 1


def test_delegation_that_ends_leaves_a_stuck_step(cast: Cast, at: datetime) -> None:
    article = in_review(cast, at)
    PostHolding.objects.filter(person=cast.portal_secrecy).delete()
    holding = PostHolding.objects.get(person=cast.secrecy)
    PostHolding.objects.filter(pk=holding.pk).update(unit=cast.city)
    loan = DelegationFactory(holding=holding, to_person=cast.colleague, valid_to=at + timedelta(1))
    Person.objects.filter(pk=cast.officer.pk).update(is_active=True)
    assert article.created_by == cast.officer
    note_stuck_steps(at=at)
    assert _found() == []
    PostHolding.objects.filter(pk=holding.pk).update(valid_to=loan.valid_to)
    find_stuck_steps(loan.valid_to)
    assert _found() == ["step:secrecy"]


def test_every_kind_of_open_step_is_looked_at(cast: Cast, at: datetime) -> None:
    draft(cast, at)
    submitted(cast, at)
    passed(cast, at)
    everybody = PostHolding.objects.exclude(person=cast.operator)
    everybody.update(valid_to=at)
    note_stuck_steps(at=at)
    assert _found() == ["publish", "step:leader_review", "step:sign_off", "write"]
    everybody.update(valid_to=None)
    note_stuck_steps(at=at)
    assert _found() == []
