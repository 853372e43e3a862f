"""Copies of forms in the browser: kept while one types, offered again, gone when the form has arrived."""

from typing import Any
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Page, expect

from tests.browser.scripts.conftest import ScriptPage, html

SCRIPT = "desk/js/drafts.js"
KEY = "mt-draft:7:/screen/"
FORM = """
<form method="post" action="/screen/" data-mt-draft="7:/screen/" data-mt-restore="/desk/drafts/restore/">
  <input type="hidden" name="csrfmiddlewaretoken" value="secret"><input type="hidden" name="form_key" value="once">
  <label>标题 <input name="title"></label><label>口令 <input name="password" type="password"></label>
  <button>保存</button>
</form>
"""
NOTICE = "有未提交的内容"


def _stored(page: Page) -> Any:
    return page.evaluate(f"JSON.parse(localStorage.getItem('{KEY}'))")


def _type(page: Page, words: str) -> None:
    page.get_by_label("标题").fill(words)
    page.clock.run_for(1500)


@pytest.fixture
def shown(screen: ScriptPage) -> Page:
    """An empty form, at a clock that the test sets."""
    screen.stop_clock()
    return screen.show(FORM, SCRIPT)


def test_what_was_typed_is_offered_and_restored(screen: ScriptPage, shown: Page) -> None:
    shown.get_by_label("口令").fill("not for the store")
    _type(shown, "防汛通知")
    assert _stored(shown)["fields"] == [["title", "防汛通知"]]

    shown.reload()
    expect(shown.get_by_text(NOTICE)).to_be_visible()
    screen.answers["/desk/drafts/restore/"] = lambda route: route.fulfill(body="restored")
    with shown.expect_request("**/restore/") as sent:
        shown.get_by_role("button", name="恢复这份内容").click()

    fields = dict(parse_qsl(sent.value.post_data or ""))
    assert fields == {
        "title": "防汛通知",
        "draft-path": "/screen/",
        "csrfmiddlewaretoken": "secret",
    }


def test_copy_that_nobody_wants_is_gone(shown: Page) -> None:
    _type(shown, "防汛通知")
    shown.reload()
    shown.get_by_role("button", name="放弃").click()
    expect(shown.get_by_text(NOTICE)).to_have_count(0)
    assert _stored(shown) is None


@pytest.mark.parametrize(("seconds", "offered"), [(-60, True), (0, False), (60, False)])
def test_copy_older_than_that_of_the_server_is_not_offered(
    screen: ScriptPage, shown: Page, seconds: int, offered: bool
) -> None:
    _type(shown, "防汛通知")
    stored = int(_stored(shown)["at"] / 1000) + seconds
    mark = f'<p data-mt-restored="{stored}"></p></form>'
    screen.show(FORM.replace("</form>", mark), SCRIPT)

    expect(shown.get_by_text(NOTICE)).to_have_count(1 if offered else 0)


def test_copy_lives_a_day(shown: Page) -> None:
    _type(shown, "防汛通知")
    shown.clock.fast_forward(25 * 3600 * 1000)
    shown.reload()
    expect(shown.get_by_text(NOTICE)).to_have_count(0)
    assert _stored(shown) is None


def test_full_store_loses_no_older_copy_and_stops_nobody(shown: Page) -> None:
    _type(shown, "第一稿")
    shown.evaluate(
        """() => {
            const full = () => { throw new DOMException('full', 'QuotaExceededError'); };
            Storage.prototype.setItem = full;
        }"""
    )
    _type(shown, "第二稿")

    assert _stored(shown)["fields"] == [["title", "第一稿"]]
    expect(shown.get_by_label("标题")).to_have_value("第二稿")


@pytest.mark.parametrize("arrived", [True, False])
def test_copy_goes_when_the_form_has_arrived(
    screen: ScriptPage, shown: Page, arrived: bool
) -> None:
    _type(shown, "防汛通知")
    if arrived:  # another screen of the office comes back, else the same one with its errors
        screen.answers["/screen/"] = html('<div id="wagtail-sidebar"></div>', SCRIPT)

    with shown.expect_navigation():
        shown.get_by_role("button", name="保存").click()

    if arrived:
        shown.wait_for_function(f"!localStorage.getItem('{KEY}')")
    else:
        expect(shown.get_by_text(NOTICE)).to_be_visible()
        assert _stored(shown)["fields"] == [["title", "防汛通知"]]
