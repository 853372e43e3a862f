from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.harness.demo import Demo


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo city, made and running."""
    demo = Demo(tmp_path_factory.mktemp("home"))
    with demo.running():
        yield demo


def test_demo_shows_the_portal(page: Page, demo: Demo) -> None:
    page.goto(demo.public)

    expect(page).to_have_title("明州市人民政府")
    expect(page.get_by_role("heading", level=1)).to_have_text("明州市人民政府")


@pytest.mark.parametrize("username", ["platform-operator", "desk", "information-officer"])
def test_demo_lets_every_post_in(page: Page, demo: Demo, username: str) -> None:
    page.goto(demo.office)
    page.get_by_label("用户名").fill(username)
    page.locator("[name=password]").fill(demo.password_of(username))
    page.get_by_role("button", name="登录").click()

    expect(page).to_have_url(demo.office)
    expect(page.get_by_role("heading").first).to_be_visible()


def test_demo_keeps_a_wrong_password_out(page: Page, demo: Demo) -> None:
    page.goto(demo.office)
    page.get_by_label("用户名").fill("auditor")
    page.locator("[name=password]").fill("wrong-wrong-wrong")
    page.get_by_role("button", name="登录").click()

    expect(page.get_by_label("用户名")).to_be_visible()
    expect(page.get_by_text("用户名或密码")).to_be_visible()
