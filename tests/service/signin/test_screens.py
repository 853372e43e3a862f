"""The office sets a service, tests it, and never sees its secret again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingtang.service.signin.models import SignInService
from mingtang.spine.vault.sealing import unseal
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from tests.factories.cast import Cast
from tests.harness.sign_in_service import CLIENT, SECRET, SignInServer

Browser = Callable[..., Client]
pytestmark = pytest.mark.django_db


def _send(client: Client, person: Any, url: str, **fields: Any) -> Any:
    return client.post(url, {FIELD: new_form_key(person.pk, url), **fields}, follow=True)


def _typed(server: SignInServer) -> dict[str, Any]:
    return {
        "name": "市统一身份认证平台", "issuer": server.origin, "client_id": CLIENT,
        "client_secret": SECRET, "scopes": "openid profile phone", "sites": ["portal"],
        "phone": "0563-3020000", "is_on": "on",
    }  # fmt: skip


def test_operator_adds_a_service_and_tests_it(
    browser: Browser, cast: Cast, server: SignInServer
) -> None:
    office = browser(cast.operator)
    shown = _send(office, cast.operator, reverse("signin:new"), **_typed(server))
    row = SignInService.objects.get()
    test = reverse("signin:test", args=[row.pk])
    assert shown.redirect_chain == [(test, 302)]
    html = shown.content.decode()
    assert f"http://{cast.portal.domain}/forms/sign-in/return/" in html
    assert "还没有测试" in html
    passed = _send(office, cast.operator, test).content.decode()
    assert "测试通过" in passed
    server.faults.add("down")
    failed = _send(office, cast.operator, test).content.decode()
    assert "测试没有通过：取服务的配置时服务答复状态 503" in failed
    row.refresh_from_db()
    assert "503" in row.problem


def test_secret_is_sealed_and_not_shown_again(
    browser: Browser, cast: Cast, service: SignInService, server: SignInServer
) -> None:
    office, url = browser(cast.operator), reverse("signin:change", args=[service.pk])
    assert SECRET not in office.get(url).content.decode()
    changed = {**_typed(server), "client_secret": "", "name": "省统一身份认证平台"}
    _send(office, cast.operator, url, **changed)
    row = SignInService.objects.get()
    assert (row.name, row.client_secret) == ("省统一身份认证平台", SECRET)
    stored = SignInService.objects.extra(select={"raw": "client_secret"}).get()
    assert SECRET not in stored.raw
    assert unseal("signin.client", stored.raw) == SECRET


def test_refused_service_shows_why_beside_its_fields(
    browser: Browser, cast: Cast, server: SignInServer
) -> None:
    wrong = {**_typed(server), "issuer": "http://sso.example.gov.cn", "client_secret": ""}
    shown = _send(browser(cast.operator), cast.operator, reverse("signin:new"), **wrong)
    html = shown.content.decode()
    assert shown.status_code == 422
    assert "以 https:// 开头的服务地址" in html
    assert "请填写服务方发给本平台的应用密钥" in html


@pytest.mark.parametrize("who", ["officer", "desk_editor", "stranger"])
def test_nobody_else_sees_services(
    browser: Browser, cast: Cast, service: SignInService, who: str
) -> None:
    office = browser(getattr(cast, who))
    for name, arguments in (("list", []), ("change", [service.pk]), ("test", [service.pk])):
        assert office.get(reverse(f"signin:{name}", args=arguments)).status_code == 404
