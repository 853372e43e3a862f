"""Every kind of public page as a reader meets it: nothing past the edge, nothing that axe minds, in every mode.

The pages are those of the bundled theme on made-up views, answered to the browser with the headers of the public
face: no server, no database.
"""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, ViewportSize

from mingtang.faces.public.headers import SECURITY, content_type
from tests.editorial.publishing.showcase import pages
from tests.faces.public.found import results_pages

ORIGIN = "http://www.mingzhou.localhost"
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="675"/>'
NARROW, LOW = ViewportSize(width=320, height=640), ViewportSize(width=320, height=225)
WIDE = ViewportSize(width=1280, height=900)
MODES: dict[str, dict[str, str]] = {
    "as it comes": {},
    "dark": {"data-colour": "dark"},
    "elder": {"data-mode": "elder"},
    "elder, largest": {"data-mode": "elder", "data-size": "largest"},
}
SET_MODE = """values => {
  const root = document.documentElement;
  for (const name of ["data-colour", "data-mode", "data-size"]) {
    if (values[name]) { root.setAttribute(name, values[name]); } else { root.removeAttribute(name); }
  }
}"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
TOO_SMALL = """() => [...document.querySelectorAll("a, button, summary, input")].filter(one => {
  const box = one.getBoundingClientRect();
  const inSentence = one.closest(".text, .number") || one.matches(".skip");
  return box.width && !inSentence && Math.round(box.height) < 44;
}).map(one => one.outerHTML.slice(0, 90))"""


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    """Every page of the made-up city."""
    made = pages()
    return made | results_pages(made["/search.html"].decode())


@pytest.fixture
def reader(page: Page, site: dict[str, bytes]) -> Page:
    """A visitor of that city, and what the policy of the pages forbids is an error."""

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path == "/picture.png":
            route.fulfill(body=PICTURE, content_type="image/svg+xml")
        elif path in site:
            name = path if "." in path else ".html"
            route.fulfill(body=site[path], content_type=content_type(name), headers=dict(SECURITY))
        else:
            route.fulfill(status=404, body=b"")

    page.route("**/*", answer)
    return page


KINDS = (
    "/", "/article.html", "/document.html", "/column/", "/part/", "/year/", "/map.html", "/sites.html", "/404.html",
    "/leaders.html", "/leaders/1.html", "/institutions.html", "/institutions/1.html", "/contact-book.html",
    "/about.html", "/search.html", "/found.html",
)  # fmt: skip


@pytest.mark.parametrize("address", KINDS)
def test_page_in_every_mode(reader: Page, address: str) -> None:
    refused: list[str] = []
    reader.on("console", lambda message: refused.append(message.text))
    reader.set_viewport_size(NARROW)
    reader.goto(ORIGIN + address)
    faults = {"as it comes": axe(reader)}
    for mode, values in MODES.items():
        reader.evaluate(SET_MODE, values)
        faults[f"{mode}: px past the edge"] = reader.evaluate(TOO_WIDE)
        faults[f"{mode}: too small to touch"] = reader.evaluate(TOO_SMALL)
        if mode in {"dark", "elder"}:
            faults[mode] = axe(reader, "color-contrast")

    assert {name: found for name, found in faults.items() if found} == {}
    assert [text for text in refused if "Content Security Policy" in text] == []


def axe(page: Page, *rules: str) -> list[str]:
    """What axe finds wrong, by all of its rules or by some."""
    options = {"runOnly": list(rules)} if rules else {}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:90]}" for one in found]


def test_header_leaves_room_at_four_hundred_per_cent(reader: Page) -> None:
    reader.set_viewport_size(LOW)
    reader.goto(f"{ORIGIN}/column/")

    assert reader.locator("main").bounding_box()["y"] < LOW["height"] * 0.9  # type: ignore[index]


def test_reader_chooses_size_and_colours_and_they_stay(reader: Page) -> None:
    reader.goto(f"{ORIGIN}/column/")
    heading = reader.locator("h1")
    size = "one => parseFloat(getComputedStyle(one).fontSize)"
    before = heading.evaluate(size)

    reader.get_by_text("显示设置").click()
    reader.get_by_role("button", name="特大").click()
    reader.get_by_role("button", name="深色").click()

    assert heading.evaluate(size) > before * 1.3
    reader.goto(f"{ORIGIN}/article.html")
    assert reader.locator("html").get_attribute("data-colour") == "dark"
    assert reader.locator(".stamp [aria-pressed=true]").inner_text() == "特大"
    reader.get_by_text("显示设置").click()
    reader.get_by_role("button", name="恢复默认").click()
    assert reader.locator(".stamp [aria-pressed=true]").inner_text() == "标准"
    assert reader.locator("html").get_attribute("data-colour") is None


def test_elder_mode_is_one_press_and_shows_less(reader: Page) -> None:
    reader.goto(f"{ORIGIN}/")
    rows = reader.locator(".block--news").first.locator("li:visible")
    before = rows.count()

    reader.get_by_role("button", name="长辈版").click()

    assert rows.count() == 5 < before
    reader.reload()
    assert reader.get_by_role("button", name="长辈版").get_attribute("aria-pressed") == "true"


def test_p_03_first_column_of_a_wide_table_stays_in_sight(reader: Page) -> None:
    reader.set_viewport_size(NARROW)
    reader.goto(f"{ORIGIN}/article.html")
    box = reader.locator(".table-box.kept")

    box.evaluate("one => { one.scrollLeft = 1500 }")

    first = box.locator("tbody tr").first.locator("td").first.bounding_box()
    frame = box.bounding_box()
    assert first is not None
    assert frame is not None
    assert 0 <= first["x"] - frame["x"] < 2
    assert first["width"] >= 60


def test_wide_table_and_long_document_are_whole_on_paper(reader: Page) -> None:
    reader.set_viewport_size(WIDE)
    reader.goto(f"{ORIGIN}/article.html")
    reader.emulate_media(media="print")

    box = reader.locator(".table-box")
    assert box.evaluate("one => getComputedStyle(one).overflowX") == "visible"
    assert box.evaluate("one => getComputedStyle(one).page") == "broad"
    assert reader.locator(".tools:visible, .menu:visible").count() == 0


def test_figures_of_a_page_come_without_moving_anything(
    reader: Page, site: dict[str, bytes]
) -> None:
    asked: list[str] = []

    def tell(route: Route) -> None:
        asked.append(f"{route.request.method} {route.request.url.removeprefix(ORIGIN)}")
        if len(asked) == 1:
            route.fulfill(status=204)
        else:
            route.fulfill(json={"views": 1234567, "site": 45678})

    reader.route("**/api/visits*", tell)
    height = "() => document.documentElement.scrollHeight"
    reader.set_viewport_size(NARROW)
    reader.goto(f"{ORIGIN}/article.html", wait_until="networkidle")
    figures = reader.locator("[data-visits] > span")
    assert figures.all_text_contents() == ["", ""]
    before = reader.evaluate(height)
    reader.reload(wait_until="networkidle")

    assert asked == ["POST /api/visits?path=%2Farticle.html"] * 2
    assert figures.all_text_contents() == ["本页浏览 1,234,567 次", "本站访问 45,678 人次"]
    assert reader.evaluate(height) == before
