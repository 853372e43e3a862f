"""What holds while somebody is signed in: the session ends when idle, and what is owed comes first."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, resolve_url

from mingtang.foundation import clock
from mingtang.organization.actions.second_factor import has_second_factor
from mingtang.organization.actions.sign_in import record_sign_out
from mingtang.organization.authority import authority
from mingtang.organization.enums import SignOutCause
from mingtang.organization.models import Person
from mingtang.organization.policies.sign_in import (
    Owed,
    is_idle,
    must_use_second_factor,
    owed_after_sign_in,
)
from mingtang.organization.rights import rights_table

SEEN = "seen"  # seconds since 1970 at which the person was last known to do something
ENTERED = "entered"  # seconds since 1970 at which they signed in
OWES = "owes"  # what they must do before anything else
NOTED_EVERY = 60  # seconds; each request would otherwise write to the database
BACKGROUND = "X-Mingtang-Background"  # set by scripts that ask by themselves, without a person
PAGES = {Owed.PASSWORD: "sign_in:password", Owed.SECOND_FACTOR: "sign_in:second_factor"}
OPEN_WHILE_OWING = ("sign_in:password", "sign_in:second_factor", "sign_in:leave")
ENDED = {
    SignOutCause.IDLE: "您已超过 {minutes} 分钟没有操作，请重新登录。",
    SignOutCause.OVER: "为保护账号，登录一段时间后须重新登录。",
}


class SessionRulesMiddleware:
    """Sign out who was idle, or in, for too long; lead who owes a password or a second factor to its page.

    Such a session is emptied and the request goes on without a person: the door of the office keeps
    what was typed and leads to the sign-in page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if SESSION_KEY in request.session:
            now = clock.now()
            if cause := self._ended(request, now):
                self._end(request, now, cause)
            elif page := self._owed_page(request):
                return redirect(page)
            else:
                note_activity(request, now)
        return self.get_response(request)

    def _ended(self, request: HttpRequest, now: datetime) -> SignOutCause | None:
        session, idle = request.session, timedelta(minutes=settings.SESSION_IDLE_MINUTES)
        if is_over(now, session.get(SEEN), idle):
            return SignOutCause.IDLE
        whole = timedelta(seconds=settings.SESSION_COOKIE_AGE)
        return SignOutCause.OVER if is_over(now, session.get(ENTERED), whole) else None

    def _end(self, request: HttpRequest, now: datetime, cause: SignOutCause) -> None:
        if isinstance(request.user, Person):
            record_sign_out(person=request.user, at=now, cause=cause)
        logout(request)
        messages.info(request, ENDED[cause].format(minutes=settings.SESSION_IDLE_MINUTES))

    def _owed_page(self, request: HttpRequest) -> str:
        owes = request.session.get(OWES)
        if not owes or request.path in {resolve_url(name) for name in OPEN_WHILE_OWING}:
            return ""
        return resolve_url(PAGES[Owed(owes)])


def is_over(now: datetime, since: int | None, limit: timedelta) -> bool:
    """Tell whether a limit has passed since a moment kept in the session, if one is kept."""
    return since is not None and is_idle(
        at=now, latest=datetime.fromtimestamp(since, UTC), limit=limit
    )


def note_activity(request: HttpRequest, now: datetime) -> None:
    """Remember that the person is there, at most once a minute."""
    seen = request.session.get(SEEN)
    if request.headers.get(BACKGROUND) and seen is not None:
        return
    if seen is None or now.timestamp() - seen >= NOTED_EVERY:
        request.session[SEEN] = int(now.timestamp())
    request.session.setdefault(ENTERED, int(now.timestamp()))


def note_what_is_owed(request: HttpRequest, person: Person, now: datetime) -> None:
    """Remember what a person must do before anything else, or that nothing is left to do."""
    has_factor = has_second_factor(person)
    owed = owed_after_sign_in(
        must_change_password=person.must_change_password,
        password_set_at=person.password_set_at,
        at=now,
        password_max_days=settings.PASSWORD_MAX_DAYS,
        lacks_second_factor=not has_factor and second_factor_is_required(person, now),
    )
    if owed is None:
        request.session.pop(OWES, None)
    else:
        request.session[OWES] = owed.value


def second_factor_is_required(person: Person, now: datetime) -> bool:
    """Tell whether the installation asks this person for a second factor."""
    posts = authority.powers_of(person, now).posts
    table = rights_table()
    return must_use_second_factor(
        settings.SECOND_FACTOR, marked=any(table.posts[post].second_factor for post in posts)
    )
