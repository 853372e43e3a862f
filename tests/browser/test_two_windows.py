"""Nothing typed is lost: the last letters before a save, and the text of the second window."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from mingtang.editorial.content.models import Article
from mingtang.ground.foundation import clock
from tests.browser.test_sign_in import faults
from tests.factories.cast import Cast
from tests.factories.content import draft
from tests.factories.organization import PASSWORD
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def article(cast: Cast, page: Page, live_server: LiveServer) -> Article:
    """A draft of the officer, who is signed in."""
    at = clock.now()
    bound_pack("city", at=at - timedelta(days=1))
    made = draft(cast, at)
    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_label("用户名").fill(cast.officer.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(cast.officer.name, timeout=30_000)
    return made


def _type_and_save(page: Page, words: str) -> None:
    """Type at the end of the body and save before the editor has written it down by itself."""
    box = page.locator('[contenteditable="true"][role="textbox"]').first
    box.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)
    page.evaluate("document.getElementById('w-editor-form').requestSubmit()")
    page.wait_for_load_state()


def test_letters_typed_just_before_saving_are_saved(
    page: Page, live_server: LiveServer, article: Article
) -> None:
    page.goto(f"{live_server.url}/articles/{article.pk}/edit/")
    _type_and_save(page, "末尾补充的话")
    expect(page.locator(".mt-prose")).to_contain_text("末尾补充的话")
    article.refresh_from_db()
    assert "末尾补充的话" in str(article.body.get_prep_value())


def test_second_window_chooses_what_is_kept(
    page: Page, live_server: LiveServer, article: Article
) -> None:
    address = f"{live_server.url}/articles/{article.pk}/edit/"
    other = page.context.new_page()
    page.goto(address)
    other.goto(address)
    other.locator("[name=title]").fill("第一个窗口的标题")
    _type_and_save(other, "第一个窗口的话")
    page.get_by_role("region", name="副标题、来源").locator("[data-panel-toggle]").click()
    page.locator("[name=source]").fill("第二个窗口的来源")
    page.locator("[name=title]").fill("第二个窗口的标题")
    _type_and_save(page, "第二个窗口的话")

    expect(page.get_by_role("heading", level=1)).to_contain_text("两份修改")
    for words in ("第一个窗口的标题", "第二个窗口的标题", "第一个窗口的话", "第二个窗口的话"):
        expect(page.get_by_text(words).first).to_be_visible()
    assert faults(page) == []
    page.get_by_role("group", name="标题").get_by_label("采用我的").check()
    page.get_by_role("button", name="按所选内容保存").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("第二个窗口的标题")
    article.refresh_from_db()
    body = str(article.body.get_prep_value())
    assert (article.version, article.source) == (3, "第二个窗口的来源")
    assert "第一个窗口的话" in body
    assert "第二个窗口的话" in body
    page.goto(address)
    expect(page.get_by_text("未提交的内容")).to_have_count(0)
