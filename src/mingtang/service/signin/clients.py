"""The client of a sign-in service: OpenID Connect with authorization code and PKCE, all of it guarded.

Addresses, keys and tokens are fetched by the platform's own guarded client; joserfc verifies
signatures and claims. What a service states of itself is stored for ten minutes in this process.

Source: OpenID Connect Core 1.0, RFC 7636 (PKCE), RFC 9207 (issuer in the response).
"""

import base64
import hashlib
import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus, urlencode

from django.conf import settings
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from mingtang.ground.foundation.http import Answer, FetchError, Limits, fetch
from mingtang.service.signin.enums import SignInFault
from mingtang.service.signin.policies import (
    LEEWAY,
    BadMetadata,
    CitizenClaims,
    ServiceMetadata,
    citizen_of,
    fits_client,
    read_metadata,
)

LIMITS = Limits(seconds=8, max_bytes=256 * 1024, max_redirects=0)
STORED = 600.0  # seconds for which metadata and keys are used again
FAILED = 5.0  # seconds for which a failure is
WELL_KNOWN = "/.well-known/openid-configuration"
_NO_CODE = "mingtang-test"  # of the test: a code that no service issued

logger = logging.getLogger(__name__)


class SignInFailed(Exception):
    """A person could not be signed in; `detail`, in Chinese, is for the office, the label for citizens."""

    def __init__(self, fault: SignInFault, detail: str) -> None:
        self.fault, self.detail = fault, detail
        super().__init__(f"{fault.value}: {detail}")


@dataclass(frozen=True)
class ClientOfService:
    """Who this platform is to a service, and what it asks for."""

    issuer: str
    client_id: str
    client_secret: str
    scopes: str


@dataclass(frozen=True)
class SignInTrip:
    """What one way to the service and back is bound to: made before, compared after."""

    state: str
    nonce: str
    verifier: str
    return_url: str


@dataclass(frozen=True)
class _Stored:
    at: float
    value: Any


