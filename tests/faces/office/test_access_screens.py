"""Sessions and tokens on the own account page and on the operator's page of a person."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from mingtang.institution.organization.actions.people import change_person
from mingtang.institution.organization.actions.tokens import issue_token
from mingtang.institution.organization.models import ApiToken, WebSession
from tests.factories.cast import Cast

pytestmark = pytest.mark.django_db

Browser = Callable[..., Client]


def submit(client: Client, path: str) -> int:
    """Open a confirmation and send it, as a person would."""
    page = client.get(path)
    if page.status_code != 200:
        return page.status_code
    found = re.search(r'name="form_key" value="([^"]+)"', page.content.decode())
    assert found is not None
    return client.post(path, {"form_key": found.group(1)}).status_code


def test_owner_sees_and_ends_the_other_session_but_not_the_one_in_use(
    cast: Cast, browser: Browser, at: datetime
) -> None:
    client = browser(cast.officer)
    other = browser(cast.officer)
    here, there = WebSession.objects.filter(person=cast.officer).order_by("pk")
    page = client.get("/account/").content.decode()
    assert "当前登录" in page
    assert f"/organization/sessions/{there.pk}/end/" in page
    assert f"/organization/sessions/{here.pk}/end/" not in page

    assert submit(client, f"/organization/sessions/{there.pk}/end/") == 302

    assert client.get("/account/").status_code == 200
    assert "您在别处结束了这里的登录" in other.get("/", follow=True).content.decode()


def test_owner_and_operator_end_a_token(cast: Cast, browser: Browser, at: datetime) -> None:
    for who, path in (("officer", "/account/"), ("operator", None)):
        issue_token(actor=cast.officer, at=at, person_id=cast.officer.pk, name="对接")
        token = ApiToken.objects.get(ended_at=None)
        client = browser(getattr(cast, who))
        page = client.get(path or f"/organization/people/{cast.officer.pk}/").content.decode()
        assert f"/organization/tokens/{token.pk}/end/" in page
        assert submit(client, f"/organization/tokens/{token.pk}/end/") == 302
        token.refresh_from_db()
        assert token.ended_at is not None


def test_others_neither_see_nor_end_them(cast: Cast, browser: Browser, at: datetime) -> None:
    issue_token(actor=cast.officer, at=at, person_id=cast.officer.pk, name="对接")
    browser(cast.officer)
    token, session = ApiToken.objects.get(), WebSession.objects.get()
    for wrong in (cast.stranger, cast.leader, cast.auditor):
        client = browser(wrong)
        for path in (f"tokens/{token.pk}", f"sessions/{session.pk}"):
            assert submit(client, f"/organization/{path}/end/") == 404
    page = browser(cast.leader).get(f"/organization/people/{cast.officer.pk}/").content.decode()
    assert "对接" not in page


def test_token_that_expires_soon_waits_on_the_start_page_and_in_the_answer(
    cast: Cast, browser: Browser, at: datetime
) -> None:
    issued = issue_token(actor=cast.officer, at=at, person_id=cast.officer.pk, name="对接")
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {issued.text}"}
    with time_machine.travel(at + timedelta(days=165), tick=False):
        assert "即将到期" not in browser(cast.officer).get("/").content.decode()
        assert "X-Mingtang-Token-Expires" not in Client().get("/api/v1/waiting", **bearer)
    with time_machine.travel(at + timedelta(days=167), tick=False):
        assert "接口令牌“对接”即将到期" in browser(cast.officer).get("/").content.decode()
        answer = Client().get("/api/v1/waiting", **bearer)
        assert answer["X-Mingtang-Token-Expires"] == "2026-09-07T10:00:00+08:00"


def test_whole_number_or_address_finds_its_person_in_the_list(
    cast: Cast, browser: Browser, at: datetime
) -> None:
    change_person(
        actor=cast.operator,
        at=at,
        person_id=cast.colleague.pk,
        name="吴迪",
        phone="13905631234",
        email="wudi@example.cn",
    )
    client = browser(cast.operator)
    for words, is_found in (("13905631234", True), ("WUDI@example.cn", True), ("1390563", False)):
        page = client.get("/organization/people/", {"q": words}).content.decode()
        assert ("吴迪" in page) is is_found
        # In the search box, in the form that exports what was found, in the links that sort it.
        asked = page.replace(f'value="{words}"', "").replace(f"q={words}", "")
        assert "13905631234" not in asked


def test_mail_address_is_masked_for_who_may_not_read_it(
    cast: Cast, browser: Browser, at: datetime
) -> None:
    change_person(
        actor=cast.operator,
        at=at,
        person_id=cast.officer.pk,
        name="林晓",
        phone="13905631234",
        email="linxiao@example.cn",
    )
    path = f"/organization/people/{cast.officer.pk}/"
    assert "linxiao@example.cn" in browser(cast.operator).get(path).content.decode()
    page = browser(cast.colleague).get(path).content.decode()
    assert "l***@example.cn" in page
    assert "linxiao@example.cn" not in page
    book = browser(cast.leader).get("/organization/contacts/").content.decode()
    assert ("linxiao@example.cn" in book) is ("13905631234" in book)
