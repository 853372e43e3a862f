"""Signing in with the keyboard alone, on pages that a screen reader can use."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from mingtang.ground.foundation import clock
from mingtang.institution.organization.actions.second_factor import (
    code_at,
    confirm_second_factor,
    start_second_factor,
)
from mingtang.institution.organization.models import Person
from tests.factories.cast import Cast
from tests.factories.organization import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def faults(page: Page) -> list[str]:
    """What axe finds wrong with a page."""
    page.wait_for_load_state()  # a click on a link returns before the next page is whole
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['help']}" for one in found]


def code_now(secret: str, shift: timedelta = timedelta(0)) -> str:
    return code_at(secret, int((clock.now() + shift).timestamp()) // 30)


def type_in(page: Page, *texts: str) -> None:
    """Fill the form as it is focused, field after field, and send it; no pointer is used."""
    page.wait_for_function("document.activeElement.matches('input')")  # or the first letter is lost
    for number, text in enumerate(texts):
        if number:
            page.keyboard.press("Tab")
        page.keyboard.type(text)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_name_password_and_code_are_typed_and_lead_to_the_page_asked_for(
    live_server: LiveServer, page: Page, cast: Cast
) -> None:
    secret = start_second_factor(actor=cast.officer).secret
    an_hour = timedelta(hours=1)
    before = code_now(secret, -an_hour)
    confirm_second_factor(actor=cast.officer, at=clock.now() - an_hour, code=before)

    page.goto(f"{live_server.url}/sign-in/second-factor/")
    assert faults(page) == []
    type_in(page, "officer", "wrong")
    expect(page.get_by_role("alert")).to_contain_text("用户名或密码不对")
    assert faults(page) == []

    type_in(page, "", PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("输入动态口令")
    assert faults(page) == []
    type_in(page, code_now(secret))
    expect(page).to_have_url(f"{live_server.url}/sign-in/second-factor/")
    assert faults(page) == []

    page.get_by_role("button", name="退出登录").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("您已退出登录。")


def test_a_first_password_is_changed_and_an_authenticator_set_up(
    live_server: LiveServer, page: Page, cast: Cast
) -> None:
    Person.objects.filter(pk=cast.operator.pk).update(must_change_password=True)
    page.goto(f"{live_server.url}/sign-in/")
    type_in(page, "operator", PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("修改密码")
    assert faults(page) == []
    type_in(page, PASSWORD, "short", "short")
    expect(page.get_by_text("至少需要10个字符")).to_be_visible()
    expect(page.get_by_label("新密码", exact=True)).to_be_focused()

    page.get_by_label("原密码").focus()
    type_in(page, PASSWORD, "Camphor-tree-88", "Camphor-tree-88")
    expect(page.get_by_role("heading", level=1)).to_have_text("启用动态口令")
    assert faults(page) == []
    secret = (page.locator("code").first.text_content() or "").replace(" ", "")
    type_in(page, code_now(secret))
    expect(page.get_by_role("heading", level=1)).to_have_text("请保存恢复码")
    assert faults(page) == []
    expect(page.locator(".codes li")).to_have_count(8)


def test_five_failures_say_how_long_and_whom_to_ask(
    live_server: LiveServer, page: Page, cast: Cast
) -> None:
    page.goto(f"{live_server.url}/sign-in/")
    for number in range(5):
        if number == 0:
            page.keyboard.type("officer")
        page.get_by_label("密码").focus()
        type_in(page, "wrong")
    expect(page.get_by_role("alert")).to_contain_text("请在 15 分钟后再试")
    assert faults(page) == []
