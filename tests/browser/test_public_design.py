"""Every kind of public page as a reader meets it: nothing past the edge, nothing that axe minds, in every mode.

The pages are those of the bundled theme on made-up views, answered to the browser with the headers of the public
face: no server, no database.
"""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from playwright.sync_api import Page, Route, ViewportSize

from mingtang.faces.public.headers import SECURITY, content_type
from mingtang.faces.public.interfaces.forms import PARTS
from mingtang.workbench.intake.interfaces.sections import FieldRow
from tests.editorial.publishing.showcase import NEWS, pages
from tests.faces.public.found import results_pages
from tests.workbench.intake.trial import FORM

ORIGIN = "http://www.mingzhou.localhost"
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="675"/>'
NARROW, LOW = ViewportSize(width=320, height=640), ViewportSize(width=320, height=225)
WIDE = ViewportSize(width=1280, height=900)
MODES: dict[str, dict[str, str]] = {
    "as it comes": {},
    "dark": {"data-colour": "dark"},
    "strong": {"data-colour": "strong"},
    "aids": {"data-guide": "on", "data-caption": "on", "data-pointer": "big"},
    "elder": {"data-mode": "elder"},
    "elder, largest": {"data-mode": "elder", "data-size": "largest"},
}
SET_MODE = """values => {
  const root = document.documentElement;
  for (const name of ["data-colour", "data-mode", "data-size", "data-guide", "data-caption", "data-pointer"]) {
    if (values[name]) { root.setAttribute(name, values[name]); } else { root.removeAttribute(name); }
  }
}"""
SIZE = "one => parseFloat(getComputedStyle(one).fontSize)"
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
TOO_SMALL = """() => [...document.querySelectorAll("a, button, summary, input")].filter(one => {
  const box = one.getBoundingClientRect();
  const inSentence = one.closest(".text, .number") || one.matches(".skip");
  return box.width && !inSentence && Math.round(box.height) < 44;
}).map(one => one.outerHTML.slice(0, 90))"""


def filled_form() -> str:
    """The page of a public form that came back with an error."""
    rows = [FieldRow(one, "", "请填写。" if one.is_required else "") for one in FORM.fields]
    reasons = [{"field": "name", "text": "请填写姓名。"}]
    place = {"name": "明州市人民政府"}
    given = {"token": "t", "question": "三加四等于几？"}
    context = {"form": FORM, "rows": rows, "reasons": reasons, "place": place, "given": given}
    return render_to_string("intake/form.html", context)


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    """Every page of the made-up city."""
    made = pages()
    return made | results_pages(made["/search.html"].decode())


@pytest.fixture(scope="module")
def county() -> dict[str, bytes]:
    """The same pages as the theme of a county makes them."""
    return pages("county")


@pytest.fixture
def reader(page: Page, site: dict[str, bytes]) -> Page:
    """A visitor of that city, and what the policy of the pages forbids is an error."""
    return visitor(page, site)


def visitor(page: Page, site: dict[str, bytes]) -> Page:
    """Answer a browser with some pages, under the headers of the public face."""

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


@pytest.mark.parametrize("address", ["/", "/article.html", "/document.html", "/column/"])
def test_page_of_the_county_theme_in_every_mode(
    page: Page, county: dict[str, bytes], address: str
) -> None:
    found = visitor(page, county)
    found.set_viewport_size(NARROW)
    found.goto(ORIGIN + address)

    assert faults_in_every_mode(found) == {}


@pytest.mark.parametrize("address", KINDS)
def test_page_in_every_mode(reader: Page, address: str) -> None:
    refused: list[str] = []
    reader.on("console", lambda message: refused.append(message.text))
    reader.set_viewport_size(NARROW)
    reader.goto(ORIGIN + address)

    assert faults_in_every_mode(reader) == {}
    assert [text for text in refused if "Content Security Policy" in text] == []


def faults_in_every_mode(reader: Page) -> dict[str, object]:
    """Return what axe, the edge of the page and the size of targets mind, by mode."""
    faults: dict[str, object] = {"as it comes": axe(reader)}
    for mode, values in MODES.items():
        reader.evaluate(SET_MODE, values)
        faults[f"{mode}: px past the edge"] = reader.evaluate(TOO_WIDE)
        faults[f"{mode}: too small to touch"] = reader.evaluate(TOO_SMALL)
        if mode in {"dark", "strong", "elder"}:
            faults[mode] = axe(reader, "color-contrast")
    return {name: found for name, found in faults.items() if found}


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
    before = heading.evaluate(SIZE)

    reader.get_by_text("显示设置").click()
    reader.get_by_role("button", name="特大").click()
    reader.get_by_role("button", name="深色").click()

    assert heading.evaluate(SIZE) > before * 1.3
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


