"""The client against a real service on loopback, with everything that it may do wrong."""

import time
from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from mingtang.ground.foundation.http import fetch
from mingtang.service.signin.clients import (
    ClientOfService,
    SignInFailed,
    SignInTrip,
    authorize_url,
    examine,
    forget_service,
    redeem,
)
from mingtang.service.signin.enums import SignInFault
from mingtang.service.signin.policies import CitizenClaims
from tests.harness.sign_in_service import CLIENT, SECRET, SignInServer

BACK = "https://www.mingzhou.gov.cn/forms/sign-in/return/"
TRIP = SignInTrip("state-1", "nonce-1", "v" * 64, BACK)
Break = Callable[[SignInServer], object]


def _client(server: SignInServer, secret: str = SECRET) -> ClientOfService:
    return ClientOfService(server.origin, CLIENT, secret, "openid profile phone")


def _came_back(server: SignInServer) -> dict[str, str]:
    """Go to the service as a browser does, and return what the address says that it leads back to."""
    url = authorize_url(_client(server), TRIP)
    led = fetch(url, via=server.origin).headers["location"]
    assert led.startswith(BACK)
    return {name: values[0] for name, values in parse_qs(urlsplit(led).query).items()}


def _redeemed(server: SignInServer, at: datetime, trip: SignInTrip = TRIP) -> CitizenClaims:
    code = _came_back(server)["code"]
    return redeem(_client(server), trip, code, stated_issuer="", at=at)


def test_person_is_known_after_the_code_was_exchanged(server: SignInServer, at: datetime) -> None:
    assert _came_back(server)["state"] == TRIP.state
    found = _redeemed(server, at)
    assert found == CitizenClaims(server.origin, "340-1", "闻人无双", "13912345678")
    asked = dict(server.asked)["/authorize"]
    assert (asked["code_challenge_method"], asked["nonce"]) == ("S256", TRIP.nonce)
    assert TRIP.verifier not in asked.values()


def test_code_serves_once_and_only_with_its_verifier(server: SignInServer, at: datetime) -> None:
    code = _came_back(server)["code"]
    redeem(_client(server), TRIP, code, stated_issuer="", at=at)
    with pytest.raises(SignInFailed, match="invalid_grant"):
        redeem(_client(server), TRIP, code, stated_issuer="", at=at)
    other = SignInTrip(TRIP.state, TRIP.nonce, "w" * 64, BACK)
    with pytest.raises(SignInFailed, match="invalid_grant"):
        _redeemed(server, at, other)


@pytest.mark.parametrize(
    "fault", ["nonce", "expired", "none", "stranger's key"]
)  # fmt: skip
def test_token_that_is_not_right_signs_nobody_in(
    server: SignInServer, at: datetime, fault: str
) -> None:
    server.faults.add(fault)
    with pytest.raises(SignInFailed) as failed:
        _redeemed(server, at)
    assert failed.value.fault is SignInFault.UNVERIFIED


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://sso.example.com"},
        {"aud": "another"},
        {"aud": [CLIENT, "another"]},
        {"aud": None},
        {"exp": None},
        {"nonce": None},
        {"sub": None},
        {"iat": 4_000_000_000},
    ],
)
def test_claims_that_are_not_right_sign_nobody_in(
    server: SignInServer, at: datetime, claims: dict[str, object]
) -> None:
    server.claims |= claims
    with pytest.raises(SignInFailed) as failed:
        _redeemed(server, at)
    assert failed.value.fault is SignInFault.UNVERIFIED


def test_answer_in_the_name_of_another_service_is_refused(
    server: SignInServer, at: datetime
) -> None:
    code = _came_back(server)["code"]
    with pytest.raises(SignInFailed, match="另一个服务"):
        redeem(_client(server), TRIP, code, stated_issuer="https://other.example.cn", at=at)
    server.metadata["authorization_response_iss_parameter_supported"] = True
    forget_service(server.origin)
    with pytest.raises(SignInFailed, match="另一个服务"):
        redeem(_client(server), TRIP, code, stated_issuer="", at=at)
    found = redeem(_client(server), TRIP, code, stated_issuer=server.origin, at=at)
    assert found.subject == "340-1"


