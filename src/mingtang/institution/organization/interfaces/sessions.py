"""What holds while someone is signed in: the session ends when idle, and what is owed comes first."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, resolve_url

from mingtang.ground.foundation import clock
from mingtang.institution.organization.actions.second_factor import has_second_factor
from mingtang.institution.organization.actions.sign_in import record_sign_out
from mingtang.institution.organization.enums import EndCause
from mingtang.institution.organization.interfaces.lockout import client_address_of
from mingtang.institution.organization.interfaces.session_keys import (
    ADDRESS,
    BROWSER,
    ENTERED,
    OWES,
    SEEN,
)
from mingtang.institution.organization.interfaces.session_store import row_key
from mingtang.institution.organization.models import Person, WebSession
from mingtang.institution.organization.policies.browsers import browser_name
from mingtang.institution.organization.policies.sign_in import (
    SignInDuty,
    is_idle,
    owed_after_sign_in,
)
from mingtang.institution.organization.queries import second_factor_is_required

NOTED_EVERY = 60  # seconds; each request would otherwise write to the database
BACKGROUND = "X-Mingtang-Background"  # set by scripts that ask by themselves, without a person
PAGES = {SignInDuty.PASSWORD: "sign_in:password", SignInDuty.SECOND_FACTOR: "sign_in:second_factor"}
OPEN_WHILE_OWING = ("sign_in:password", "sign_in:second_factor", "sign_in:leave")
ENDED = {
    EndCause.IDLE: "您已超过 {minutes} 分钟没有操作，请重新登录。",
    EndCause.OVER: "为保护账号，登录一段时间后须重新登录。",
    EndCause.PERSON: "您在别处结束了这里的登录。",
    EndCause.OPERATOR: "平台管理员结束了这里的登录，如有疑问请联系平台管理员。",
    EndCause.PASSWORD: "密码已修改，这里的登录已失效，请用新密码重新登录。",
    EndCause.POST: "您的岗位有变动，这里的登录已失效，请重新登录。",
    EndCause.CLOSED: "您的账号已停用，如有疑问请联系平台管理员。",
    EndCause.LIMIT: (
        "您的账号在别处登录，超过了最多 {sessions} 处同时登录的上限，这里最早的登录已结束。"
        "如果不是您本人在别处登录，请立即修改密码并告知平台管理员。"
    ),
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
        elif told := ended_elsewhere(request):
            messages.info(request, told)
        return self.get_response(request)

    def _ended(self, request: HttpRequest, now: datetime) -> EndCause | None:
        session, idle = request.session, timedelta(minutes=settings.SESSION_IDLE_MINUTES)
        if is_over(now, session.get(SEEN), idle):
            return EndCause.IDLE
        whole = timedelta(seconds=settings.SESSION_COOKIE_AGE)
        return EndCause.OVER if is_over(now, session.get(ENTERED), whole) else None

    def _end(self, request: HttpRequest, now: datetime, cause: EndCause) -> None:
        if isinstance(request.user, Person):
            record_sign_out(person=request.user, at=now, cause=cause)
        logout(request)
        messages.info(request, ended_words(cause))

    def _owed_page(self, request: HttpRequest) -> str:
        owes = request.session.get(OWES)
        if not owes or request.path in {resolve_url(name) for name in OPEN_WHILE_OWING}:
            return ""
        return resolve_url(PAGES[SignInDuty(owes)])


def ended_words(cause: EndCause) -> str:
    """Say why a session ended."""
    return ENDED[cause].format(
        minutes=settings.SESSION_IDLE_MINUTES, sessions=settings.SESSIONS_PER_PERSON
    )


def ended_elsewhere(request: HttpRequest) -> str:
    """Say why the session of this browser was ended from elsewhere; empty where it was not.

    The browser is told once: its cookie is taken away with the answer.
    """
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return ""
    rows = WebSession.objects.filter(session_key=row_key(key), ended_at__isnull=False)
    cause = rows.values_list("end_cause", flat=True).first()
    return ended_words(EndCause(cause)) if cause else ""


def note_browser(request: HttpRequest) -> None:
    """Remember in the session where it was opened, so that its owner recognises it."""
    request.session[BROWSER] = browser_name(request.headers.get("User-Agent", ""))
    request.session[ADDRESS] = client_address_of(request)


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
