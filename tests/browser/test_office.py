"""The office by keyboard and screen reader, with scripts and without, and when the network fails."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from mingtang.ground.foundation import clock
from mingtang.institution.organization.models import Person, Unit
from tests.factories.cast import Cast
from tests.factories.organization import PASSWORD
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db(transaction=True)

SCREENS = [
    "/",
    "/account/",
    "/organization/units/",
    "/organization/units/edu/",
    "/organization/units/new/",
    "/organization/people/",
    "/organization/contacts/",
    "/sites/",
    "/sites/site/portal/",
    "/sites/site/portal/suspend/",
    "/sites/duties/",
    "/obligations/",
    "/obligations/calendar/",
    "/regulations/",
    "/regulations/demo/",
    "/regulations/clauses/",
    "/nothing/",
]
Enter = Callable[[Page, Person, str], None]


@pytest.fixture
def enter(live_server: LiveServer, settings: object) -> Enter:
    """Sign a person in and open a screen."""
    settings.SECOND_FACTOR = "offered"  # type: ignore[attr-defined]

    def sign_in(page: Page, person: Person, path: str) -> None:
        page.goto(f"{live_server.url}/sign-in/?next={path}")
        page.get_by_label("用户名").fill(person.username)
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(f"**{path}")

    return sign_in


def faults(page: Page) -> list[str]:
    """What axe finds wrong with a page, Wagtail's own sidebar left out."""
    page.wait_for_load_state()  # a click on a link returns before the next page is whole
    found = Axe().run(page, context={"exclude": [["#wagtail-sidebar"]]}).response["violations"]
    return [f"{one['id']}: {one['help']} {one['nodes'][0]['html'][:120]}" for one in found]


def test_screens_can_be_read_by_a_screen_reader(
    live_server: LiveServer, page: Page, cast: Cast, enter: Enter
) -> None:
    bound_pack(cast.city.code, at=clock.now())
    violations: list[str] = []
    page.on("console", lambda message: violations.append(message.text))
    enter(page, cast.operator, "/")

    found = {}
    for path in SCREENS:
        page.goto(live_server.url + path)
        if wrong := faults(page):
            found[path] = wrong

    assert found == {}
    assert [text for text in violations if "Content Security Policy" in text] == []


def test_unit_is_added_with_the_keyboard_alone(
    page: Page, cast: Cast, enter: Enter, live_server: LiveServer
) -> None:
    enter(page, cast.operator, "/organization/units/new/")

    page.get_by_label("单位名称").focus()
    page.keyboard.type("明州市图书馆")
    for text in ("市图书馆", "library"):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Tab")
    page.get_by_label("单位类别").select_option("institution")
    page.keyboard.press("Tab")
    page.keyboard.type("教育")
    expect(page.locator(".mt-choices__list li")).to_have_text(["明州市教育局（edu）"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("上级单位")).to_have_value("明州市教育局（edu）")
    assert faults(page) == []
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("明州市图书馆")
    assert Unit.objects.get(code="library").parent == cast.edu


def test_form_works_without_scripts(
    browser: Browser, live_server: LiveServer, cast: Cast, enter: Enter
) -> None:
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    enter(page, cast.operator, "/organization/units/edu/move/")

    page.get_by_label("新的上级单位").fill("nothing")
    page.get_by_role("button", name="调整").click()
    expect(page.get_by_role("alert")).to_contain_text("没有找到“nothing”")
    page.get_by_label("新的上级单位").fill("city")
    page.get_by_role("button", name="调整").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("明州市教育局")
    context.close()


def test_network_failure_loses_nothing_that_was_typed(
    page: Page, cast: Cast, enter: Enter, live_server: LiveServer
) -> None:
    enter(page, cast.operator, "/organization/units/new/")
    page.get_by_label("单位名称").fill("明州市图书馆")
    page.wait_for_timeout(1500)  # the copy is made a second after the last key

    page.context.set_offline(True)
    page.get_by_role("button", name="保存").click()
    page.context.set_offline(False)
    page.goto(f"{live_server.url}/organization/units/new/")
    page.get_by_role("button", name="恢复这份内容").click()

    expect(page.get_by_label("单位名称")).to_have_value("明州市图书馆")
    expect(page.get_by_text("填写的内容已恢复")).to_be_visible()
    assert not Unit.objects.filter(name="明州市图书馆").exists()


def test_session_that_ends_while_writing_loses_nothing(
    page: Page, cast: Cast, enter: Enter
) -> None:
    enter(page, cast.operator, "/organization/units/new/")
    page.get_by_label("单位名称").fill("明州市图书馆")
    page.context.clear_cookies(name="sessionid")

    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    page.get_by_label("用户名").fill("operator")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()

    expect(page.get_by_label("单位名称")).to_have_value("明州市图书馆")


def test_focus_is_seen_and_the_content_can_be_jumped_to(
    page: Page, cast: Cast, enter: Enter, live_server: LiveServer
) -> None:
    enter(page, cast.officer, "/")
    page.keyboard.press("Tab")

    expect(page.get_by_text("跳转到主要内容").or_(page.locator(".skiplink"))).to_be_focused()
    page.goto(f"{live_server.url}/organization/units/")
    page.locator("#id_q").focus()
    page.keyboard.press("Tab")
    width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert width == "3px"
