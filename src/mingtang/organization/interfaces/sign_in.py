"""Coming in: name and password, then a code where there is a second factor; and going out."""

import math
from datetime import datetime, timedelta
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from mingtang.foundation import clock
from mingtang.organization.actions.second_factor import (
    has_second_factor,
    use_code,
    use_recovery_code,
)
from mingtang.organization.actions.sign_in import (
    record_lock,
    record_sign_in,
    record_sign_in_failure,
    record_sign_out,
)
from mingtang.organization.enums import SignInFailure, SignOutCause
from mingtang.organization.interfaces.forms import CodeForm, SignInForm
from mingtang.organization.interfaces.sessions import note_activity, note_what_is_owed
from mingtang.organization.models import Person
from mingtang.organization.policies.sign_in import lock_text

BACKEND = "mingtang.organization.interfaces.backends.PersonBackend"
PENDING = "sign_in"  # who has given the right password and still owes a code
PENDING_FOR = timedelta(minutes=5)
WRONG = "用户名或密码不对，请重新输入。如账号已停用或忘记密码，请联系本单位联络员或平台管理员。"
TOO_LATE = "等待时间过长，请重新登录。"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for user name and password."""
    if isinstance(request.user, Person):
        return redirect(next_page(request))
    if request.method != "POST":
        return _page(request, "enter", SignInForm())
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _page(request, "enter", form)
    now = clock.now()
    username = form.cleaned_data["username"]
    if _is_locked(request, username):
        return _locked_page(request, username, now)
    person = authenticate(request, **form.cleaned_data)
    if not isinstance(person, Person):
        return _turned_away(request, form, username, SignInFailure.PASSWORD, now)
    if has_second_factor(person):
        return _ask_for_code(request, person, now)
    return _let_in(request, person, now, with_second_factor=False)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the authenticator, or a recovery code instead."""
    now = clock.now()
    person = _pending_person(request, now)
    if person is None:
        messages.info(request, TOO_LATE)
        return redirect("sign_in:enter")
    if request.method != "POST":
        return _page(request, "code", CodeForm())
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, "code", form)
    if _is_locked(request, person.username):
        return _locked_page(request, person.username, now)
    typed = form.cleaned_data["code"]
    if use_code(person=person, at=now, code=typed) or use_recovery_code(
        person=person, at=now, code=typed
    ):
        return _let_in(request, person, now, with_second_factor=True)
    credentials = {"username": person.username}
    user_login_failed.send(__name__, credentials=credentials, request=request)
    return _turned_away(request, form, person.username, SignInFailure.CODE, now)


@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    if isinstance(request.user, Person):
        record_sign_out(person=request.user, at=clock.now(), cause=SignOutCause.PERSON)
    logout(request)
    messages.success(request, "您已退出登录。")
    return redirect("sign_in:enter")


def next_page(request: HttpRequest) -> str:
    """Return the local page that was asked for, else the start page; never another host."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def _let_in(
    request: HttpRequest, person: Person, now: datetime, *, with_second_factor: bool
) -> HttpResponse:
    request.session.pop(PENDING, None)
    login(request, person, backend=BACKEND)  # gives the session a new key
    note_activity(request, now)
    note_what_is_owed(request, person, now)
    record_sign_in(person=person, at=now, with_second_factor=with_second_factor)
    return redirect(next_page(request))


def _ask_for_code(request: HttpRequest, person: Person, now: datetime) -> HttpResponse:
    request.session.cycle_key()
    request.session[PENDING] = {
        "person": person.pk,
        "proof": person.get_session_auth_hash(),
        "until": (now + PENDING_FOR).isoformat(),
    }
    query = urlencode({"next": next_page(request)})
    return redirect(f"{resolve_url('sign_in:code')}?{query}")


def _pending_person(request: HttpRequest, now: datetime) -> Person | None:
    """Return who gave the right password a moment ago, unless it was changed since."""
    pending: dict[str, Any] = request.session.get(PENDING) or {}
    if not pending or now >= datetime.fromisoformat(pending["until"]):
        request.session.pop(PENDING, None)
        return None
    person = Person.objects.active().filter(pk=pending["person"]).first()
    if person is None or person.get_session_auth_hash() != pending["proof"]:
        return None
    return person


def _turned_away(
    request: HttpRequest,
    form: SignInForm | CodeForm,
    username: str,
    cause: SignInFailure,
    now: datetime,
) -> HttpResponse:
    person = Person.objects.select_related("unit").filter(username=username).first()
    if person is not None and not (person.is_active and person.unit.is_active):
        cause = SignInFailure.INACTIVE
    record_sign_in_failure(person=person, at=now, cause=cause)
    if _is_locked(request, username):
        request.session.pop(PENDING, None)
        minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
        record_lock(person=person, at=now, minutes=minutes)
        return _locked_page(request, username, now)
    if cause is SignInFailure.CODE:
        form.add_error("code", "动态口令不对或已用过，请等待下一个口令出现后再输入。")
        return _page(request, "code", form)
    form.add_error(None, WRONG)
    return _page(request, "enter", form)


def _is_locked(request: HttpRequest, username: str) -> bool:
    return not AxesProxyHandler.is_allowed(request, {"username": username})


def _locked_page(request: HttpRequest, username: str, now: datetime) -> HttpResponse:
    form = SignInForm(initial={"username": username})
    response = _page(
        request, "enter", form, locked=lock_text(minutes=_minutes_left(request, username, now))
    )
    response.status_code = 429
    return response


def _minutes_left(request: HttpRequest, username: str, now: datetime) -> int:
    """Return after how many minutes the latest failure is forgotten."""
    handler = AxesProxyHandler.get_implementation()
    found = [
        attempt.attempt_time
        for rows in handler.get_user_attempts(request, {"username": username})
        for attempt in rows.order_by("-attempt_time")[:1]
    ]
    left = min(max(found, default=now), now) + settings.AXES_COOLOFF_TIME - now
    return max(1, math.ceil(left.total_seconds() / 60))


def _page(
    request: HttpRequest, name: str, form: SignInForm | CodeForm, **more: str
) -> HttpResponse:
    context = {"form": form, "next": next_page(request), **more}
    status = 200 if not form.is_bound else 400
    return render(request, f"sign_in/{name}.html", context, status=status)
