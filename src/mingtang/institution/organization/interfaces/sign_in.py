"""Coming in: name and password, then a code where there is a second factor; and going out."""

import math
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from mingtang.ground.foundation import clock
from mingtang.institution.organization.actions.attempts import (
    Try,
    forget_tries,
    give_back_try,
    lock_after,
    reserve_try,
)
from mingtang.institution.organization.actions.second_factor import (
    has_second_factor,
    use_code,
    use_recovery_code,
)
from mingtang.institution.organization.actions.sign_in import (
    record_lock,
    record_sign_in,
    record_sign_in_failure,
    record_sign_out,
)
from mingtang.institution.organization.enums import EndCause, SignInFailure
from mingtang.institution.organization.interfaces.forms import CodeForm, SignInForm
from mingtang.institution.organization.interfaces.hashing import HashingBusy
from mingtang.institution.organization.interfaces.lockout import client_address_of, locked_words
from mingtang.institution.organization.interfaces.session_store import row_key
from mingtang.institution.organization.interfaces.sessions import (
    note_activity,
    note_browser,
    note_what_is_owed,
)
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.policies.attempts import helpers_text
from mingtang.institution.organization.queries import helpers_of

BACKEND = "mingtang.institution.organization.interfaces.backends.PersonBackend"
PENDING = "sign_in"  # who has given the right password and still owes a code
PENDING_FOR = timedelta(minutes=5)
WRONG = "用户名或密码不对，请重新输入。如账号已停用或忘记密码，请联系{helpers}。"
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
    now, username = clock.now(), form.cleaned_data["username"]
    tried = reserve_try(username=username, address=client_address_of(request), at=now)
    if tried.locked_until:
        return _locked_page(request, username, tried.locked_until, now)
    try:
        person = authenticate(request, **form.cleaned_data)
    except HashingBusy:  # nothing was checked
        give_back_try(username=username, address=client_address_of(request))
        raise
    if not isinstance(person, Person):
        return _turned_away(request, form, username, SignInFailure.PASSWORD, tried, now)
    if has_second_factor(person):
        give_back_try(username=username, address=client_address_of(request))
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
    address = client_address_of(request)
    tried = reserve_try(username=person.username, address=address, at=now)
    if tried.locked_until:
        return _locked_page(request, person.username, tried.locked_until, now)
    typed = form.cleaned_data["code"]
    if use_code(person=person, at=now, code=typed) or use_recovery_code(
        person=person, at=now, code=typed
    ):
        return _let_in(request, person, now, with_second_factor=True)
    return _turned_away(request, form, person.username, SignInFailure.CODE, tried, now)


@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    if isinstance(request.user, Person):
        record_sign_out(person=request.user, at=clock.now(), cause=EndCause.PERSON)
    logout(request)
    messages.success(request, "您已退出登录。")
    return redirect("sign_in:enter")


def next_page(request: HttpRequest) -> str:
    """Return the local page that was asked for, else the start page; never another host."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def _let_in(
    request: HttpRequest, person: Person, now: datetime, *, with_second_factor: bool
) -> HttpResponse:
    forget_tries(username=person.username, address=client_address_of(request))
    request.session.pop(PENDING, None)
    login(request, person, backend=BACKEND)  # gives the session a new key
    note_activity(request, now)
    note_browser(request)
    note_what_is_owed(request, person, now)
    request.session.save()  # so that it counts among those of the person
    record_sign_in(
        person=person,
        at=now,
        with_second_factor=with_second_factor,
        session=row_key(request.session.session_key or ""),
    )
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
    tried: Try,
    now: datetime,
) -> HttpResponse:
    person = Person.objects.select_related("unit").filter(username=username).first()
    if person is not None and not (person.is_active and person.unit.is_active):
        cause = SignInFailure.INACTIVE
    record_sign_in_failure(person=person, at=now, cause=cause)
    if tried.is_last:
        minutes = int(settings.SIGN_IN_PAUSE.total_seconds() // 60)
        record_lock(person=person, at=now, minutes=minutes)
    until = lock_after(username=username, address=client_address_of(request), at=now)
    if until:
        return _locked_page(request, username, until, now)
    if cause is SignInFailure.CODE:
        form.add_error("code", "动态口令不对或已用过，请等待下一个口令出现后再输入。")
        return _page(request, "code", form)
    form.add_error(None, WRONG.format(helpers=helpers_text(helpers_of(at=now))))
    return _page(request, "enter", form)


def _locked_page(
    request: HttpRequest, username: str, until: datetime, now: datetime
) -> HttpResponse:
    request.session.pop(PENDING, None)
    form = SignInForm(initial={"username": username})
    response = _page(request, "enter", form, locked=locked_words(until, now))
    response.status_code = 429
    response["Retry-After"] = str(math.ceil((until - now).total_seconds()))
    return response


def _page(
    request: HttpRequest, name: str, form: SignInForm | CodeForm, **more: str
) -> HttpResponse:
    helpers = helpers_text(helpers_of(at=clock.now()))
    context = {"form": form, "next": next_page(request), "helpers": helpers, **more}
    status = 200 if not form.is_bound else 400
    return render(request, f"sign_in/{name}.html", context, status=status)
