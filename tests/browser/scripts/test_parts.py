"""Live parts: asked for while the page is looked at, exchanged when they changed, left alone at work."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.scripts.conftest import ScriptPage

PARTS = "desk/js/parts.js"
MINUTE = 60_000


def _bell(words: str, tag: str = "&quot;1&quot;", *, over: bool = False) -> str:
    address = "" if over else f' data-mt-part="/parts/bell/" data-mt-tag="{tag}" data-mt-every="60"'
    return f'<div class="mt-part"{address}><a href="/notices/">{words}</a></div>'


@pytest.fixture
def shown(screen: ScriptPage) -> Page:
    """A page with a bell of two notices, at a clock that the test sets."""
    screen.stop_clock()
    return screen.show(_bell("2"), PARTS)


def test_part_is_asked_for_with_its_tag_and_exchanged(screen: ScriptPage, shown: Page) -> None:
    headers: list[dict[str, str]] = []

    def answer(route: Route) -> None:
        headers.append(route.request.headers)
        if len(headers) == 1:
            route.fulfill(status=304)
        else:
            route.fulfill(body=_bell("3", "&quot;2&quot;"), content_type="text/html")

    screen.answers["/parts/bell/"] = answer
    link = shown.get_by_role("link")

    with shown.expect_response("**/parts/bell/"):
        shown.clock.run_for(MINUTE)
    expect(link).to_have_text("2")
    with shown.expect_response("**/parts/bell/"):
        shown.clock.run_for(MINUTE)
    expect(link).to_have_text("3")
    with shown.expect_response("**/parts/bell/"):
        shown.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    assert [one["if-none-match"] for one in headers] == ['"1"', '"1"', '"2"']
    assert headers[0]["x-requested-with"] == "XMLHttpRequest"
    assert headers[0]["x-mingtang-background"] == "1"  # nobody is at the keyboard


def test_part_in_which_someone_works_is_left_alone(screen: ScriptPage, shown: Page) -> None:
    screen.answers["/parts/bell/"] = lambda route: route.fulfill(
        body=_bell("3", "&quot;2&quot;"), content_type="text/html"
    )
    link = shown.get_by_role("link")
    link.focus()

    with shown.expect_response("**/parts/bell/"):
        shown.clock.run_for(MINUTE)
    expect(link).to_have_text("2")
    link.blur()
    with shown.expect_response("**/parts/bell/"):
        shown.clock.run_for(MINUTE)
    expect(link).to_have_text("3")


@pytest.mark.parametrize("end", ["over", "signed out"])
def test_part_at_its_end_is_not_asked_for_again(screen: ScriptPage, shown: Page, end: str) -> None:
    screen.answers["/parts/bell/"] = (
        (lambda route: route.fulfill(status=401, body="{}"))
        if end == "signed out"
        else (lambda route: route.fulfill(body=_bell("完", over=True), content_type="text/html"))
    )

    with shown.expect_response("**/parts/bell/"):
        shown.clock.run_for(MINUTE)
    expect(shown.get_by_role("link")).to_have_text("2" if end == "signed out" else "完")
    for _ in range(3):
        shown.clock.run_for(MINUTE)
    shown.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    assert screen.asked.count("/parts/bell/") == 1


def test_part_outlives_a_network_that_fails_and_rests_while_hidden(
    screen: ScriptPage, shown: Page
) -> None:
    screen.answers["/parts/bell/"] = lambda route: route.abort()
    with shown.expect_event("requestfailed"):
        shown.clock.run_for(MINUTE)
    screen.answers["/parts/bell/"] = lambda route: route.fulfill(
        body=_bell("3"), content_type="text/html"
    )

    shown.evaluate(
        "Object.defineProperty(document, 'hidden', {get: () => true, configurable: true})"
    )
    shown.clock.run_for(5 * MINUTE)
    assert screen.asked.count("/parts/bell/") == 1
    with shown.expect_response("**/parts/bell/"):
        shown.evaluate(
            "delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))"
        )
    expect(shown.get_by_role("link")).to_have_text("3")


LIVE = "publishing/live.js"


def test_page_under_way_is_asked_again_until_nothing_is(screen: ScriptPage) -> None:
    screen.stop_clock()
    page = screen.show('<p id="a" data-mt-live>一半</p><p>其他</p>', LIVE)
    screen.answers["/screen/"] = lambda route: route.fulfill(
        body='<p id="a">完成</p><p>另外</p>', content_type="text/html; charset=utf-8"
    )

    with page.expect_response("**/screen/"):
        page.clock.run_for(3000)
    expect(page.locator("#a")).to_have_text("完成")
    expect(page.get_by_text("其他")).to_be_visible()
    page.clock.run_for(30_000)
    assert screen.asked.count("/screen/") == 2
