"""An officer writes as in Word: pastes a notice with a table, and finds the fields that its kind needs."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from mingtang.editorial.content.models import Article
from mingtang.ground.foundation import clock
from tests.browser.test_sign_in import faults
from tests.editorial.content.pasted import EXCEL, WORD, rtf_of
from tests.factories.cast import Cast
from tests.factories.organization import PASSWORD
from tests.factories.regulations import bound_pack
from tests.ground.papers.documents import png

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.Spooled:ResourceWarning"),
]

PASTE = """([html, rtf]) => {
    const data = new DataTransfer();
    data.setData('text/html', html);
    data.setData('text/rtf', rtf);
    data.setData('text/plain', 'plain');
    document.activeElement.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
}"""


@pytest.fixture
def editor(cast: Cast, page: Page, live_server: LiveServer) -> Page:
    """The screen on which an officer begins an article."""
    bound_pack("city", at=clock.now() - timedelta(days=1))
    page.goto(f"{live_server.url}/sign-in/?next=/articles/new/")
    page.get_by_label("用户名").fill(cast.officer.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/articles/new/")
    return page


def paste(page: Page, html: str, rtf: bytes = b"") -> None:
    page.locator('#body-root [contenteditable="true"][role="textbox"]').first.click()
    page.evaluate(PASTE, [html, rtf.decode()])
    expect(page.get_by_role("button", name="撤销粘贴")).to_be_visible()


def test_notice_from_word_is_pasted_with_its_table_picture_and_signature(editor: Page) -> None:
    editor.locator("[name=title]").fill("关于开展防汛检查的通知")
    paste(editor, WORD, rtf_of(png()))

    expect(editor.locator("[data-mt-pasted]")).to_contain_text(
        "已粘贴：1 段文字、1 张表格、1 张图片、1 处落款。"
    )
    assert faults(editor) == []
    editor.get_by_role("button", name="保存草稿").click()
    expect(editor.get_by_role("heading", level=1)).to_contain_text("关于开展防汛检查的通知")
    body = Article.objects.get().body
    assert [one.block_type for one in body] == ["text", "html_table", "picture", "signature"]
    assert "一、工作安排" in str(body[0].value)


def test_pasting_can_be_undone(editor: Page) -> None:
    paste(editor, EXCEL)
    cell = editor.get_by_role("textbox", name="第 1 行第 1 列")
    expect(cell).to_have_text("指标")

    editor.get_by_role("button", name="撤销粘贴").click()

    expect(cell).to_be_hidden()


def test_table_is_written_as_a_grid(editor: Page) -> None:
    editor.locator("[name=title]").fill("各校开学日期")
    paste(editor, EXCEL)
    editor.get_by_role("textbox", name="第 2 行第 1 列").click()
    editor.get_by_role("button", name="下方加行").click()
    editor.get_by_role("textbox", name="第 3 行第 1 列").fill("第三产业")
    editor.get_by_role("textbox", name="第 3 行第 2 列").click()
    editor.get_by_role("button", name="右侧加列").click()
    editor.get_by_role("textbox", name="第 2 行第 2 列").click()
    editor.get_by_role("button", name="向下合并").click()
    editor.get_by_role("button", name="向右合并").click()
    expect(editor.locator(".mt-grid__message")).to_contain_text("不能合并")
    editor.get_by_role("textbox", name="第 1 行第 3 列").fill("备注")
    assert faults(editor) == []

    editor.get_by_role("button", name="保存草稿").click()
    expect(editor.get_by_role("heading", level=1)).to_contain_text("各校开学日期")

    html = str(Article.objects.get().body[0].value)
    assert html == (
        '<table><tbody><tr><th scope="col">指标</th><th scope="col">数值</th><th scope="col">备注</th></tr>'
        '<tr><td>生产总值</td><td rowspan="2">100.50</td><td></td></tr>'
        "<tr><td>第三产业</td><td></td></tr></tbody></table>"
    )


def test_fields_of_a_kind_open_when_it_is_chosen(editor: Page) -> None:
    number = editor.locator("[name=document_number]")
    expect(number).to_be_hidden()

    editor.locator("[name=kind]").select_option("policy")
    expect(number).to_be_visible()
    number.fill("明教〔2026〕3号")
    editor.locator("[name=kind]").select_option("news")

    expect(number).to_be_visible()  # what is filled in is not folded away


def test_page_stands_beside_the_text_while_it_is_written(editor: Page) -> None:
    editor.set_viewport_size({"width": 1440, "height": 900})
    editor.locator("[name=title]").fill("市教育局启动秋季招生")
    switch = editor.get_by_role("button", name="预览", exact=True)
    switch.focus()
    editor.keyboard.press("Enter")
    page = editor.frame_locator(".mt-live__sheet iframe")

    expect(page.get_by_role("heading", level=1)).to_have_text("市教育局启动秋季招生")
    editor.locator('#body-root [contenteditable="true"][role="textbox"]').first.click()
    editor.keyboard.type("报名从六月一日开始。")
    expect(page.locator("main")).to_contain_text("报名从六月一日开始。")
    expect(editor.locator('#body-root [role="textbox"]').first).to_be_focused()
    editor.get_by_label("教育动态").check()
    editor.get_by_label("预览的网站").select_option(label="明州市教育局")
    expect(page.locator("body")).to_contain_text("明州市教育局")
    editor.get_by_role("button", name="手机").click()
    expect(editor.locator(".mt-live__sheet iframe")).to_have_css("width", "390px")
    assert faults(editor) == []
    editor.get_by_role("button", name="收起预览").click()
    expect(editor.locator(".mt-live")).to_be_hidden()
    expect(switch).to_be_focused()
    assert not Article.objects.exists()


def test_page_is_a_tab_on_a_narrow_screen(editor: Page) -> None:
    editor.set_viewport_size({"width": 390, "height": 844})
    editor.locator("[name=title]").fill("市教育局启动秋季招生")
    tabs = editor.get_by_role("group", name="写稿或预览")
    tabs.get_by_role("button", name="预览").click()
    page = editor.frame_locator(".mt-live__sheet iframe")

    expect(page.get_by_role("heading", level=1)).to_have_text("市教育局启动秋季招生")
    expect(editor.locator("[name=title]")).to_be_hidden()
    assert faults(editor) == []
    tabs.get_by_role("button", name="写稿").click()
    expect(editor.locator("[name=title]")).to_have_value("市教育局启动秋季招生")


def test_paragraphs_stand_as_in_word(editor: Page) -> None:
    editor.locator("[name=title]").fill("关于开学的通知")
    box = editor.locator('#body-root [contenteditable="true"][role="textbox"]').first
    box.click()
    editor.keyboard.type("各学校：")
    editor.get_by_role("button", name="顶格").click()
    editor.keyboard.press("End")
    editor.keyboard.press("Enter")
    editor.keyboard.type("市教育局")
    editor.get_by_role("button", name="靠右").click()
    editor.keyboard.press("End")
    editor.keyboard.press("Enter")
    editor.keyboard.type("再写一句")
    editor.get_by_role("button", name="清除格式").click()
    assert faults(editor) == []
    editor.get_by_role("button", name="保存草稿").click()
    expect(editor.get_by_role("heading", level=1)).to_contain_text("关于开学的通知")

    html = str(Article.objects.get().body[0].value)
    assert html == '<p class="flush">各学校：</p><p class="right">市教育局</p><p>再写一句</p>'
