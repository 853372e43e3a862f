"""What a service must state, which addresses are safe, and who a person is."""

from dataclasses import replace
from typing import Any

import pytest

from mingtang.service.signin.policies import (
    BadMetadata,
    ServiceFacts,
    citizen_of,
    fits_client,
    is_safe_address,
    is_service,
    read_metadata,
)

ISSUER = "https://sso.example.gov.cn"
INSIDE = ("http://sso.internal:8080",)
STATED = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/keys",
}
FACTS = ServiceFacts("市统一身份认证平台", ISSUER, "mingtang", "secret", sites=("portal",))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, ""),
        ({"name": " "}, "signin.no_name"),
        ({"issuer": "http://sso.example.gov.cn"}, "signin.bad_issuer"),
        ({"issuer": "https://sso.example.gov.cn?x=1"}, "signin.bad_issuer"),
        ({"issuer": "http://sso.internal:8080/realm"}, ""),
        ({"issuer": "http://sso.internal:8081/realm"}, "signin.bad_issuer"),
        ({"client_id": ""}, "signin.no_client"),
        ({"client_secret": " "}, "signin.no_secret"),
        ({"scopes": "profile"}, "signin.bad_scopes"),
        ({"scopes": "openid  profile"}, "signin.bad_scopes"),
        ({"sites": ()}, "signin.no_site"),
        ({"sites": (), "is_on": False}, ""),
    ],
)
def test_service_is_saved_only_when_complete(changes: dict[str, Any], code: str) -> None:
    decision = is_service(replace(FACTS, **changes), has_secret=False, inside=INSIDE)
    assert [one.code for one in decision.reasons] == ([code] if code else [])


def test_stored_secret_need_not_be_typed_again() -> None:
    assert is_service(replace(FACTS, client_secret=""), has_secret=True)


@pytest.mark.parametrize(
    ("url", "is_safe"),
    [
        ("https://a.example.cn/x", True),
        ("http://a.example.cn/x", False),
        ("http://sso.internal:8080/token", True),
        ("http://sso.internal/token", False),
        ("https://me@a.example.cn/", False),
        ("javascript:alert(1)", False),
        ("https://a.example.cn/#x", False),
        ("https://[::1", False),
        ("", False),
    ],
)
def test_address_is_encrypted_or_inside(url: str, is_safe: bool) -> None:
    assert is_safe_address(url, INSIDE) is is_safe


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ([], "不是规范的 JSON"),
        ({"issuer": f"{ISSUER}/"}, "不一致"),
        ({"issuer": None}, "没有写"),
        ({"token_endpoint": None}, "令牌地址"),
        ({"jwks_uri": "http://sso.example.gov.cn/keys"}, "公钥地址"),
        ({"response_types_supported": ["id_token"]}, "授权码"),
        ({"code_challenge_methods_supported": ["plain"]}, "PKCE"),
        ({"id_token_signing_alg_values_supported": ["HS256", "none"]}, "签名方式（HS256、none）"),
        ({"token_endpoint_auth_methods_supported": ["private_key_jwt"]}, "应用密钥"),
    ],
)
def test_metadata_that_does_not_do_is_refused_in_words(told: Any, words: str) -> None:
    stated = STATED | told if isinstance(told, dict) else told
    with pytest.raises(BadMetadata, match=words):
        read_metadata(stated, ISSUER)


def test_metadata_with_few_words_is_read_with_what_the_standard_says() -> None:
    found = read_metadata(STATED, ISSUER)
    assert (found.algorithms, found.posts_secret) == (("RS256",), False)
    told = STATED | {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert read_metadata(told, ISSUER).posts_secret


@pytest.mark.parametrize(
    ("claims", "fits"),
    [
        ({"aud": "us"}, True),
        ({"aud": ["us"]}, True),
        ({"aud": ["us", "them"]}, False),
        ({"aud": ["us", "them"], "azp": "us"}, True),
        ({"aud": "us", "azp": "them"}, False),
    ],
)
def test_token_for_several_names_us_as_its_party(claims: dict[str, Any], fits: bool) -> None:
    assert fits_client(claims, "us") is fits


@pytest.mark.parametrize(
    ("claims", "name", "phone"),
    [
        ({"name": "王小明", "phone_number": "+86 13800000000"}, "王小明", "13800000000"),
        ({"name": " 王小明\n", "phone_number": "13800000000"}, "王小明", "13800000000"),
        ({"family_name": "王", "given_name": "小明"}, "王小明", ""),
        ({"name": 7, "phone_number": "no number"}, "", ""),
        ({"name": "王", "phone_number": "13800000000", "phone_number_verified": False}, "王", ""),
    ],
)
def test_person_is_who_the_claims_say(claims: dict[str, Any], name: str, phone: str) -> None:
    found = citizen_of(ISSUER, {"sub": "1", **claims})
    assert found is not None
    assert (found.issuer, found.subject, found.name, found.phone) == (ISSUER, "1", name, phone)


@pytest.mark.parametrize("subject", [None, "", 7, "x" * 256])
def test_claims_without_a_subject_are_nobody(subject: Any) -> None:
    assert citizen_of(ISSUER, {"sub": subject, "name": "王"}) is None
