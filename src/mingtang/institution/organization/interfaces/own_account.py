"""What people do about their own way in: another password, an authenticator, recovery codes."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from mingtang.ground.foundation import clock
from mingtang.ground.foundation.decisions import Refused
from mingtang.institution.organization.actions.attempts import (
    Try,
    forget_tries,
    give_back_try,
    reserve_try,
)
from mingtang.institution.organization.actions.passwords import set_own_password
from mingtang.institution.organization.actions.second_factor import (
    confirm_second_factor,
    has_second_factor,
    make_recovery_codes,
    provisioning_uri,
    remove_second_factor,
    start_second_factor,
)
from mingtang.institution.organization.actions.sign_in import record_lock, record_sign_in_failure
from mingtang.institution.organization.enums import SignInFailure
from mingtang.institution.organization.interfaces.forms import (
    CodeForm,
    PasswordForm,
    PlainForm,
    ProofForm,
)
from mingtang.institution.organization.interfaces.lockout import client_address_of, locked_words
from mingtang.institution.organization.interfaces.session_keys import OWES
from mingtang.institution.organization.interfaces.session_store import row_key
from mingtang.institution.organization.interfaces.sessions import note_what_is_owed
from mingtang.institution.organization.interfaces.sign_in import next_page
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.queries import second_factor_is_required

View = Callable[[HttpRequest, Person], HttpResponse]
NOT_PROVED = "登录密码不对，请重新输入。"


def for_signed_in(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """Hand the signed-in person to a view; lead others to the sign-in page."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not isinstance(request.user, Person):
            return redirect_to_login(request.get_full_path(), resolve_url("sign_in:enter"))
        return view(request, request.user)

    return never_cache(guarded)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@for_signed_in
def password(request: HttpRequest, person: Person) -> HttpResponse:
    """Change the own password."""
    form = PasswordForm(request.POST or None)
    now = clock.now()
    if form.is_valid() and (tried := _reserved(request, person, form, now)):
        try:
            changed = set_own_password(
                actor=person,
                at=now,
                old=form.cleaned_data["old"],
                new=form.cleaned_data["password"],
                session=row_key(request.session.session_key or ""),
            )
        except Refused as refused:
            form.add_refusal(refused)
            _note_proof(request, person, tried, now, is_right="old" not in form.errors)
        else:
            forget_tries(username=person.username, address=client_address_of(request))
            update_session_auth_hash(request, changed)  # other sessions end, this one goes on
            note_what_is_owed(request, changed, now)
            messages.success(request, "密码已修改。")
            return redirect(next_page(request))
    is_owed = request.session.get(OWES) == "password"
    context = {"form": form, "is_owed": is_owed, "next": next_page(request)}
    return render(request, "sign_in/password.html", context, status=400 if form.errors else 200)


@sensitive_variables("codes")
@require_http_methods(["GET", "HEAD", "POST"])
@for_signed_in
def second_factor(request: HttpRequest, person: Person) -> HttpResponse:
    """Show whether the second factor is on, or help to switch it on."""
    if has_second_factor(person):
        may_remove = not second_factor_is_required(person, clock.now())
        return _factor_page(request, ProofForm(), may_remove=may_remove)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        now = clock.now()
        try:
            codes = confirm_second_factor(actor=person, at=now, code=form.cleaned_data["code"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            note_what_is_owed(request, person, now)
            return render(request, "sign_in/recovery_codes.html", {"codes": codes})
    factor = start_second_factor(actor=person)
    context = {
        "form": form,
        "secret": " ".join(factor.secret[i : i + 4] for i in range(0, len(factor.secret), 4)),
        "picture": _qr_code(provisioning_uri(factor)),
        "is_owed": request.session.get(OWES) == "second_factor",
    }
    status = 400 if form.errors else 200
    return render(request, "sign_in/second_factor_off.html", context, status=status)


@sensitive_post_parameters()
@sensitive_variables("codes")
@require_POST
@for_signed_in
def recovery_codes(request: HttpRequest, person: Person) -> HttpResponse:
    """Make new recovery codes and show them once."""
    form = _proved(request, person)
    if form.errors:
        return _factor_page(request, form, may_remove=False)
    codes = make_recovery_codes(actor=person, at=clock.now())
    return render(request, "sign_in/recovery_codes.html", {"codes": codes})


@sensitive_post_parameters()
@require_POST
@for_signed_in
def second_factor_off(request: HttpRequest, person: Person) -> HttpResponse:
    """Switch the own second factor off, unless the post asks for it."""
    now = clock.now()
    form = _proved(request, person)
    if not form.errors:
        try:
            remove_second_factor(actor=person, at=now, person_id=person.pk)
        except Refused as refused:
            form.add_refusal(refused)
    if form.errors:
        may_remove = not second_factor_is_required(person, now)
        return _factor_page(request, form, may_remove=may_remove)
    messages.success(request, "动态口令已停用。")
    return redirect("sign_in:second_factor")


def _proved(request: HttpRequest, person: Person) -> ProofForm:
    form, now = ProofForm(request.POST), clock.now()
    if form.is_valid() and (tried := _reserved(request, person, form, now)):
        is_right = person.check_password(form.cleaned_data["password"])
        if not is_right:
            form.add_error("password", NOT_PROVED)
        _note_proof(request, person, tried, now, is_right=is_right)
    return form


def _reserved(request: HttpRequest, person: Person, form: PlainForm, now: datetime) -> Try | None:
    """Reserve a try before the own password is checked once more; a stolen session guesses no better."""
    tried = reserve_try(username=person.username, address=client_address_of(request), at=now)
    if tried.locked_until is None:
        return tried
    form.add_error(None, locked_words(tried.locked_until, now, unit=person.unit.code))
    return None


def _note_proof(
    request: HttpRequest, person: Person, tried: Try, now: datetime, *, is_right: bool
) -> None:
    if is_right:
        give_back_try(username=person.username, address=client_address_of(request))
        return
    record_sign_in_failure(person=person, at=now, cause=SignInFailure.PROOF)
    if tried.is_last:
        minutes = int(settings.SIGN_IN_PAUSE.total_seconds() // 60)
        record_lock(person=person, at=now, minutes=minutes)


def _factor_page(request: HttpRequest, form: ProofForm, *, may_remove: bool) -> HttpResponse:
    context = {"form": form, "may_remove": may_remove}
    status = 400 if form.errors else 200
    return render(request, "sign_in/second_factor_on.html", context, status=status)


def _qr_code(text: str) -> str:
    """Return a QR code of `text` as a data URI, so that the secret is in no second request."""
    # Error level M stays readable on scratched office screens; a border of 4 is the standard's.
    return segno.make(text, error="m", micro=False).svg_data_uri(scale=8, border=4)