# A browser of its own voice: it says what it was given, and how fast.
SPEAKS = """
window.said = [];
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
Object.defineProperty(window, "speechSynthesis", { value: {
  cancel() {},
  speak(words) {
    window.said.push([words.text, words.rate, words.lang]);
    setTimeout(() => { words.onstart(); if (window.said.length < 4) { words.onend(); } }, 1);
  },
} });
"""
MUTE = 'Object.defineProperty(window, "speechSynthesis", { value: undefined });'


def test_aids_are_turned_on_and_off_by_keys_alone(reader: Page) -> None:
    reader.goto(f"{ORIGIN}/article.html")
    reader.get_by_text("显示设置").focus()
    reader.keyboard.press("Enter")
    for name in ("阅读引导线", "大鼠标", "大字幕"):
        reader.get_by_role("button", name=name).press("Enter")

    reader.reload()

    assert (
        reader.locator(".guide, .caption").evaluate_all(
            "all => all.map(one => getComputedStyle(one).display)"
        )
        == ["block"] * 2
    )
    reader.get_by_role("link", name="公开", exact=False).first.focus()
    assert reader.locator(".caption").inner_text() == "政务公开"
    line = reader.locator(".guide").bounding_box()
    assert line is not None
    assert line["y"] > 0
    reader.mouse.move(300, 400)
    assert reader.locator(".guide").evaluate("one => one.style.top") == "416px"
    assert "svg" in reader.locator("h1").evaluate("one => getComputedStyle(one).cursor")
    reader.get_by_text("显示设置").press("Enter")
    reader.get_by_role("button", name="大字幕").press("Enter")
    assert reader.locator(".caption").is_hidden()
    reader.get_by_role("button", name="恢复默认").press("Enter")
    assert reader.locator(".guide").is_hidden()


def test_english_pages_can_be_used(reader: Page, site: dict[str, bytes]) -> None:
    english = pages("english")
    site |= {f"/en{path}": body for path, body in english.items() if path.endswith((".html", "/"))}
    reader.set_viewport_size(NARROW)
    faults = {}
    for address in ("/en/", "/en/article.html"):
        reader.goto(ORIGIN + address)
        reader.get_by_text("Display").click()
        reader.get_by_role("button", name="Largest").first.click()
        faults[address] = [
            *axe(reader),
            *filter(None, [reader.evaluate(TOO_WIDE)]),
            *reader.evaluate(TOO_SMALL),
        ]

    assert faults == {"/en/": [], "/en/article.html": []}


def test_pages_of_forms_follow_the_reader(reader: Page, site: dict[str, bytes]) -> None:
    site["/forms/parts/form.css"] = (PARTS / "form.css").read_bytes()
    site["/form.html"] = filled_form().encode()
    reader.set_viewport_size(NARROW)
    reader.goto(f"{ORIGIN}/article.html")
    reader.get_by_text("显示设置").click()
    reader.locator(".strip").get_by_role("button", name="长辈版").click()
    size = reader.goto(f"{ORIGIN}/form.html") and reader.locator("h1").evaluate(SIZE)
    faults = {"elder": axe(reader), "px": reader.evaluate(TOO_WIDE)}
    for scheme in ("dark", "strong"):
        reader.evaluate(SET_MODE, {"data-colour": scheme})
        faults[scheme] = axe(reader)

    assert {name: found for name, found in faults.items() if found} == {}
    assert size > reader.locator("h1").evaluate(SIZE) * 1.2


def test_page_is_read_aloud_at_a_speed_and_falls_silent(reader: Page) -> None:
    reader.add_init_script(SPEAKS)
    reader.goto(f"{ORIGIN}/article.html")
    reader.get_by_text("显示设置").click()
    reader.get_by_role("button", name="慢速").click()
    reader.get_by_role("button", name="朗读本页").click()
    reader.wait_for_function("() => said.length === 4")

    said = reader.evaluate("said")
    assert said[0] == [NEWS[0], 0.7, "zh-CN"]
    assert not any("字号" in text for text, *_ in said)
    assert reader.locator(".spoken").count() == 1
    reader.get_by_role("button", name="快速").click()
    assert reader.evaluate("said[4]") == [said[3][0], 1.5, "zh-CN"]
    reader.keyboard.press("Escape")
    reader.keyboard.press("Escape")
    assert reader.locator(".spoken").count() == 0
    assert reader.locator(".stamp [data-read]").get_attribute("aria-pressed") == "false"


def test_browser_without_a_voice_says_so(reader: Page) -> None:
    reader.add_init_script(MUTE)
    reader.goto(f"{ORIGIN}/article.html")
    reader.get_by_text("显示设置").click()

    assert reader.get_by_text("这个浏览器不能朗读").is_visible()
    assert reader.locator("[data-read]:visible").count() == 0


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
