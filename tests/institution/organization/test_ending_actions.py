"""Sessions and tokens end for good: by hand, with password, post or account, and with time."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction

from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.institution.organization.actions.ending import (
    end_access,
    end_overdue_sessions,
    end_overdue_tokens,
    end_session,
    end_surplus_sessions,
    end_token,
    end_token_at_console,
    forget_sessions,
    warn_of_expiry,
)
from mingtang.institution.organization.actions.passwords import set_own_password, set_password
from mingtang.institution.organization.actions.people import deactivate_person, reactivate_person
from mingtang.institution.organization.actions.posts import assign_post, end_post
from mingtang.institution.organization.actions.sign_in import record_sign_in, rescue_sign_in
from mingtang.institution.organization.actions.tokens import issue_token
from mingtang.institution.organization.enums import EndCause, Post
from mingtang.institution.organization.interfaces.session_keys import ENTERED, SEEN
from mingtang.institution.organization.interfaces.session_store import SessionStore, row_key
from mingtang.institution.organization.models import ApiToken, Person, PostHolding, WebSession
from mingtang.institution.organization.queries import token_in_use
from mingtang.spine.events.models import Event
from tests.factories.cast import Cast
from tests.factories.organization import PASSWORD

pytestmark = pytest.mark.django_db

NEW = "Camphor-tree-88"
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def issue(person: Person, at: datetime) -> str:
    return issue_token(actor=person, at=at, person_id=person.pk, name="对接").text


def sign_in(person: Person, at: datetime) -> SessionBase:
    """Open a session as the sign-in page does."""
    session = SessionStore()
    session.create()
    session["_auth_user_id"] = str(person.pk)
    session[ENTERED] = session[SEEN] = int(at.timestamp())
    session.save()
    return session


def is_open(session: SessionBase) -> bool:
    return "_auth_user_id" in SessionStore(session.session_key)


def told(code: str) -> list[tuple[str, str]]:
    rows = Event.objects.filter(code=f"organization.{code}").order_by("pk")
    return list(rows.values_list("actor", "payload"))


def by_operator(cast: Cast, at: datetime) -> None:
    set_password(actor=cast.operator, at=at, person_id=cast.officer.pk, password=NEW)


def by_oneself(cast: Cast, at: datetime) -> None:
    set_own_password(actor=cast.officer, at=at, old=PASSWORD, new=NEW)


def by_rescue(cast: Cast, at: datetime) -> None:
    rescue_sign_in(at=at, username="officer", password=NEW)


def by_end_of_post(cast: Cast, at: datetime) -> None:
    holding = PostHolding.objects.get(person=cast.officer)
    end_post(actor=cast.operator, at=at, holding_id=holding.pk)
    assign_post(
        actor=cast.operator,
        at=at + MINUTE,
        person_id=cast.officer.pk,
        post=Post.INFORMATION_OFFICER,
        unit_id=cast.edu.pk,
    )


def by_closing(cast: Cast, at: datetime) -> None:
    deactivate_person(actor=cast.operator, at=at, person_id=cast.officer.pk)
    reactivate_person(actor=cast.operator, at=at + MINUTE, person_id=cast.officer.pk)
    assign_post(
        actor=cast.operator,
        at=at + MINUTE,
        person_id=cast.officer.pk,
        post=Post.INFORMATION_OFFICER,
        unit_id=cast.edu.pk,
    )


@pytest.mark.parametrize(
    ("change", "cause", "actor"),
    [
        (by_operator, "password", "operator"),
        (by_oneself, "password", "officer"),
        (by_rescue, "password", "system"),
        (by_end_of_post, "post", "operator"),
        (by_closing, "closed", "operator"),
    ],
)
def test_sessions_and_tokens_end_for_good(
    cast: Cast,
    at: datetime,
    change: Callable[[Cast, datetime], None],
    cause: str,
    actor: str,
) -> None:
    text, session = issue(cast.officer, at - DAY), sign_in(cast.officer, at - MINUTE)
    other, elsewhere = issue(cast.leader, at - DAY), sign_in(cast.leader, at - MINUTE)

    change(cast, at)

    assert token_in_use(text, at=at + DAY) is None
    assert not is_open(session)
    assert token_in_use(other, at=at + DAY) is not None
    assert is_open(elsewhere)
    key = "system" if actor == "system" else getattr(cast, actor).person_key
    token = ApiToken.objects.get(person=cast.officer)
    assert (token.ended_at, token.end_cause) == (at, cause)
    assert told("token.ended") == [(key, f'{{"cause":"{cause}","token":{token.pk}}}')]
    assert told("person.signed_out") == [(key, f'{{"cause":"{cause}"}}')]


def test_post_that_runs_out_ends_them_before_any_job_runs(cast: Cast, at: datetime) -> None:
    text, session = issue(cast.officer, at), sign_in(cast.officer, at)
    PostHolding.objects.filter(person=cast.officer).update(valid_to=at + 10 * MINUTE)
    assign_post(
        actor=cast.operator,
        at=at + 10 * MINUTE,
        person_id=cast.officer.pk,
        post=Post.INFORMATION_OFFICER,
        unit_id=cast.edu.pk,
    )

    assert token_in_use(text, at=at + 9 * MINUTE) is not None
    assert token_in_use(text, at=at + 10 * MINUTE) is None
    assert (end_overdue_tokens(at=at + 11 * MINUTE), end_overdue_tokens(at=at + DAY)) == (1, 0)
    assert end_overdue_sessions(at=at + 11 * MINUTE) == 1
    assert not is_open(session)
    assert told("token.ended")[0][0] == "system"
    assert told("person.signed_out") == [("system", '{"cause":"post"}')]


def test_token_expires_and_is_told_of_once_before(cast: Cast, at: datetime) -> None:
    text = issue(cast.officer, at)
    expires = at + 180 * DAY
    assert [warn_of_expiry(at=expires - days * DAY) for days in (15, 14, 13)] == [0, 1, 0]
    assert [actor for actor, _ in told("token.expiring")] == ["system"]
    assert token_in_use(text, at=expires - MINUTE) is not None
    assert token_in_use(text, at=expires) is None
    assert end_overdue_tokens(at=expires) == 1
    assert ApiToken.objects.get().end_cause == "expired"


def test_abandoned_sessions_end_with_an_event(cast: Cast, at: datetime) -> None:
    idle, busy = sign_in(cast.officer, at - timedelta(minutes=30)), sign_in(cast.leader, at)
    long_in = sign_in(cast.colleague, at - timedelta(hours=12))
    WebSession.objects.filter(person=cast.colleague).update(seen_at=at)

    assert end_overdue_sessions(at=at) == 2

    assert [is_open(one) for one in (idle, busy, long_in)] == [False, True, False]
    assert sorted(payload for _, payload in told("person.signed_out")) == [
        '{"cause":"idle"}',
        '{"cause":"over"}',
    ]


def test_session_beyond_the_limit_ends_the_oldest(cast: Cast, at: datetime) -> None:
    sessions = [sign_in(cast.officer, at + number * MINUTE) for number in range(6)]
    record_sign_in(
        person=cast.officer,
        at=at,
        with_second_factor=False,
        session=row_key(sessions[5].session_key or ""),
    )

    assert [is_open(one) for one in sessions] == [False, *[True] * 5]
    assert told("person.signed_out") == [(cast.officer.person_key, '{"cause":"limit"}')]


@pytest.mark.parametrize("kind", ["session", "token"])
def test_owner_and_manager_end_it_and_nobody_else(cast: Cast, at: datetime, kind: str) -> None:
    def end(actor: Person) -> None:
        if kind == "session":
            end_session(actor=actor, at=at, session_id=WebSession.objects.get().pk)
        else:
            end_token(actor=actor, at=at, token_id=ApiToken.objects.get().pk)

    def ended() -> bool:
        row = WebSession.objects.get() if kind == "session" else ApiToken.objects.get()
        return row.ended_at is not None

    issue(cast.officer, at)
    sign_in(cast.officer, at)
    code = {"session": "person.signed_out", "token": "token.ended"}[kind]
    for wrong, refusal in (
        (cast.stranger, NotVisible),
        (cast.colleague, Refused),
        (cast.leader, Refused),
        (cast.auditor, Refused),
    ):
        with pytest.raises(refusal):
            end(wrong)
    assert not ended()
    assert told(code) == []
    for actor, cause in ((cast.officer, "person"), (cast.operator, "operator")):
        WebSession.objects.update(ended_at=None)
        ApiToken.objects.update(ended_at=None)
        for _ in range(2):
            end(actor)
        assert ended()
        found = told(code)[-1]
        assert found[0] == actor.person_key
        assert f'"cause":"{cause}"' in found[1]
    assert len(told(code)) == 2


def test_what_does_not_exist_is_not_visible(cast: Cast, at: datetime) -> None:
    with pytest.raises(NotVisible):
        end_session(actor=cast.operator, at=at, session_id=987654)
    with pytest.raises(NotVisible):
        end_token(actor=cast.operator, at=at, token_id=987654)


def test_request_in_flight_does_not_open_an_ended_session_again(cast: Cast, at: datetime) -> None:
    session = sign_in(cast.officer, at)
    end_session(actor=cast.officer, at=at, session_id=WebSession.objects.get().pk)

    session["seen"] = 1
    session.save()

    assert not is_open(session)
    assert WebSession.objects.get().session_data == ""


def test_row_gives_no_usable_session(cast: Cast, at: datetime) -> None:
    """Neither is the key in the row, nor does what is signed for one row count in another."""
    session, other = sign_in(cast.operator, at), sign_in(cast.officer, at)
    row = WebSession.objects.get(person=cast.operator)
    assert session.session_key not in str(WebSession.objects.values())
    assert not SessionStore(row.session_key).exists(row.session_key)
    assert SessionStore(row.session_key).load() == {}

    WebSession.objects.filter(person=cast.officer).update(session_data=row.session_data)

    assert SessionStore(other.session_key).load() == {}


def test_sessions_are_deleted_when_nobody_can_be_told_any_more(cast: Cast, at: datetime) -> None:
    sign_in(cast.officer, at)
    end = WebSession.objects.get().expire_date
    assert (forget_sessions(before=end), forget_sessions(before=end + MINUTE)) == (0, 1)


def test_access_ends_but_for_one_session_and_for_nobody_else(cast: Cast, at: datetime) -> None:
    here, there, foreign = (sign_in(one, at) for one in (cast.officer, cast.officer, cast.leader))
    texts = [issue(cast.officer, at), issue(cast.leader, at)]

    for _ in range(2):  # a repeat is harmless
        with transaction.atomic():
            end_access(
                cast.officer,
                actor=cast.operator.person_key,
                at=at,
                cause=EndCause.OPERATOR,
                but_session=row_key(here.session_key or ""),
            )

    assert [is_open(session) for session in (here, there, foreign)] == [True, False, True]
    assert [token_in_use(text, at=at) is not None for text in texts] == [False, True]
    assert [actor for actor, _ in told("person.signed_out")] == [cast.operator.person_key]
    assert [actor for actor, _ in told("token.ended")] == [cast.operator.person_key]


def test_surplus_sessions_end_the_oldest_first(cast: Cast, at: datetime, settings: Any) -> None:
    settings.SESSIONS_PER_PERSON = 2
    sessions = [sign_in(cast.officer, at + number * MINUTE) for number in range(4)]
    foreign = sign_in(cast.leader, at)

    newest = row_key(sessions[0].session_key or "")  # the newest by what the caller says
    with transaction.atomic():
        end_surplus_sessions(cast.officer, at=at + DAY / 4, newest=newest)

    assert [is_open(session) for session in sessions] == [True, False, False, True]
    assert is_open(foreign)
    causes = [json.loads(payload)["cause"] for _, payload in told("person.signed_out")]
    assert causes == ["limit", "limit"]


def test_token_ends_at_the_console(cast: Cast, at: datetime) -> None:
    texts = [issue(cast.officer, at), issue(cast.leader, at)]
    first = ApiToken.objects.order_by("pk").first()
    assert first is not None

    for _ in range(2):  # a repeat is harmless
        end_token_at_console(at=at, token_id=first.pk)

    assert [token_in_use(text, at=at) is not None for text in texts] == [False, True]
    assert [actor for actor, _ in told("token.ended")] == ["system"]
    with pytest.raises(ApiToken.DoesNotExist):
        end_token_at_console(at=at, token_id=0)