class _Memory:
    """What services stated, for a while; a fetch that failed is tried again after some seconds.

    Else each citizen who presses the button would wait as long as the first one, in one of few threads.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._found: dict[tuple[str, str], _Stored] = {}

    def get(self, key: tuple[str, str], fetch_it: Callable[[], Any], oldest: float) -> Any:
        """Return what is stored and no older than `oldest` seconds, else what a fetch returns."""
        now = self._monotonic()
        with self._lock:
            stored = self._found.get(key)
        has_failed = stored is not None and isinstance(stored.value, SignInFailed)
        if stored is not None and now - stored.at < (FAILED if has_failed else oldest):
            return _unless_failed(stored.value)
        value: Any
        try:
            value = fetch_it()
        except SignInFailed as failed:
            value = failed
        with self._lock:
            self._found[key] = _Stored(self._monotonic(), value)
        return _unless_failed(value)

    def forget(self, issuer: str) -> None:
        """Forget what a service stated."""
        with self._lock:
            for key in [one for one in self._found if one[0] == issuer]:
                del self._found[key]


def _unless_failed(value: Any) -> Any:
    if isinstance(value, SignInFailed):
        raise SignInFailed(value.fault, value.detail)
    return value


_memory = _Memory()


def forget_service(issuer: str) -> None:
    """Fetch metadata and keys of a service again when they are next needed."""
    _memory.forget(issuer)


def metadata_of(issuer: str) -> ServiceMetadata:
    """Return what a service states of itself.

    :raises SignInFailed: it cannot be reached, or is not usable.
    """
    found = _memory.get((issuer, "metadata"), lambda: _fetch_metadata(issuer), STORED)
    assert isinstance(found, ServiceMetadata)
    return found


def _fetch_metadata(issuer: str) -> ServiceMetadata:
    told = _json(_ask(f"{issuer.rstrip('/')}{WELL_KNOWN}", "服务的配置"), "服务的配置")
    try:
        return read_metadata(told, issuer, settings.SIGN_IN_ORIGINS)
    except BadMetadata as problem:
        raise SignInFailed(SignInFault.MISCONFIGURED, str(problem)) from None


def authorize_url(client: ClientOfService, trip: SignInTrip) -> str:
    """Return the address to which a person goes to sign in.

    :raises SignInFailed: the service cannot be reached, or is not usable.
    """
    metadata = metadata_of(client.issuer)
    digest = hashlib.sha256(trip.verifier.encode("ascii")).digest()
    query = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": trip.return_url,
        "scope": client.scopes,
        "state": trip.state,
        "nonce": trip.nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).decode("ascii").rstrip("="),
        "code_challenge_method": "S256",
    }
    joint = "&" if "?" in metadata.authorize_url else "?"
    return f"{metadata.authorize_url}{joint}{urlencode(query)}"


def redeem(
    client: ClientOfService, trip: SignInTrip, code: str, *, stated_issuer: str, at: datetime
) -> CitizenClaims:
    """Exchange the code that a person came back with, and return who they are.

    `stated_issuer` is the `iss` of the response, empty where it had none.

    :raises SignInFailed: the service cannot be reached, refuses, or its answer is not verified.
    """
    metadata = metadata_of(client.issuer)
    if stated_issuer != client.issuer and (stated_issuer or metadata.states_issuer):
        raise SignInFailed(SignInFault.UNVERIFIED, "返回的地址写明的是另一个服务")
    told = _token(client, metadata, code=code, verifier=trip.verifier, back=trip.return_url)
    claims = _verified(client, metadata, str(told.get("id_token") or ""), trip.nonce, at)
    person = citizen_of(client.issuer, {**_userinfo(metadata, told, claims), **claims})
    if person is None:
        raise SignInFailed(SignInFault.UNVERIFIED, "服务没有说明登录的是谁（缺少 sub）")
    if not person.name:
        raise SignInFailed(SignInFault.MISCONFIGURED, "服务没有给出姓名，请核对申请的信息")
    return person


def _token(
    client: ClientOfService, metadata: ServiceMetadata, *, code: str, verifier: str, back: str
) -> Mapping[str, Any]:
    answer = _ask_token(client, metadata, code=code, verifier=verifier, back=back)
    if answer.status != 200:
        error = _error_of(answer)
        fault = SignInFault.UNREACHABLE if answer.status >= 500 else SignInFault.REFUSED
        if error in {"invalid_client", "unauthorized_client"}:
            fault = SignInFault.MISCONFIGURED
        raise SignInFailed(fault, f"取令牌时服务答复状态 {answer.status}（{error or '没有说明'}）")
    return _json(answer, "令牌")


def _ask_token(
    client: ClientOfService, metadata: ServiceMetadata, *, code: str, verifier: str, back: str
) -> Answer:
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": verifier,
    }
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/json",
    }
    if metadata.posts_secret:
        fields |= {"client_id": client.client_id, "client_secret": client.client_secret}
    else:
        # Source: RFC 6749, 2.3.1: both are encoded as in a form before they are joined.
        pair = f"{quote_plus(client.client_id)}:{quote_plus(client.client_secret)}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode('ascii')}"
    return _fetched(
        metadata.token_url, method="POST", headers=headers, body=urlencode(fields).encode("ascii")
    )


def _verified(
    client: ClientOfService, metadata: ServiceMetadata, token: str, nonce: str, at: datetime
) -> dict[str, Any]:
    """Return the claims of an ID token whose signature, issuer, audience, times and nonce are right."""
    registry = jwt.JWTClaimsRegistry(
        now=int(at.timestamp()),
        leeway=LEEWAY,
        iss={"essential": True, "value": client.issuer},
        sub={"essential": True},
        aud={"essential": True, "value": client.client_id},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        keys = _keys_for(metadata, token)
        claims = jwt.decode(token, keys, algorithms=list(metadata.algorithms)).claims
        registry.validate(claims)
    except (JoseError, ValueError, TypeError) as error:
        detail = f"身份令牌没有通过核验（{type(error).__name__}）"
        raise SignInFailed(SignInFault.UNVERIFIED, detail) from error
    if not fits_client(claims, client.client_id):
        raise SignInFailed(SignInFault.UNVERIFIED, "身份令牌是发给别的应用的")
    return dict(claims)


def _keys_for(metadata: ServiceMetadata, token: str) -> KeySet:
    """Return the keys of a service; fetched again where the key of a token is a new one."""
    name = jws.extract_compact(token.encode("ascii")).headers().get("kid")
    keys = _keys(metadata, STORED)
    if name is None or any(key.kid == name for key in keys.keys):
        return keys
    return _keys(metadata, 0.0)


def _keys(metadata: ServiceMetadata, oldest: float) -> KeySet:
    found = _memory.get(
        (metadata.issuer, "keys"), lambda: read_keys(_ask(metadata.keys_url, "服务的公钥")), oldest
    )
    assert isinstance(found, KeySet)
    return found


def read_keys(answer: Answer) -> KeySet:
    """Return the keys of a service that sign with RSA or elliptic curves; others are left out.

    :raises SignInFailed: there is none.
    """
    told = _json(answer, "服务的公钥").get("keys")
    usable = KeySet([])
    for one in told if isinstance(told, list) else ():
        if isinstance(one, dict) and one.get("kty") in {"RSA", "EC"} and one.get("use") != "enc":
            try:
                usable.keys.extend(KeySet.import_key_set({"keys": [one]}).keys)
            except (JoseError, ValueError, TypeError, KeyError):
                continue
    if not usable.keys:
        raise SignInFailed(SignInFault.MISCONFIGURED, "服务没有给出可以核验签名的公钥")
    return usable


def _userinfo(
    metadata: ServiceMetadata, told: Mapping[str, Any], claims: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return what the service says of a person besides; nothing where it does not answer in time.

    Source: OpenID Connect Core 1.0, 5.3.2: an answer about another subject must not be used.
    """
    token = str(told.get("access_token") or "")
    if not metadata.userinfo_url or not token or {"name", "phone_number"} <= claims.keys():
        return {}
    try:
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        found = _json(_ask(metadata.userinfo_url, "用户信息", headers), "用户信息")
    except SignInFailed as failed:
        logger.warning("sign-in: no userinfo: %s", failed)
        return {}
    return found if found.get("sub") == claims.get("sub") else {}


