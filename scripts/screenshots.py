"""Photograph the public pages of the demo city: phone, tablet, desktop; normal, elder, dark, traditional.

    python scripts/screenshots.py              makes a demo city of its own, all pictures to build/screenshots
    python scripts/screenshots.py --home DIR   photographs the demo city in DIR, which is not changed
    python scripts/screenshots.py --readme     and writes the four of the README to docs/pictures

Of the traditional characters only pages of the portal are taken, which alone has them.

Needs Chromium, as the tests in the browser do.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from tests.harness.chromium import find_chromium  # noqa: E402 - after the path is set
from tests.harness.demo import Demo  # noqa: E402
from tests.harness.processes import wait_until  # noqa: E402

WIDTHS = {"phone": 390, "tablet": 768, "desktop": 1366}
MODES = ("normal", "elder", "dark", "traditional")
PAGES = {
    "portal": "http://www.mingzhou.localhost:{port}/",
    "county": "http://www.qingxi.localhost:{port}/",
    "bureau": "http://jyj.mingzhou.localhost:{port}/",
    "column": "http://www.mingzhou.localhost:{port}/policies/",
    "map": "http://www.mingzhou.localhost:{port}/map.html",
    "topic": "http://www.mingzhou.localhost:{port}/topics/livelihood/",
    "series": "http://www.mingzhou.localhost:{port}/series/water-main/",
    "english": "http://en.mingzhou.localhost:{port}/",
}
# What the README shows: file, page, width, mode, height of the part that is seen.
README = (
    ("portal.jpg", "portal", "desktop", "normal", 900),
    ("policy.jpg", "policy", "desktop", "normal", 900),
    ("phone.jpg", "portal", "phone", "elder", 844),
    ("dark.jpg", "bureau", "desktop", "dark", 900),
)
TALLEST = 12_000  # pixels; a taller picture is of no use


def addresses(browser: Browser, port: int) -> dict[str, str]:
    """Return the address of each kind of page; an article and a policy are the newest of their columns."""
    found = {name: address.format(port=port) for name, address in PAGES.items()}
    page = browser.new_page()
    for name, column in (("article", "news"), ("policy", "policies")):
        page.goto(f"http://www.mingzhou.localhost:{port}/{column}/")
        link = page.locator("main .list a").first.get_attribute("href")
        found[name] = f"http://www.mingzhou.localhost:{port}{link}"
    page.close()
    return found


def opened(browser: Browser, width: int, mode: str, height: int = 900) -> Page:
    """Return a page of a width whose reader chose a mode."""
    scheme = "dark" if mode == "dark" else "light"
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, device_scale_factor=1
    )
    if mode == "elder":
        context.add_init_script("localStorage.setItem('reading-mode', 'elder')")
    return context.new_page()


def shown(pages: dict[str, str], mode: str) -> dict[str, str]:
    """Return the addresses in a mode; in traditional characters those of the portal alone."""
    if mode != "traditional":
        return pages
    parts = {name: urlsplit(address) for name, address in pages.items()}
    return {
        name: part._replace(path=f"/zh-hant{part.path}").geturl()
        for name, part in parts.items()
        if part.netloc.startswith("www.mingzhou.")
    }


def photograph(browser: Browser, pages: dict[str, str], folder: Path) -> Iterator[str]:
    """Take all pictures and yield the name of each."""
    for width_name, width in WIDTHS.items():
        for mode in MODES:
            page = opened(browser, width, mode)
            for name, address in shown(pages, mode).items():
                page.goto(address, wait_until="networkidle")
                tall = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
                target = folder / f"{name}-{width_name}-{mode}.png"
                page.screenshot(
                    path=target,
                    clip={"x": 0, "y": 0, "width": width, "height": tall},
                    full_page=True,
                )
                yield target.name
            page.context.close()


def for_readme(browser: Browser, pages: dict[str, str], folder: Path) -> None:
    """Take the pictures of the README."""
    for file, name, width, mode, height in README:
        page = opened(browser, WIDTHS[width], mode, height)
        page.goto(pages[name], wait_until="networkidle")
        page.screenshot(path=folder / file, type="jpeg", quality=78)
        page.context.close()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--home", type=Path, help="the folder of a demo city that is there")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "screenshots")
    parser.add_argument("--readme", action="store_true", help="write docs/pictures too")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        demo = Demo(options.home or Path(made), is_small=False)
        with (
            demo.running(),
            playwright.chromium.launch(
                executable_path=str(find_chromium()), args=["--no-sandbox"]
            ) as browser,
        ):
            wait_until(lambda: is_published(browser, demo), 240)
            pages = addresses(browser, demo.ports[0])
            for name in photograph(browser, pages, options.out):
                sys.stdout.write(f"{name}\n")
            if options.readme:
                (ROOT / "docs" / "pictures").mkdir(exist_ok=True)
                for_readme(browser, pages, ROOT / "docs" / "pictures")


def is_published(browser: Browser, demo: Demo) -> bool:
    """Tell whether the portal is online with what was released, also in traditional characters."""
    page = browser.new_page()
    try:
        page.goto(f"http://www.mingzhou.localhost:{demo.ports[0]}/zh-hant/")
        return bool(
            page.title().startswith("明州市人民政府") and page.locator("main .list a").count()
        )
    finally:
        page.close()


if __name__ == "__main__":
    main()
