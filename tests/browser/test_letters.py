"""A letter in the browser: citizen, desk, unit, leader, assessor; once by keyboard and names."""

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
from tests.browser.test_sign_in import faults
from tests.editorial.pages.conftest import folders
from tests.factories.cast import Cast
from tests.factories.letters import mailbox
from tests.factories.organization import PersonFactory, PostHoldingFactory
from tests.factories.publishing import published_article
from tests.factories.regulations import bound_pack
from tests.harness.signed_in import BACKEND

__all__ = ["folders"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

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
    at = clock.now() - timedelta(days=1)
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


def _sum(question: str) -> str:
    """Return the answer to the question against robots."""
    found = re.search(f"([{DIGITS}十]+)加([{DIGITS}十]+)等于几", question)
    assert found
    return str(sum(map(_number, found.groups())))


def _number(words: str) -> int:
    tens, _, ones = words.rpartition("十")
    if not _:
        return DIGITS.index(ones)
    return (DIGITS.index(tens) if tens else 1) * 10 + (DIGITS.index(ones) if ones else 0)


def _send(page: Page, opened: float) -> None:
    question = page.get_by_label(re.compile("等于几"))
    question.fill(_sum(page.locator("[data-question]").inner_text()))
    time.sleep(max(0.0, OPEN_FOR - (time.monotonic() - opened)))
    with page.expect_navigation():
        page.get_by_role("button", name="提交").click()


def _press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_role("alert")).to_have_count(0)


def _follow(page: Page, name: str | re.Pattern[str]) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=name).first.click()


def _write_letter(page: Page, city: City) -> tuple[str, str]:
    """Write to the mayor from a telephone without scripts; return code and secret."""
    page.goto(f"{city.public}/letters.html")
    _follow(page, "写信")
    opened = time.monotonic()
    page.get_by_label("市长信箱").check()
    page.get_by_label("投诉").check()
    page.get_by_label("标题").fill(TITLE)
    page.get_by_label(re.compile("^内容")).fill(TEXT)
    page.get_by_label("姓名").fill("闻人无双")
    page.get_by_label("联系电话").fill("13912345678")
    page.get_by_label(re.compile("^同意公开")).check()
    _send(page, opened)
    expect(page.get_by_role("heading", level=1)).to_have_text("提交成功")
    code, secret = page.locator("dl.receipt strong").all_inner_texts()
    city.settle()
    return code, secret


def _look_up(page: Page, city: City, code: str, secret: str) -> None:
    page.goto(f"{city.public}/forms/status/")
    page.get_by_label("回执编号").fill(code)
    page.get_by_label("查询码").fill(secret)
    page.get_by_role("button", name="查询").click()


def _dispatch(city: City, unit: str) -> None:
    page = city.office(city.cast.desk_editor)
    page.goto(f"{city.url}/cases/{Case.objects.get().pk}/")
    _follow(page, unit)
    _press(page, "转办")
    expect(page.locator("main")).to_contain_text("待认领")
    city.settle()


def test_xn_16_letter_goes_from_a_telephone_through_desk_unit_and_leader_to_its_rating(
    city: City,
) -> None:
    cast = city.cast
    phone = city.citizen(java_script_enabled=False)
    code, secret = _write_letter(phone, city)
    _look_up(phone, city, code, secret)
    expect(phone.get_by_role("main")).to_contain_text("待转办")

    _dispatch(city, "市教育局")
    unit = city.office(cast.officer)
    unit.goto(f"{city.url}/cases/{Case.objects.get().pk}/")
    _follow(unit, "退回")
    unit.get_by_label("说明").or_(unit.get_by_label("原因")).first.fill("校车由交通部门管理。")
    _press(unit, "退回")
    city.settle()
    _dispatch(city, "市教育局")  # the desk decides that the bureau answers it

    unit.goto(f"{city.url}/cases/{Case.objects.get().pk}/")
    _follow(unit, "认领")
    _press(unit, "认领")
    _follow(unit, re.compile("^答复$"))
    unit.get_by_label("答复", exact=True).fill(ANSWER)
    _press(unit, "保存并核对")
    _follow(unit, "送审")
    _press(unit, "送审")

    leader = city.office(cast.leader, is_phone=True)
    assert leader.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    _follow(leader, re.compile(TITLE))
    _follow(leader, "同意")
    assert faults(leader) == []
    assert leader.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    _press(leader, "同意")
    city.settle()

    _look_up(phone, city, code, secret)
    expect(phone.get_by_role("main")).to_contain_text(ANSWER[:20])
    _follow(phone, "评价办理结果")
    opened = time.monotonic()
    phone.get_by_label("编号").fill(code)
    phone.get_by_label("查询码").fill(secret)
    phone.get_by_label("非常满意").first.check()
    _send(phone, opened)
    city.settle()
    assert Case.objects.get().rating == 5

    reader = city.citizen()
    reader.goto(f"{city.public}/responses/figures.html")
    row = reader.get_by_role("row").filter(has_text="市教育局")
    expect(row).to_have_text(re.compile(r"1\s*1\s*100%.*100%", re.DOTALL))
    assessor = city.office(city.assessor)
    assessor.goto(f"{city.url}/responses/samples/")
    expect(assessor.locator("main").get_by_role("link", name="抽取样本")).to_be_visible()
    assert faults(assessor) == []


def test_letter_is_written_by_keyboard_with_what_a_screen_reader_says(city: City) -> None:
    page = city.citizen()
    page.goto(f"{city.public}/forms/letter/")
    opened = time.monotonic()
    main = page.get_by_role("main")
    expect(main.get_by_role("group", name=re.compile("写给"))).to_match_aria_snapshot(
        "- group /写给.*必填/:\n  - radio /市长信箱/"
    )
    assert faults(page) == []

    def reach(name: str) -> None:
        """Press Tab until a field or button of this name has the focus."""
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate(
                "(document.activeElement.labels?.[0] ?? document.activeElement).textContent"
            ).startswith(name):
                return
        raise AssertionError(f"no way to {name} by keyboard")

    reach("市长信箱")
    page.keyboard.press("Space")
    reach("咨询")
    page.keyboard.press("Space")
    reach("标题")
    page.keyboard.type(TITLE)
    reach("内容")
    page.keyboard.type(TEXT)
    time.sleep(max(0.0, OPEN_FOR - (time.monotonic() - opened)))
    reach("提交")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert).to_contain_text("姓名")
    name = page.get_by_role("textbox", name="姓名")
    assert name.get_attribute("aria-invalid") == "true"
    page.keyboard.press("Tab")  # the first link of the alert leads to the field
    page.keyboard.press("Enter")
    expect(name).to_be_focused()
    page.keyboard.type("闻人无双")
    reach("联系电话")
    page.keyboard.type("13912345678")
    time.sleep(OPEN_FOR)
    # The puzzle takes a random time; submitted before it is solved, the form asks its question again.
    page.locator("[data-question]").wait_for(state="hidden")
    reach("提交")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("提交成功")
    assert faults(page) == []
    city.settle()
    assert Case.objects.get().title == TITLE
