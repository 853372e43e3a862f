"""The list under a search field: by keyboard, by mouse, and not at all when nothing answers."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.scripts.conftest import ScriptPage

UNITS = ["edu 教育局", "edu-1 第一中学", "edu-2 第二中学"]


@pytest.fixture
def shown(screen: ScriptPage) -> Page:
    """A field that offers units, and one after it."""

    def answer(route: Route) -> None:
        asked = parse_qs(urlsplit(route.request.url).query).get("q", [""])[0]
        found = [unit for unit in UNITS if asked in unit]
        route.fulfill(body=json.dumps({"results": found}), content_type="application/json")

    screen.answers["/desk/choose/unit/"] = answer
    return screen.show(
        '<form><label>单位 <input data-mt-choose="/desk/choose/unit/"></label><input name="next"></form>',
        "desk/js/choose.js",
    )


def test_match_is_chosen_by_keyboard(shown: Page) -> None:
    field = shown.get_by_role("combobox", name="单位")
    options = shown.get_by_role("option")
    field.focus()
    expect(options).to_have_count(3)

    field.type("中学")
    expect(options).to_have_count(2)
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute(
        "aria-activedescendant", options.first.get_attribute("id") or ""
    )
    field.press("Enter")

    expect(field).to_have_value("edu-1 第一中学")
    expect(options).to_have_count(0)
    expect(field).to_have_attribute("aria-expanded", "false")


def test_list_closes_and_the_typed_words_stay(shown: Page) -> None:
    field = shown.get_by_role("combobox")
    field.type("教育")
    expect(shown.get_by_role("option")).to_have_count(1)
    field.press("Escape")
    expect(shown.get_by_role("option")).to_have_count(0)
    expect(field).to_have_value("教育")

    field.press("ArrowDown")
    shown.get_by_role("option").click()
    expect(field).to_have_value("edu 教育局")


def test_field_works_when_nothing_answers(screen: ScriptPage, shown: Page) -> None:
    screen.answers["/desk/choose/unit/"] = lambda route: route.abort()
    field = shown.get_by_role("combobox")
    with shown.expect_event("requestfailed"):
        field.type("edu-2")
    field.press("Tab")

    expect(field).to_have_value("edu-2")
    expect(shown.get_by_role("listbox")).to_be_hidden()
