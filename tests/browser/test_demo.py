from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.harness.demo import Demo
from tests.harness.processes import wait_until

pytestmark = pytest.mark.timeout(
    900
)  # the city is made by the first test, and the machine may be busy


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo city, made and running."""
    demo = Demo(tmp_path_factory.mktemp("home"))
    with demo.running():
        yield demo


def test_demo_shows_the_portal(page: Page, demo: Demo) -> None:
    def is_published() -> bool:
        page.goto(demo.public)
        return page.title().startswith("明州市人民政府")

    assert wait_until(is_published, 120), page.content()


@pytest.mark.parametrize("post", ["平台管理员", "编辑部", "信息员"])
def test_demo_lets_every_post_in(page: Page, demo: Demo, post: str) -> None:
    username, password = demo.sign_in_of(post)
    page.goto(demo.office)
    page.get_by_label("用户名").fill(username)
    page.locator("[name=password]").fill(password)
    page.get_by_role("button", name="登录").click()

    expect(page).to_have_url(demo.office)
    expect(page.get_by_role("heading").first).to_be_visible()


def test_demo_keeps_a_wrong_password_out(page: Page, demo: Demo) -> None:
    page.goto(demo.office)
    page.get_by_label("用户名").fill(demo.sign_in_of("审计员")[0])
    page.locator("[name=password]").fill("wrong-wrong-wrong")
    page.get_by_role("button", name="登录").click()

    expect(page.get_by_label("用户名")).to_be_visible()
    expect(page.get_by_text("用户名或密码")).to_be_visible()
