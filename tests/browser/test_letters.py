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
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.engine.runs import start_run
from mingtang.editorial.pages.enums import RunKind
from mingtang.editorial.pages.models import PublishedSite
from mingtang.faces.public.writing import write_maps
from mingtang.ground.foundation import clock
from mingtang.ground.foundation.clock import BEIJING
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person
from mingtang.service.letters.actions import import_matters
from mingtang.service.letters.models import Mailbox
from mingtang.spine.events.testing import drain
from mingtang.workbench.casework.actions.moving import dispatch_case
from mingtang.workbench.casework.models import Case
from mingtang.workbench.intake.actions import take_waiting
from tests.browser.conftest import PATIENCE
from tests.browser.public_face import MIDDLEWARE, PUBLIC_HOST
from tests.browser.test_sign_in import faults
from tests.editorial.pages.conftest import folders
from tests.factories.cast import Cast
from tests.factories.letters import answer, letter, mailbox
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
    _press(phone, "评价办理结果")  # code and secret go along
    opened = time.monotonic()
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


class Keyboard:
    """A person who sees nothing: keys in, and out what a screen reader says of the focus."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, name: str) -> None:
        """Press Tab until a field, link or button of this name has the focus."""
        for _ in range(40):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(
                "(document.activeElement.labels?.[0] ?? document.activeElement).textContent"
            ).startswith(name):
                return
        raise AssertionError(f"no way to {name} by keyboard")

    def type(self, name: str, text: str) -> None:
        """Go to a field and replace its content."""
        self.reach(name)
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(text)

    def press(self, name: str) -> None:
        """Press a button or follow a link, which leads to another page."""
        self.reach(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def send(self, opened: float) -> None:
        """Submit a form once a person could have read it, and its puzzle is solved."""
        time.sleep(max(0.0, OPEN_FOR - (time.monotonic() - opened)))
        # The puzzle takes a random time; submitted before it is solved, the form asks its question.
        self.page.locator("[data-question]").wait_for(state="hidden")
        self.press("提交")

    def hears_fault(self, word: str, field: Locator) -> None:
        """Read the summary of faults, which has the focus, and follow its first link to the field."""
        alert = self.page.get_by_role("alert")
        expect(alert).to_be_focused()
        expect(alert).to_contain_text(word)
        expect(field).to_have_attribute("aria-invalid", "true")
        self.page.keyboard.press("Tab")
        self.page.keyboard.press("Enter")
        expect(field).to_be_focused()

    def hears_heading(self, name: str, *, title: str, description: str | re.Pattern[str]) -> None:
        """Read title and heading of a page that answers, and the facts that belong to the heading."""
        expect(self.page).to_have_title(re.compile(title))
        heading = self.page.get_by_role("heading", level=1, name=name)
        expect(heading).to_be_focused()
        expect(heading).to_have_accessible_description(description)
        assert faults(self.page) == []


def test_xn_16_letter_goes_from_writing_to_rating_by_keyboard_and_what_a_screen_reader_says(
    city: City,
) -> None:
    page = city.citizen()
    keys = Keyboard(page)
    code, secret = _letter_by_keyboard(keys, city)
    _answered(city)
    _status_by_keyboard(keys, code, secret)

    keys.press("评价办理结果")
    opened = time.monotonic()
    expect(page).to_have_title(re.compile("^评价办理结果 - "))
    expect(page.get_by_role("textbox", name="回执编号")).to_have_value(code)
    expect(page.get_by_role("textbox", name="查询码")).to_have_value(secret)
    group = page.get_by_role("radiogroup", name=re.compile("满意程度.*必填"))
    expect(group.get_by_role("radio")).to_have_count(5)
    keys.reach("非常满意")
    page.keyboard.press("ArrowUp")  # the last of the group
    expect(page.get_by_role("radio", name="非常不满意")).to_be_checked()
    keys.send(opened)
    comment = page.get_by_role("textbox", name="意见")
    expect(page).to_have_title(re.compile("^需要改正：评价办理结果"))
    keys.hears_fault("请写明", comment)
    expect(page.get_by_role("radio", name="非常不满意")).to_be_checked()
    page.keyboard.type("答复没有说明改道的原因。")
    keys.send(opened)
    keys.hears_heading("提交成功", title="^提交成功 - 评价办理结果", description=re.compile("评价"))
    city.settle()
    assert Case.objects.get().rating == 1


def _letter_by_keyboard(keys: Keyboard, city: City) -> tuple[str, str]:
    """Write a letter, first without a name; return the code and the secret of the receipt."""
    page = keys.page
    page.goto(f"{city.public}/forms/letter/")
    opened = time.monotonic()
    expect(page).to_have_title(re.compile("^写信 - 明州市人民政府"))
    group = page.get_by_role("main").get_by_role("radiogroup", name=re.compile("写给"))
    expect(group).to_match_aria_snapshot("- radiogroup /写给.*必填/:\n  - radio /市长信箱/")
    assert faults(page) == []
    keys.reach("市长信箱")
    page.keyboard.press("Space")
    keys.reach("咨询")
    page.keyboard.press("Space")
    keys.type("标题", TITLE)
    keys.type("内容", TEXT)
    keys.reach("同意公开")
    page.keyboard.press("Space")
    keys.send(opened)
    name = page.get_by_role("textbox", name="姓名")
    expect(page).to_have_title(re.compile("^需要改正：写信"))
    expect(page.get_by_role("main")).to_match_aria_snapshot(
        """
        - alert "还没有提交成功":
          - list:
            - listitem:
              - link /姓名/
        """
    )
    keys.hears_fault("姓名", name)
    page.keyboard.type("闻人无双")
    keys.type("联系电话", "13912345678")
    keys.send(opened)
    code, secret = page.locator("dl.receipt strong").all_inner_texts()
    said = re.compile(f"{code}.*{secret}", re.DOTALL)
    keys.hears_heading("提交成功", title="^提交成功 - 写信 - 明州市人民政府", description=said)
    expect(page.get_by_role("main")).to_match_aria_snapshot(
        f"""
        - heading "提交成功" [level=1]
        - term: 回执编号
        - definition:
          - strong: {code}
        - term: 查询码
        - definition:
          - strong: {secret}
        - heading "接下来" [level=2]
        - list
        - heading "怎样查询" [level=2]
        - img "查询办理状态的二维码"
        """
    )
    city.settle()
    assert Case.objects.get().title == TITLE
    return code, secret


def _answered(city: City) -> None:
    """Have the office answer the letter."""
    case, cast = Case.objects.get(), city.cast
    dispatch_case(actor=cast.desk_editor, at=clock.now(), case_id=case.pk, unit="edu")
    answer(case, cast.officer, cast.leader, clock.now(), ANSWER)
    city.settle()


def _status_by_keyboard(keys: Keyboard, code: str, secret: str) -> None:
    """Follow the receipt to the query, mistype the code, correct it and read the answer."""
    page = keys.page
    keys.press("查询办理状态")
    expect(page).to_have_title(re.compile("^查询办理状态 - "))
    keys.type("回执编号", "1111 2222 3333 4444")
    keys.type("查询码", secret)
    keys.press("查询")
    expect(page).to_have_title(re.compile("^查询不成功：查询办理状态"))
    keys.hears_fault("请核对", page.get_by_role("textbox", name="回执编号"))
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(code)
    keys.type("查询码", secret)
    keys.press("查询")
    said = re.compile("状态.*已答复", re.DOTALL)
    keys.hears_heading("查询结果", title="^已答复：.*查询办理状态", description=said)
    expect(page.get_by_role("main")).to_match_aria_snapshot(
        """
        - heading "查询结果" [level=1]
        - term: 状态
        - definition:
          - strong: 已答复
        - heading "办理经过" [level=2]
        - list:
          - listitem:
            - time
            - text: 已收到
          - listitem:
            - time
            - text: 已转给市教育局办理
          - listitem:
            - time
            - text: 办理单位已认领
          - listitem:
            - time
            - text: 已答复
        - heading "答复" [level=2]
        - paragraph: /校车临时改道/
        - heading "您还可以" [level=2]
        - paragraph:
          - button "评价办理结果"
          - text: 答复之后，请凭编号和查询码评价。
        """
    )


def test_xn_18_assessor_reads_in_the_office_the_numbers_that_the_site_shows(city: City) -> None:
    """Letters of two months, two units and two sites: list, figures, file and public page agree."""
    cast, now = city.cast, clock.now()
    before = now.astimezone(BEIJING).replace(day=1, hour=9) - timedelta(days=20)
    box = Mailbox.objects.get().pk
    for at, unit, actor in (
        (before, "edu", cast.officer),
        (now, "edu", cast.officer),
        (now, "health", cast.stranger),
    ):
        case = letter(at, mailbox=box)
        dispatch_case(actor=cast.desk_editor, at=at, case_id=case.pk, unit=unit)
        if at is before:
            answer(case, actor, cast.leader, at + timedelta(hours=2), ANSWER)
    city.settle()
    reader = city.citizen()
    reader.goto(f"{city.public}/responses/figures.html")
    months = [
        f"{at.astimezone(BEIJING):%Y年}{at.astimezone(BEIJING).month}月" for at in (now, before)
    ]
    shown = [_numbers(reader, name) for name in ("合计", *months, "市教育局", "市卫健委")]
    assert [row[:2] for row in shown] == [
        ("3", "1"),
        ("2", "0"),
        ("1", "1"),
        ("2", "1"),
        ("1", "0"),
    ]

    page = city.office(city.assessor)
    page.goto(f"{city.url}/cases/")
    expect(page.locator("main").get_by_role("row")).to_have_count(4)  # with the head
    page.get_by_role("button", name="互动办件").click()
    with page.expect_navigation():
        page.get_by_role("link", name="来信办理情况").click()
    page.get_by_label("网站", exact=True).select_option(label="明州市人民政府")
    _press(page, "查找")
    assert _office_rows(page)[0] == ["合计", "", "3", "1"]
    assert len(_office_rows(page)) == 4  # two units in one month, one in the other
    page.get_by_label("分列").select_option(label="只按月份")
    _press(page, "查找")
    assert _office_rows(page) == [
        [name, *row[:2]] for name, row in zip(("合计", *months), shown, strict=False)
    ]
    page.get_by_label("分列").select_option(label="只按单位")
    _press(page, "查找")
    assert sorted(_office_rows(page)[1:]) == sorted(
        [name, *row[:2]] for name, row in zip(("市教育局", "市卫健委"), shown[3:], strict=True)
    )
    assert faults(page) == []
    page.get_by_label("网站", exact=True).select_option(label=cast.edu_site.name)
    _press(page, "查找")
    expect(page.locator("main")).to_contain_text("还没有收到来信")


def _office_rows(page: Page) -> list[list[str]]:
    """Return the names and the first two numbers of each row of the table."""
    rows = [row.split("\t") for row in page.locator("main tbody tr").all_inner_texts()]
    return [[cell.strip("—") for cell in row[: len(row) - 3]] for row in rows]


def _numbers(page: Page, name: str) -> tuple[str, ...]:
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name, exact=True))
    # The chart says the months in a table of its own before it.
    return tuple(row.last.get_by_role("cell").all_inner_texts())
