"""Pure rules of signing in: what a service must state of itself, what a token must state, who a person is."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words, one_line

# Asymmetric ones alone: with `none` or HS256 anybody, or anybody with the client's secret, could sign.
ALGORITHMS = (
    *("RS256", "RS384", "RS512"),
    *("PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512"),
)
USUAL_ALGORITHMS = ("RS256",)  # where a service does not say (OpenID Connect Core 1.0, 15.1)
USUAL_SCOPES = "openid profile phone"
SESSION_LASTS = timedelta(minutes=30)
FLOW_LASTS = timedelta(
    hours=1
)  # from the press of the button until the service leads back, and the draft
DRAFTS_KEPT = timedelta(days=1)
LEEWAY = 120  # seconds by which the clocks of a service may differ
LONGEST_NAME, LONGEST_SUBJECT = 40, 255
LONGEST_DRAFT = 256 * 1024  # bytes
_PHONE = re.compile(r"\+?[0-9][0-9()\- ]{4,28}[0-9]")
_SCOPES = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*")
_ENDPOINTS = (
    ("authorization_endpoint", "登录地址"),
    ("token_endpoint", "令牌地址"),
    ("jwks_uri", "公钥地址"),
)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class ServiceFacts:
    """What the office says of a service. `client_secret` is empty where the stored one stays."""

    name: str
    issuer: str
    client_id: str
    client_secret: str = ""
    scopes: str = USUAL_SCOPES
    phone: str = ""
    sites: tuple[str, ...] = ()
    is_on: bool = True


@dataclass(frozen=True)
class ServiceMetadata:
    """What a service states of itself: its addresses, and how it signs.

    `posts_secret`: it takes the client's secret in the body of a request, not in a header.
    """

    issuer: str
    authorize_url: str
    token_url: str
    keys_url: str
    userinfo_url: str = ""
    algorithms: tuple[str, ...] = USUAL_ALGORITHMS
    posts_secret: bool = False
    states_issuer: bool = False


class BadMetadata(ValueError):
    """A service states something that we cannot work with; the text, in Chinese, says what."""


@dataclass(frozen=True)
class CitizenClaims:
    """Who a person is by the word of a service; `phone` is empty where it states none."""

    issuer: str
    subject: str
    name: str
    phone: str = ""


def is_service(facts: ServiceFacts, *, has_secret: bool, inside: Collection[str] = ()) -> Decision:
    """Answer whether a service can be saved, with every reason and its field.

    `inside` are origins within the network of the city, which may do without encryption.
    """
    decision = YES
    if not has_words(facts.name):
        text = "请填写服务名称，如“市统一身份认证平台”。"
        decision &= no("signin.no_name", text, "name")
    if not is_safe_address(facts.issuer, inside) or urlsplit(facts.issuer).query:
        text = "请填写以 https:// 开头的服务地址，不带问号后面的部分。"
        decision &= no("signin.bad_issuer", text, "issuer")
    if not has_words(facts.client_id):
        decision &= no("signin.no_client", "请填写服务方发给本平台的应用编号。", "client_id")
    if not has_secret and not facts.client_secret.strip():
        text = "请填写服务方发给本平台的应用密钥。"
        decision &= no("signin.no_secret", text, "client_secret")
    if not _SCOPES.fullmatch(facts.scopes) or "openid" not in facts.scopes.split():
        text = "申请的信息之间用一个空格隔开，其中要有 openid。"
        decision &= no("signin.bad_scopes", text, "scopes")
    if facts.is_on and not facts.sites:
        decision &= no("signin.no_site", "启用的服务请至少选择一个网站。", "sites")
    return decision


def is_safe_address(url: str, inside: Collection[str] = ()) -> bool:
    """Tell whether an address is encrypted, or one of an origin within the network."""
    try:
        parts = urlsplit(url)
        origin = _origin(url)
    except ValueError:
        return False
    if parts.scheme not in _PORTS or not parts.hostname or parts.username or parts.fragment:
        return False
    return parts.scheme == "https" or origin in {_origin(one) for one in inside}


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)


def read_metadata(told: object, issuer: str, inside: Collection[str] = ()) -> ServiceMetadata:
    """Return what a service states of itself.

    :raises BadMetadata: it is another service, or one that we cannot work with.

    Source: OpenID Connect Discovery 1.0, 3 and 4.3.
    """
    if not isinstance(told, Mapping):
        raise BadMetadata("服务的配置不是规范的 JSON，请核对服务地址")
    if told.get("issuer") != issuer:
        found = one_line(str(told.get("issuer") or "（没有写）"))[:200]
        raise BadMetadata(
            f"服务自己写的地址是“{found}”，与填写的“{issuer}”不一致，请照服务写的填，包括末尾的斜线"
        )
    for key, label in _ENDPOINTS:
        if not is_safe_address(str(told.get(key) or ""), inside):
            raise BadMetadata(f"服务的配置里没有{label}，或者不是以 https:// 开头")
    _check_ways(told)
    userinfo = str(told.get("userinfo_endpoint") or "")
    ways = _texts(told, "token_endpoint_auth_methods_supported") or ("client_secret_basic",)
    return ServiceMetadata(
        issuer=issuer,
        authorize_url=str(told["authorization_endpoint"]),
        token_url=str(told["token_endpoint"]),
        keys_url=str(told["jwks_uri"]),
        userinfo_url=userinfo if is_safe_address(userinfo, inside) else "",
        algorithms=_algorithms(told),
        posts_secret="client_secret_basic" not in ways,
        states_issuer=told.get("authorization_response_iss_parameter_supported") is True,
    )


def _check_ways(told: Mapping[str, Any]) -> None:
    ways = _texts(told, "token_endpoint_auth_methods_supported")
    if ways and not {"client_secret_basic", "client_secret_post"} & set(ways):
        raise BadMetadata("服务不接受用应用密钥取令牌，请服务方开通")
    responses = _texts(told, "response_types_supported")
    if responses and "code" not in responses:
        raise BadMetadata("服务不支持授权码方式登录，请服务方开通")
    challenges = _texts(told, "code_challenge_methods_supported")
    if challenges and "S256" not in challenges:
        raise BadMetadata("服务不支持 S256 方式的授权码保护（PKCE），请服务方开通")
    if not _algorithms(told):
        stated = "、".join(_texts(told, "id_token_signing_alg_values_supported"))[:100]
        raise BadMetadata(
            f"服务的签名方式（{stated}）本平台不接受，请服务方改用 RS256、PS256 或 ES256"
        )


def _algorithms(told: Mapping[str, Any]) -> tuple[str, ...]:
    stated = _texts(told, "id_token_signing_alg_values_supported") or USUAL_ALGORITHMS
    return tuple(one for one in ALGORITHMS if one in stated)


def _texts(told: Mapping[str, Any], key: str) -> tuple[str, ...]:
    values = told.get(key)
    return tuple(map(str, values)) if isinstance(values, list) else ()


def fits_client(claims: Mapping[str, Any], client_id: str) -> bool:
    """Tell whether a token was issued to this client, also where it names several.

    Source: OpenID Connect Core 1.0, 3.1.3.7, 3 to 5.
    """
    audience = claims.get("aud")
    party = claims.get("azp")
    if isinstance(audience, list) and len(audience) > 1 and party is None:
        return False
    return party is None or party == client_id


def citizen_of(issuer: str, claims: Mapping[str, Any]) -> CitizenClaims | None:
    """Return who a person is; None where the claims name no subject."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        return None
    name = _text(claims, "name") or _text(claims, "family_name") + _text(claims, "given_name")
    is_doubtful = claims.get("phone_number_verified") is False
    phone = "" if is_doubtful else _plain_phone(_text(claims, "phone_number"))
    return CitizenClaims(issuer, subject, name[:LONGEST_NAME], phone)


def _text(claims: Mapping[str, Any], key: str) -> str:
    value = claims.get(key)
    return one_line(value) if isinstance(value, str) else ""


def _plain_phone(stated: str) -> str:
    """Return a number as it is written here, without the code of the country; empty for none."""
    number = stated.removeprefix("+86").strip(" -")
    return number if _PHONE.fullmatch(number) else ""