def test_new_key_of_a_service_is_fetched_when_it_is_used(
    server: SignInServer, at: datetime
) -> None:
    _redeemed(server, at)
    _redeemed(server, at)
    assert (server.count("/keys"), server.count("/.well-known/openid-configuration")) == (1, 1)
    server.rotate_key()
    assert _redeemed(server, at).subject == "340-1"
    assert server.count("/keys") == 2


def test_name_comes_from_userinfo_where_the_token_has_none(
    server: SignInServer, at: datetime
) -> None:
    server.person = {"sub": "7"}
    server.userinfo = {"name": "欧阳晓", "phone_number": "13800000000"}
    assert _redeemed(server, at) == CitizenClaims(server.origin, "7", "欧阳晓", "13800000000")
    server.userinfo["sub"] = "8"  # about another person: not used
    with pytest.raises(SignInFailed, match="没有给出姓名"):
        _redeemed(server, at)


def test_secret_goes_into_the_body_where_the_service_wants_it(
    server: SignInServer, at: datetime
) -> None:
    server.metadata["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    assert _redeemed(server, at).subject == "340-1"
    assert dict(server.asked)["/token"]["client_secret"] == SECRET


def test_service_that_gives_no_token_is_unreachable(server: SignInServer, at: datetime) -> None:
    server.faults.add("no tokens")
    with pytest.raises(SignInFailed) as failed:
        _redeemed(server, at)
    assert failed.value.fault is SignInFault.UNREACHABLE


def _issuer(server: SignInServer) -> None:
    server.metadata["issuer"] = f"{server.origin}/other"


def _keys(server: SignInServer) -> None:
    server.metadata["jwks_uri"] = f"{server.origin}/nothing"


def _down(server: SignInServer) -> None:
    server.faults.add("down")


def _symmetric(server: SignInServer) -> None:
    server.metadata["id_token_signing_alg_values_supported"] = ["HS256"]


@pytest.mark.parametrize(
    ("breaks", "words"),
    [
        (_down, "状态 503"),
        (_issuer, "不一致"),
        (_keys, "取服务的公钥时服务答复状态 404"),
        (_symmetric, "HS256"),
    ],
)
def test_examination_says_what_is_wrong(server: SignInServer, breaks: Break, words: str) -> None:
    assert examine(_client(server), BACK) == ""
    breaks(server)
    assert words in examine(_client(server), BACK)


def test_examination_tries_the_secret(server: SignInServer) -> None:
    assert "编号和密钥" in examine(_client(server, "wrong"), BACK)


def test_examination_says_that_nobody_answers(settings: object, server: SignInServer) -> None:
    gone = ClientOfService("http://127.0.0.1:9", CLIENT, SECRET, "openid")
    assert "放行" in examine(gone, BACK)
    settings.SIGN_IN_ORIGINS = ["http://127.0.0.1:9"]  # type: ignore[attr-defined]
    assert "连不上" in examine(gone, BACK)


def test_failure_is_told_to_all_who_ask_within_seconds(server: SignInServer) -> None:
    server.faults.add("down")
    for _ in range(3):
        with pytest.raises(SignInFailed, match="状态 503"):
            authorize_url(_client(server), TRIP)
    assert server.count("/.well-known/openid-configuration") == 1
    server.faults.clear()
    assert examine(_client(server), BACK) == ""  # the office's test fetches again
    assert authorize_url(_client(server), TRIP)


@pytest.mark.slow
def test_service_that_does_not_answer_is_given_up(server: SignInServer) -> None:
    server.faults.add("slow")
    began = time.monotonic()
    with pytest.raises(SignInFailed, match="规定时间") as failed:
        authorize_url(_client(server), TRIP)
    assert failed.value.fault is SignInFault.UNREACHABLE
    assert time.monotonic() - began < 12
