"""Text on its way to the server while it is typed."""

import json

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.scripts.conftest import ScriptPage

SCRIPT = "desk/js/autosave.js"
AUTOSAVE = "/desk/drafts/autosave/"
FORM = f"""
<form method="post" action="/screen/" data-mt-autosave="{AUTOSAVE}">
  <input type="hidden" name="csrfmiddlewaretoken" value="secret"><input type="hidden" name="form_key" value="once">
  <label>标题 <input name="title"></label><label>口令 <input name="password" type="password"></label>
  <button>保存</button><span data-mt-autosaved role="status"></span>
</form>
"""


class Store:
    """Answers as the server does and counts."""

    def __init__(self, screen: ScriptPage) -> None:
        self.sent: list[str] = []
        self.others: list[str] = []
        self.is_down = False
        screen.answers[AUTOSAVE] = self.answer

    def answer(self, route: Route) -> None:
        self.sent.append(route.request.post_data or "")
        if self.is_down:
            route.fulfill(status=503)
        else:
            body = json.dumps({"is_stored": True, "others": self.others})
            route.fulfill(body=body, content_type="application/json")


@pytest.fixture
def store(screen: ScriptPage) -> Store:
    return Store(screen)


@pytest.fixture
def shown(screen: ScriptPage, store: Store) -> Page:
    screen.stop_clock()
    return screen.show(FORM, SCRIPT)


def _type(page: Page, words: str) -> None:
    page.get_by_label("标题").fill(words)
    page.clock.run_for(6000)


def test_what_is_typed_is_sent_once_for_each_change(shown: Page, store: Store) -> None:
    shown.clock.run_for(30_000)
    assert store.sent == []

    _type(shown, "防汛通知")
    expect(shown.get_by_role("status")).to_contain_text("已自动暂存")
    shown.clock.run_for(30_000)

    assert len(store.sent) == 1
    assert "防汛通知" in store.sent[0]
    assert 'name="form_key"' in store.sent[0]
    assert 'name="password"' not in store.sent[0]


def test_others_at_work_are_named(shown: Page, store: Store) -> None:
    store.others = ["许诺"]

    _type(shown, "防汛通知")

    expect(shown.get_by_role("status")).to_contain_text("许诺也在修改")


def test_it_says_when_the_network_fails_and_tries_again(shown: Page, store: Store) -> None:
    store.is_down = True
    _type(shown, "防汛通知")
    expect(shown.get_by_role("status")).to_contain_text("网络不通")

    store.is_down = False
    shown.clock.run_for(6000)

    expect(shown.get_by_role("status")).to_contain_text("已自动暂存")
    assert len(store.sent) == 2
