"""The public pages of signing in (登录后写信、我的来信): to the service, back, own letters, out.

They work without JavaScript. A page with a refresh leads to the service, not a redirect: the answer to a
form may not leave the site (`form-action` of the security policy).
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any
from urllib.parse import quote

from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.service.signin.actions import store_draft
from mingtang.service.signin.clients import SignInFailed, authorize_url, redeem
from mingtang.service.signin.enums import SignInFault
from mingtang.service.signin.interfaces import trips
from mingtang.service.signin.interfaces.trips import CitizenSession, SignInFlow
from mingtang.service.signin.models import SignInService
from mingtang.service.signin.policies import LONGEST_DRAFT
from mingtang.service.signin.queries import (
    draft_payload,
    own_cases,
    own_status,
    person_digest,
    service_of,
)
from mingtang.workbench.casework.interfaces.public_forms import (
    OWN,
    OWN_RATING_FORM,
    OWN_SUPPLEMENT_FORM,
    own_token,
)
from mingtang.workbench.intake.actions import record_try
from mingtang.workbench.intake.forms import (
    FormLimits,
    PublicForm,
    SignInOffer,
    UnknownForm,
    VerifiedSender,
    public_form,
)
from mingtang.workbench.intake.interfaces.pages import form_again, typed_into
from mingtang.workbench.intake.interfaces.places import PublicPlace, SignInHere
from mingtang.workbench.intake.interfaces.status_pages import status_steps
from mingtang.workbench.intake.interfaces.wording import render_page
from mingtang.workbench.intake.robots import new_pass

MINE = "my-letters"
HOTLINE = "12345"
LIMITS = FormLimits(by_address=60, by_all=5000, within=timedelta(minutes=30))
NO_COOKIES = (
    "浏览器没有保存 Cookie，不能登录。请在浏览器的设置里允许本网站的 Cookie，再按“登录后写信”。"
)
TOO_MANY = "您所在的网络登录的次数太多，请半小时后再试。"
TOO_LONG = "填写的内容太长，请删减后再登录。"
UNAVAILABLE = "系统暂时不能登录，请过几分钟再试。"
_KEPT = "您填写的内容仍在下面。"
# What the page is called where it stands among the columns (ColumnName).
_MINE = {"heading": "我的来信", "about": "登录后写的来信和办到哪一步"}
_SIGN_IN = {"heading": "登录", "about": "登录以后写信、查看来信"}

logger = logging.getLogger(__name__)


class _NotNow(Exception):
    """Why the service cannot be used now, in a sentence."""

    def __init__(self, text: str, status: int) -> None:
        self.text, self.status = text, status
        super().__init__(text)


def signing_on(request: HttpRequest, site: str, at: datetime) -> SignInHere:
    """Return by which service one signs in on a site, and who is signed in by that very one."""
    try:
        service = service_of(site)
    except DatabaseError:
        return None, None
    if service is None:
        return None, None
    offer = SignInOffer(service.name, service.phone or HOTLINE)
    session = trips.session_of(request, at)
    if session is None or session.claims.issuer != service.issuer:
        return offer, None
    claims = session.claims
    values = {"name": claims.name, "phone": claims.phone}
    return offer, VerifiedSender(service.name, claims.issuer, claims.subject, values)


def draft_for(request: HttpRequest, code: str, at: datetime) -> Mapping[str, str]:
    """Return what this browser had typed into a form before it went to the service."""
    flow = trips.flow_of(request, at)
    if flow is None or flow.form != code or not flow.draft:
        return {}
    payload = draft_payload(flow.draft)
    return trips.open_draft(flow.draft_key, payload) if payload else {}


def after_form(request: HttpRequest, place: PublicPlace, response: HttpResponse) -> None:
    """Learn from a page of a form whether the browser stores cookies; forget what was sent."""
    if isinstance(response, HttpResponseRedirect):
        if trips.FLOW in request.COOKIES:
            response.delete_cookie(trips.FLOW, path=trips.PATH, samesite="Lax")
    elif place.showed_sign_in and not trips.stores_cookies(request):
        trips.write_probe(response)


def begin_sign_in(
    request: HttpRequest, place: PublicPlace, code: str, at: datetime
) -> HttpResponse:
    """Store what was typed and lead to the service; where that fails, show it again with the reason.

    :raises Http404: there is no such form, or it offers no sign-in.
    """
    form = _form(code, place)
    if request.method != "POST":
        return HttpResponseRedirect(f"/forms/{code}/")
    typed = typed_into(request, form) if form else {}
    try:
        return _led_away(request, place, code, typed, at)
    except _NotNow as problem:
        if form is None:
            return _mine(place, {"error": problem.text}, problem.status)
        reason = Reason("signin.not_now", f"{problem.text}{_KEPT}")
        return form_again(form, place, typed, reason, at=at, status=problem.status)


def _form(code: str, place: PublicPlace) -> PublicForm | None:
    if code == MINE:
        return None
    try:
        form = public_form(code).on_site(place.site)
    except UnknownForm as unknown:
        raise Http404 from unknown
    if form.sign_in is None or (form.site and form.site != place.site):
        raise Http404
    return form


def _led_away(
    request: HttpRequest, place: PublicPlace, code: str, typed: Mapping[str, str], at: datetime
) -> HttpResponse:
    if not trips.stores_cookies(request):
        raise _NotNow(NO_COOKIES, 422)
    phone = HOTLINE
    try:
        record_try(subject="sign-in", address=place.address, limits=LIMITS, at=at)
        service = service_of(place.site)
        if service is None:
            raise _NotNow(f"登录服务现在停用，有事请拨打 {HOTLINE} 热线。", 503)
        phone = service.phone or HOTLINE
        trip = trips.new_trip(request.get_host())
        url = authorize_url(trips.client_of(service), trip)
        flow = SignInFlow(service.pk, trip, code)
        if any(typed.values()):
            flow = _with_draft(flow, typed, at)
    except Refused:
        raise _NotNow(TOO_MANY, 429) from None
    except DatabaseError:
        raise _NotNow(UNAVAILABLE, 503) from None
    except SignInFailed as failed:
        logger.warning("sign-in at %s: %s", place.site, failed)
        raise _NotNow(f"{failed.fault.label}，也可以拨打 {phone}。", 503) from None
    response = _page(place, "signin/away.html", {"service": service.name, "url": url})
    trips.write_flow(response, flow, at)
    return response


def _with_draft(flow: SignInFlow, typed: Mapping[str, str], at: datetime) -> SignInFlow:
    key, secret, payload = trips.seal_draft(typed)
    if len(payload) > LONGEST_DRAFT:
        raise _NotNow(TOO_LONG, 422)
    store_draft(key=key, payload=payload, at=at)
    return replace(flow, draft=key, draft_key=secret)


def come_back(request: HttpRequest, place: PublicPlace, at: datetime) -> HttpResponse:
    """Sign in who comes back from the service with the right state and a code, else say why not."""
    flow = trips.flow_of(request, at)
    service = None
    try:
        service = service_of(place.site)
        session = _verified(request, flow, service, at)
    except SignInFailed as failed:
        logger.warning("sign-in at %s: %s", place.site, failed)
        return _failed(place, flow, service, failed.fault, at)
    except DatabaseError:
        return _failed(place, flow, None, SignInFault.UNREACHABLE, at)
    assert flow is not None
    response = HttpResponseRedirect(_back_to(flow))
    response["Cache-Control"] = "no-store"
    trips.open_session(request, response, session, at)
    trips.write_flow(response, replace(flow, trip=None), at)
    return response


def _verified(
    request: HttpRequest, flow: SignInFlow | None, service: SignInService | None, at: datetime
) -> CitizenSession:
    """Return who came back. :raises SignInFailed: nobody, by the word of the service or by ours."""
    state = request.GET.get("state", "")
    if flow is None or flow.trip is None or not _is_same(state, flow.trip.state):
        raise SignInFailed(SignInFault.LOST, "没有登录前的信息，或者 state 不一致")
    if service is None or service.pk != flow.service:
        raise SignInFailed(SignInFault.MISCONFIGURED, "登录期间服务被停用或更换")
    if error := request.GET.get("error", ""):
        is_cancelled = error in {"access_denied", "login_required", "interaction_required"}
        fault = SignInFault.CANCELLED if is_cancelled else SignInFault.REFUSED
        raise SignInFailed(fault, f"服务答复 {quote(error[:60])}")
    claims = redeem(
        trips.client_of(service),
        flow.trip,
        request.GET.get("code", "")[:2000],
        stated_issuer=request.GET.get("iss", ""),
        at=at,
    )
    return CitizenSession(service.name, claims)


def _is_same(one: str, other: str) -> bool:
    return compare_digest(one.encode(), other.encode())


def _back_to(flow: SignInFlow | None) -> str:
    if flow is None:
        return f"/forms/{MINE}/"
    return f"/forms/{flow.form}/" + ("?draft=yes" if flow.draft else "")


def _failed(
    place: PublicPlace,
    flow: SignInFlow | None,
    service: SignInService | None,
    fault: SignInFault,
    at: datetime,
) -> HttpResponse:
    context = {
        "reason": fault.label,
        "phone": (service.phone if service else "") or HOTLINE,
        "service": service.name if service else "",
        "back": _back_to(flow),
        "has_draft": bool(flow and flow.draft),
        "to_form": bool(flow and flow.form != MINE),
    }
    response = _page(place, "signin/failed.html", context, 403)
    if flow is not None:
        trips.write_flow(response, replace(flow, trip=None), at)  # its state serves once
    return response


def my_letters(request: HttpRequest, place: PublicPlace, at: datetime) -> HttpResponse:
    """Show who is signed in what they sent by all sites with this service; others how to sign in."""
    offer, sender = place.signing
    if sender is None:
        response = _mine(place, {"is_out": "out" in request.GET})
        if offer is not None and not trips.stores_cookies(request):
            trips.write_probe(response)
        return response
    try:
        rows = own_cases(person_digest(sender.issuer, sender.subject))
    except DatabaseError:
        return _mine(place, {"error": UNAVAILABLE}, 503)
    return _mine(place, {"rows": rows})


def my_letter(request: HttpRequest, place: PublicPlace, number: int, at: datetime) -> HttpResponse:
    """Show the status of an own letter; of another's as little as of one that is not there.

    :raises Http404: it is not a letter of who is signed in.
    """
    _, sender = place.signing
    if sender is None:
        return HttpResponseRedirect(f"/forms/{MINE}/")
    try:
        row = own_status(person_digest(sender.issuer, sender.subject), number)
    except DatabaseError:
        return _mine(place, {"error": UNAVAILABLE}, 503)
    if row is None:
        raise Http404
    context = {"row": row, "steps": status_steps(row), "follow_ups": _follow_ups(row.key, at)}
    return _page(place, "signin/letter.html", context)


def _follow_ups(key: str, at: datetime) -> list[dict[str, Any]]:
    """Return the forms by which a signed-in sender goes on with a case, with what names it."""
    own = own_token(key, at)
    return [
        {
            "code": form.code,
            "title": form.title,
            "intro": form.intro,
            "carried": (("pass", new_pass(form.code, at).token()), (OWN, own)),
        }
        for form in (OWN_SUPPLEMENT_FORM, OWN_RATING_FORM)
    ]


def sign_out(request: HttpRequest, place: PublicPlace) -> HttpResponse:
    """Sign out, by POST alone: opening an address must not end a session."""
    if request.method != "POST":
        return HttpResponseRedirect(f"/forms/{MINE}/")
    response = HttpResponseRedirect(f"/forms/{MINE}/?out=yes")
    trips.end_session(response)
    return response


def _mine(place: PublicPlace, more: Mapping[str, Any], status: int = 200) -> HttpResponse:
    offer, sender = place.signing
    context = {"offer": offer, "sender": sender, **more}
    return _page(place, "signin/mine.html", context, status)


def _page(
    place: PublicPlace, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    named = _MINE if template in {"signin/mine.html", "signin/letter.html"} else _SIGN_IN
    response = HttpResponse(render_page(place, template, {**named, **context}), status=status)
    response["Cache-Control"] = "no-store"
    return response