def examine(client: ClientOfService, return_url: str) -> str:
    """Try a service as far as it goes without a person; return what is wrong, empty for nothing.

    The client's secret is tried with a code that no service issued: a service that accepts the
    client refuses the code, one that does not refuses the client.
    """
    forget_service(client.issuer)
    try:
        metadata = metadata_of(client.issuer)
        _keys(metadata, 0.0)
        answer = _ask_token(client, metadata, code=_NO_CODE, verifier="x" * 43, back=return_url)
    except SignInFailed as failed:
        return failed.detail
    error = _error_of(answer)
    if answer.status == 401 or error in {"invalid_client", "unauthorized_client"}:
        return "服务不认这个应用编号和密钥，请核对；也可能是服务方还没有开通"
    if error in {"redirect_uri_mismatch", "invalid_redirect_uri"}:
        return "服务方没有登记本平台的返回地址，请把下面的返回地址交给服务方登记"
    if answer.status >= 500:
        return f"服务的令牌地址出错（状态 {answer.status}），请联系服务方"
    return ""


def _ask(url: str, what: str, headers: Mapping[str, str] | None = None) -> Answer:
    answer = _fetched(url, headers=headers or {"Accept": "application/json"})
    if answer.status != 200:
        fault = SignInFault.UNREACHABLE if answer.status >= 500 else SignInFault.MISCONFIGURED
        raise SignInFailed(fault, f"取{what}时服务答复状态 {answer.status}，请核对服务地址")
    return answer


def _fetched(url: str, **how: Any) -> Answer:
    try:
        return fetch(url, limits=LIMITS, allowed_origins=settings.SIGN_IN_ORIGINS, **how)
    except FetchError as error:
        more = "；内网的服务须先由运维人员放行" if error.code == "private" else ""
        raise SignInFailed(SignInFault.UNREACHABLE, f"{error}{more}") from None


def _json(answer: Answer, what: str) -> Mapping[str, Any]:
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise SignInFailed(SignInFault.MISCONFIGURED, f"{what}不是规范的 JSON，请核对服务地址")
    return found


def _error_of(answer: Answer) -> str:
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return ""
    error = found.get("error") if isinstance(found, dict) else ""
    return str(error)[:60] if isinstance(error, str) and error.isascii() else ""
