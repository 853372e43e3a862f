"""The way of a citizen to a service and back: what is sealed in two short-lived cookies.

Both are encrypted with keys made from settings.SECRET_KEY: nothing of a person is in clear in them.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from mingtang.service.signin.clients import ClientOfService, SignInTrip
from mingtang.service.signin.models import SignInService
from mingtang.service.signin.policies import FLOW_LASTS, SESSION_LASTS, CitizenClaims
from mingtang.workbench.intake.receipts import UnreadablePass, as_pass, from_pass
from mingtang.workbench.intake.robots import VALID

PATH = "/forms/"  # the public dynamic part; static pages are the same for all readers
SESSION, FLOW, PROBE = "mt-citizen", "mt-sign-in", "mt-cookies"
_SESSION_USE, _FLOW_USE = "signin.session", "signin.flow"
RETURN = "/forms/sign-in/return/"


@dataclass(frozen=True)
class CitizenSession:
    """Who is signed in, by which service."""

    service: str
    claims: CitizenClaims


@dataclass(frozen=True)
class SignInFlow:
    """A way that was begun: by which service, bound to what, from which form, with which draft."""

    service: int
    trip: SignInTrip | None
    form: str
    draft: str = ""
    draft_key: str = ""


def return_url_of(host: str) -> str:
    """Return the address to which a service leads back on a site, as it has to be registered."""
    port = "" if ":" in host else settings.PUBLISH_PORT
    return f"{settings.PUBLISH_SCHEME}://{host}{port}{RETURN}"


def client_of(service: SignInService) -> ClientOfService:
    """Return who this platform is to a service."""
    return ClientOfService(service.issuer, service.client_id, service.client_secret, service.scopes)


def new_trip(host: str) -> SignInTrip:
    """Return the secrets of a new way."""
    state, nonce = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    return SignInTrip(state, nonce, secrets.token_urlsafe(48), return_url_of(host))


def session_of(request: HttpRequest, at: datetime) -> CitizenSession | None:
    """Return who is signed in; None after half an hour, and for a cookie that is not ours."""
    told = _read(request, SESSION, _SESSION_USE, at, SESSION_LASTS)
    if told is None or told["host"] != request.get_host():
        return None
    return CitizenSession(told["service"], CitizenClaims(**told["claims"]))


def open_session(
    request: HttpRequest, response: HttpResponse, session: CitizenSession, at: datetime
) -> None:
    """Sign a person in: for this host alone."""
    told = {
        "service": session.service,
        "claims": vars(session.claims),
        "host": request.get_host(),
    }
    _write(response, SESSION, as_pass(_SESSION_USE, told, at), SESSION_LASTS)


def end_session(response: HttpResponse) -> None:
    """Sign a person out, and forget the way they came."""
    for name in (SESSION, FLOW):
        response.delete_cookie(name, path=PATH, samesite="Lax")


def flow_of(request: HttpRequest, at: datetime) -> SignInFlow | None:
    """Return the way that this browser began."""
    told = _read(request, FLOW, _FLOW_USE, at, FLOW_LASTS)
    if told is None:
        return None
    trip = SignInTrip(**told["trip"]) if told["trip"] else None
    return SignInFlow(**{**told, "trip": trip})


def write_flow(response: HttpResponse, flow: SignInFlow, at: datetime) -> None:
    """Give the browser what it has to bring back."""
    told = {**vars(flow), "trip": vars(flow.trip) if flow.trip else None}
    _write(response, FLOW, as_pass(_FLOW_USE, told, at), FLOW_LASTS)


def write_probe(response: HttpResponse) -> None:
    """Give the browser a cookie without content, to learn whether it stores any."""
    _write(response, PROBE, "1", VALID)  # as long as the page of a form


def stores_cookies(request: HttpRequest) -> bool:
    """Tell whether the browser brought a cookie of ours back."""
    return any(name in request.COOKIES for name in (PROBE, SESSION, FLOW))


def seal_draft(typed: Mapping[str, str]) -> tuple[str, str, bytes]:
    """Return the key of a row, the key that opens it, and what was typed, sealed."""
    key = Fernet.generate_key()
    sealed = Fernet(key).encrypt(json.dumps(dict(typed)).encode())
    return secrets.token_hex(24), key.decode("ascii"), sealed


def open_draft(key: str, payload: bytes) -> dict[str, str]:
    """Return what was typed; nothing where the key is another one."""
    try:
        found = json.loads(Fernet(key).decrypt(payload))
    except (InvalidToken, ValueError):
        return {}
    return {str(name): str(value) for name, value in found.items()}


def _read(request: HttpRequest, name: str, use: str, at: datetime, lasts: Any) -> Any:
    try:
        return from_pass(use, request.COOKIES.get(name, ""), at, lasts)
    except (UnreadablePass, ValueError):
        return None


def _write(response: HttpResponse, name: str, value: str, lasts: Any) -> None:
    response.set_cookie(
        name,
        value,
        max_age=int(lasts.total_seconds()),
        path=PATH,
        secure=settings.PUBLISH_SCHEME == "https",
        httponly=True,
        samesite="Lax",
    )
