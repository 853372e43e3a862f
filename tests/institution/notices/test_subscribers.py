"""Promises reach people: the holder, the unit's own people, the leader after misses in a row."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from mingtang.institution.notices import queries
from mingtang.institution.notices.models import Notice
from mingtang.institution.notices.queries import leaders_to_tell, people_to_tell
from mingtang.institution.notices.subscribers import (
    MISSES,
    OVERDUE,
    POSTS,
    TOKENS,
    WARNED,
    _on_promise,
)
from mingtang.institution.obligations.actions import settle_due
from mingtang.institution.obligations.events import NOTICE_DUE, RUN_OF_MISSES
from mingtang.institution.obligations.models import Obligation
from mingtang.institution.organization.actions.delegations import delegate_post, end_delegation
from mingtang.institution.organization.actions.ending import warn_of_expiry
from mingtang.institution.organization.actions.posts import assign_post, end_post
from mingtang.institution.organization.actions.tokens import issue_token
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import ApiToken, PostHolding
from mingtang.institution.organization.staffing import Roster
from mingtang.spine.events.subscribers import SealedEvent
from mingtang.spine.events.testing import drain
from tests.factories.cast import Cast
from tests.factories.content import arrived
from tests.factories.obligations import moment
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db


def _sweep(text: str) -> None:
    at = moment(text)
    with time_machine.travel(at, tick=False):
        drain(at)
        while settle_due(at):
            pass
        drain(at)


def _told(kind: str) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(kind=kind).select_related("person")
    return sorted((row.person.username, row.sentence) for row in rows)


@pytest.fixture
def waiting(cast: Cast, at: datetime) -> Obligation:
    """An article that reached the desk on Wednesday 11 March and that nobody takes."""
    bound_pack("city", at=at)
    arrived(cast, at)
    drain(at)
    return Obligation.objects.get(rule_id="submission.desk")


def test_warning_and_miss_reach_the_desk_in_daytime(cast: Cast, waiting: Obligation) -> None:
    _sweep("2026-03-12 09:00")
    warned = _told(WARNED.code)
    _sweep("2026-03-13 00:00:01")  # overdue at midnight
    assert _told(OVERDUE.code) == []
    _sweep("2026-03-13 07:30")
    overdue = _told(OVERDUE.code)
    assert {name for name, _ in overdue} == {"desk_editor", "second_desk"}
    assert overdue[0][1].endswith("已于3月12日23:59到期，还没有办结，请尽快办理。")
    assert all(words.endswith("到期，请按时办结。") for _, words in warned)
    notice = Notice.objects.filter(kind=OVERDUE.code)[0]
    assert notice.citation.startswith("《")
    assert notice.due_at == waiting.due_at
    _sweep("2026-03-13 08:30")
    assert _told(OVERDUE.code) == overdue  # once


def test_what_was_met_meanwhile_is_told_to_nobody(
    cast: Cast, at: datetime, waiting: Obligation
) -> None:
    event = _promise_event(waiting, NOTICE_DUE, at, topic="overdue")
    with transaction.atomic():
        Obligation.objects.filter(pk=waiting.pk).update(decided_at=at, state="met_late")
        _on_promise(event)
    assert not Notice.objects.filter(kind=OVERDUE.code).exists()


def _promise_event(waiting: Obligation, code: str, at: datetime, **payload: object) -> SealedEvent:
    return SealedEvent(
        position=10**6,
        code=code,
        subject=waiting.subject,
        actor="system",
        unit=waiting.unit_key,
        site="",
        payload={"obligation": waiting.pk, **payload},
        occurred_at=at,
        recorded_at=at,
    )


@pytest.mark.parametrize("decided", [False, True])
def test_leader_hears_of_misses_in_a_row(
    cast: Cast, at: datetime, waiting: Obligation, decided: bool
) -> None:
    Obligation.objects.filter(pk=waiting.pk).update(
        unit_key="edu",
        **({"decided_at": at, "state": "met_late"} if decided else {}),  # the period is over
    )
    with transaction.atomic():
        _on_promise(_promise_event(waiting, RUN_OF_MISSES, at, count=3, proposes=""))
    [(name, words)] = _told(MISSES.code)
    assert name == "leader"
    assert words.endswith("”已连续 3 次没有完成，请督促。")
    assert not Notice.objects.exclude(kind=MISSES.code).filter(key="event:1000000").exists()


def test_unit_without_information_officer_leaves_it_to_the_desk(cast: Cast, at: datetime) -> None:
    assert people_to_tell("column:1", "edu", Roster(at)) == [cast.officer.pk]
    PostHolding.objects.filter(post=Post.INFORMATION_OFFICER).update(valid_to=at)
    assert set(people_to_tell("column:1", "edu", Roster(at))) == {
        cast.desk_editor.pk,
        cast.second_desk.pk,
    }
    PostHolding.objects.filter(post=Post.DESK).update(valid_to=at)
    assert people_to_tell("column:1", "edu", Roster(at)) == [cast.leader.pk]
    assert people_to_tell("column:1", "nowhere", Roster(at)) == []


def test_who_holds_the_thing_comes_first(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    holders: dict[str, Callable[..., list[int]]] = {
        "letter": lambda key, roster: [cast.second_desk.pk]
    }
    monkeypatch.setattr(queries, "_holders", holders)
    assert people_to_tell("letter:1", "edu", Roster(at)) == [cast.second_desk.pk]
    holders["letter"] = lambda key, roster: []
    assert people_to_tell("letter:1", "edu", Roster(at)) == [cast.officer.pk]


def test_leader_is_the_nearest(cast: Cast, at: datetime) -> None:
    assert leaders_to_tell("edu", Roster(at)) == [cast.leader.pk]
    PostHolding.objects.filter(post=Post.LEADER_IN_CHARGE, unit=cast.edu).update(valid_to=at)
    assert leaders_to_tell("edu", Roster(at)) == [cast.portal_leader.pk]


@pytest.fixture
def today(at: datetime) -> Iterator[None]:
    with time_machine.travel(at, tick=False):
        yield


@pytest.mark.usefixtures("today")
def test_person_hears_of_a_post_that_is_given_and_taken(cast: Cast, at: datetime) -> None:
    holding = assign_post(
        actor=cast.operator, at=at, person_id=cast.officer.pk, post=Post.DUTY_OFFICER,
        unit_id=cast.edu.pk,
    )  # fmt: skip
    end_post(actor=cast.operator, at=at + timedelta(hours=1), holding_id=holding.pk)
    with time_machine.travel(at + timedelta(hours=1), tick=False):
        drain(at + timedelta(hours=1))
    assert [words for _, words in _told(POSTS.code)] == [
        "您不再担任明州市教育局的值班员。",
        "您担任明州市教育局的值班员，自2026年3月11日起。",
    ]
    assert {name for name, _ in _told(POSTS.code)} == {"officer"}


@pytest.mark.usefixtures("today")
def test_stand_in_hears_of_it_and_not_who_asked_for_it(cast: Cast, at: datetime) -> None:
    holding = PostHolding.objects.get(person=cast.leader, post=Post.LEADER_IN_CHARGE)
    lent = delegate_post(
        actor=cast.leader, at=at, holding_id=holding.pk, to_person_id=cast.colleague.pk,
        valid_from=at, valid_to=at + timedelta(days=2), reason="出差",
    )  # fmt: skip
    end_delegation(actor=cast.leader, at=at, delegation_id=lent.pk)
    drain(at)
    told = _told(POSTS.code)
    assert {name for name, _ in told} == {"colleague"}
    assert "2026年3月11日至2026年3月13日，由您代行明州市教育局的分管领导。" in [
        one for _, one in told
    ]
    assert len(told) == 2


def test_posts_of_a_history_that_is_loaded_tell_nobody(cast: Cast, at: datetime) -> None:
    assign_post(
        actor=cast.operator, at=at, person_id=cast.officer.pk, post=Post.DUTY_OFFICER,
        unit_id=cast.edu.pk,
    )  # fmt: skip
    with time_machine.travel(at + timedelta(days=8), tick=False):
        drain(at + timedelta(days=8))
    assert _told(POSTS.code) == []


def test_owner_hears_of_a_token_two_weeks_before_it_ends(cast: Cast, at: datetime) -> None:
    issue_token(actor=cast.officer, at=at, person_id=cast.officer.pk, name="报送程序")
    soon = ApiToken.objects.get().expires_at - timedelta(days=14)
    with time_machine.travel(soon, tick=False):
        warn_of_expiry(at=soon)
        drain(soon)
    [(name, words)] = _told(TOKENS.code)
    assert (name, "日到期，请在“我的账号”中领取新的" in words) == ("officer", True)
