"""A prepared city with both faces in the browser, and what people do there with a letter."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as configuration
from django.db import transaction
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.engine.runs import start_run
from mingtang.editorial.pages.enums import RunKind
from mingtang.editorial.pages.models import PublishedSite
from mingtang.faces.public.writing import write_maps
from mingtang.ground.foundation import clock
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person
from mingtang.service.letters.actions import import_matters
from mingtang.spine.events.testing import drain
from mingtang.workbench.casework.models import Case
from mingtang.workbench.intake.actions import take_waiting
from tests.browser.conftest import PATIENCE
from tests.browser.public_face import MIDDLEWARE, PUBLIC_HOST
from tests.factories.cast import Cast
from tests.factories.letters import mailbox
from tests.factories.organization import PersonFactory, PostHoldingFactory
from tests.factories.publishing import published_article
from tests.factories.regulations import bound_pack
from tests.harness.signed_in import BACKEND

PHONE = {"width": 390, "height": 844}
OPEN_FOR = 3.2  # seconds a form has to be open before it is taken
TITLE, TEXT = "校车不停人民路站", "三中的校车连续三天没有在人民路站停车，请查一查。"
ANSWER = "经查，校车临时改道。自十二月一日起恢复在人民路站停车，咨询电话0550-3021234。"
DIGITS = "零一二三四五六七八九"


@dataclass
class City:
    """Both faces of a city with one mailbox, and windows of the people who use them."""

    cast: Cast
    url: str
    browser: Browser
    assessor: Person
    errors: list[str] = field(default_factory=list)

    @property
    def public(self) -> str:
        """The address of the public face."""
        return self.url.replace("localhost", PUBLIC_HOST, 1)

    def citizen(self, **how: Any) -> Page:
        """Open a window of a reader, with the screen of a telephone by default."""
        return self._window({"viewport": PHONE, **how})

    def office(self, person: Person, *, is_phone: bool = False) -> Page:
        """Open a window of a signed-in person on the start page."""
        page = self._window({"viewport": PHONE if is_phone else {"width": 1280, "height": 900}})
        client = Client()
        client.force_login(person, backend=BACKEND)
        cookie = client.cookies[configuration.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.url}])
        page.goto(f"{self.url}/")
        return page

    def _window(self, how: dict[str, Any]) -> Page:
        context = self.browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **how)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def settle(self) -> None:
        """Run the work of the worker."""
        take_waiting(at=clock.now())
        for _ in range(2):
            drain(clock.now())
            work_everything(clock.now())


@pytest.fixture
def city(
    cast: Cast,
    folders: None,
    settings: Any,
    tmp_path: Any,
    browser: Browser,
) -> Iterator[City]:
    """The prepared city."""
    settings.MIDDLEWARE = [MIDDLEWARE, *settings.MIDDLEWARE]
    settings.ALLOWED_HOSTS = ["*"]
    settings.INTAKE_INBOX = tmp_path / "inbox"
    at = clock.now() - timedelta(days=60)
    bound_pack("city", at=at)
    cast.portal.domain = PUBLIC_HOST
    cast.portal.save(update_fields=["domain"])
    PublishedSite.objects.update_or_create(pk=cast.portal.pk, defaults={"theme": "official"})
    matters = [("校车停站、接送时间", "edu"), ("医院挂号、门诊", "health")]
    import_matters(actor=cast.desk_editor, at=at, desk_unit="office", lines=matters)
    mailbox(cast, at)
    published_article(cast, at, columns=[cast.news])
    with transaction.atomic():
        start_run(RunKind.FULL, site_id=cast.portal.pk, actor="test", at=at, criteria={})
    assessor: Person = PersonFactory.create(username="assessor", name="池清", unit=cast.office)
    PostHoldingFactory(person=assessor, unit=cast.city, post=Post.ASSESSOR.value)
    # The shared server has loaded its middleware with the first test that used it.
    live = LiveServer("localhost")
    made = City(cast, live.url, browser, assessor)
    made.settle()
    write_maps(at=clock.now())
    yield made
    for context in browser.contexts:
        context.close()
    live.stop()
    assert made.errors == []


def sum_of(question: str) -> str:
    """Return the answer to the question against robots."""
    found = re.search(f"([{DIGITS}十]+)加([{DIGITS}十]+)等于几", question)
    assert found
    return str(sum(map(_number, found.groups())))


def _number(words: str) -> int:
    tens, _, ones = words.rpartition("十")
    if not _:
        return DIGITS.index(ones)
    return (DIGITS.index(tens) if tens else 1) * 10 + (DIGITS.index(ones) if ones else 0)


def send_form(page: Page, opened: float) -> None:
    question = page.get_by_label(re.compile("等于几"))
    question.fill(sum_of(page.locator("[data-question]").inner_text()))
    time.sleep(max(0.0, OPEN_FOR - (time.monotonic() - opened)))
    with page.expect_navigation():
        page.get_by_role("button", name="提交").click()


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_role("alert")).to_have_count(0)


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=name).first.click()


def write_letter(page: Page, city: City) -> tuple[str, str]:
    """Write to the mayor from a telephone without scripts; return code and secret."""
    page.goto(f"{city.public}/letters.html")
    follow(page, "写信")
    opened = time.monotonic()
    page.get_by_label("市长信箱").check()
    page.get_by_label("投诉").check()
    page.get_by_label("标题").fill(TITLE)
    page.get_by_label(re.compile("^内容")).fill(TEXT)
    page.get_by_label("姓名").fill("闻人无双")
    page.get_by_label("联系电话").fill("13912345678")
    page.get_by_label(re.compile("^同意公开")).check()
    send_form(page, opened)
    expect(page.get_by_role("heading", level=1)).to_have_text("提交成功")
    code, secret = page.locator("dl.receipt strong").all_inner_texts()
    city.settle()
    return code, secret


def look_up(page: Page, city: City, code: str, secret: str) -> None:
    page.goto(f"{city.public}/forms/status/")
    page.get_by_label("回执编号").fill(code)
    page.get_by_label("查询码").fill(secret)
    page.get_by_role("button", name="查询").click()


def dispatch(city: City, unit: str) -> None:
    page = city.office(city.cast.desk_editor)
    page.goto(f"{city.url}/cases/{Case.objects.get().pk}/")
    follow(page, unit)
    press(page, "转办")
    expect(page.locator("main")).to_contain_text("待认领")
    city.settle()
