"""A citizen signs in by a service of the city, in a real browser: policies, cookies, widths, keyboard."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from mingtang.ground.foundation import clock
from mingtang.service.letters.actions import save_mailbox
from mingtang.service.letters.models import LetterDetails, Mailbox
from mingtang.service.signin.clients import forget_service
from mingtang.service.signin.models import SignInService
from mingtang.workbench.casework.models import Case
from mingtang.workbench.intake.enums import SignInNeed
from tests.browser.letter_city import OPEN_FOR, TEXT, TITLE, City, city
from tests.browser.test_sign_in import faults
from tests.editorial.pages.conftest import folders
from tests.factories.letters import MAYOR
from tests.factories.signin import sign_in_service
from tests.harness.sign_in_service import PERSON, SignInServer, running_sign_in_service

__all__ = ["city", "folders"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
WIDTHS = (320, 1280)
NARROW = {"width": 320, "height": 640}


@pytest.fixture
def server(city: City, settings: Any) -> Iterator[SignInServer]:
    """The service of the portal, which the mayor's mailbox demands."""
    at = clock.now() - timedelta(days=1)
    with running_sign_in_service() as running:
        settings.SIGN_IN_ORIGINS = [running.origin]
        settings.PUBLISH_SCHEME, settings.PUBLISH_PORT = "http", ""
        sign_in_service(city.cast, at, running.origin)
        save_mailbox(
            actor=city.cast.desk_editor, at=at, site="portal", mailbox_id=Mailbox.objects.get().pk,
            facts=replace(MAYOR, sign_in=SignInNeed.DEMANDED),
        )  # fmt: skip
        city.settle()
        yield running
        forget_service(running.origin)


def _looks_right(page: Page, name: str) -> None:
    """Look at a page at both widths: nothing is cut off, and axe has nothing to say."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, (name, width)
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    assert faults(page) == [], name


def test_citizen_signs_in_and_finds_the_letter_again(city: City, server: SignInServer) -> None:
    page = city.citizen(viewport=NARROW)
    page.goto(f"{city.public}/letters.html")
    expect(page.get_by_text("须登录后写信")).to_be_visible()
    page.get_by_role("link", name="写信").first.click()
    _looks_right(page, "form")
    page.get_by_label("投诉").check()
    page.get_by_label("标题").fill(TITLE)
    page.get_by_label("内容").fill(TEXT)
    page.get_by_role("button", name="登录后写信").click()

    expect(page.get_by_text("您已用市统一身份认证平台登录")).to_be_visible()
    expect(page.get_by_label("内容")).to_have_value(TEXT)
    expect(page.get_by_text(str(PERSON["name"]))).to_be_visible()
    expect(page.get_by_label("姓名")).to_have_count(0)
    _looks_right(page, "signed-in")
    page.wait_for_timeout(OPEN_FOR * 1000)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="提交成功")).to_be_visible()
    city.settle()
    assert LetterDetails.objects.get().verified_by == "市统一身份认证平台"

    page.goto(f"{city.public}/forms/my-letters/")
    _looks_right(page, "my-letters")
    page.get_by_role("link", name=Case.objects.get().number).click()
    expect(page.get_by_role("heading", name="办理经过")).to_be_visible()
    _looks_right(page, "my-letter")
    page.get_by_role("link", name="返回我的来信").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_text("您已退出登录")).to_be_visible()
    _looks_right(page, "signed-out")

    office = city.office(city.cast.desk_editor)
    office.goto(f"{city.url}/cases/{Case.objects.get().pk}/")
    expect(office.get_by_text("已实名认证（市统一身份认证平台）")).to_be_visible()


def test_sign_in_works_without_a_script_and_enter_sends_the_form(
    city: City, server: SignInServer
) -> None:
    page = city.citizen(java_script_enabled=False, viewport=NARROW)
    page.goto(f"{city.public}/forms/letter/?mailbox={Mailbox.objects.get().pk}")
    page.get_by_label("标题").fill(TITLE)
    page.get_by_label("标题").press("Enter")  # sends the form, and does not lead to the service
    expect(page.get_by_text("还没有提交成功")).to_be_visible()
    expect(page.get_by_label("标题")).to_have_value(TITLE)
    page.get_by_role("button", name="登录后写信").click()
    expect(page.get_by_text("您已用市统一身份认证平台登录")).to_be_visible()
    expect(page.get_by_label("标题")).to_have_value(TITLE)


def test_failures_are_pages_that_lead_on(city: City, server: SignInServer) -> None:
    page = city.citizen(viewport=NARROW)
    address = f"{city.public}/forms/letter/?mailbox={Mailbox.objects.get().pk}"
    page.goto(address)
    page.get_by_label("内容").fill(TEXT)
    server.faults.add("cancelled")
    page.get_by_role("button", name="登录后写信").click()
    expect(page.get_by_text("您在登录服务那里取消了登录")).to_be_visible()
    _looks_right(page, "failed")
    page.get_by_role("link", name="回到写信的页面").click()
    expect(page.get_by_label("内容")).to_have_value(TEXT)
    forget_service(server.origin)
    server.faults.add("down")
    page.get_by_role("button", name="登录后写信").click()
    expect(page.get_by_role("alert")).to_contain_text("暂时连不上登录服务")
    expect(page.get_by_label("内容")).to_have_value(TEXT)
    _looks_right(page, "down")
    page.goto(f"{city.public}/forms/my-letters/")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("暂时连不上登录服务")
    _looks_right(page, "my-letters-down")


def test_office_pages_of_services_look_right(city: City, server: SignInServer) -> None:
    office = city.office(city.cast.operator)
    number = SignInService.objects.get().pk
    for name, end in (
        ("list", ""),
        ("new", "new/"),
        ("change", f"{number}/"),
        ("test", f"{number}/test/"),
    ):
        office.goto(f"{city.url}/citizen-sign-in/{end}")
        _looks_right(office, f"office-{name}")
    office.get_by_role("button", name="开始测试").click()
    expect(office.get_by_text("测试通过")).to_be_visible()
