"""A page that has the scripts of the office and whatever else a test says."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, Route

ADDRESS = "http://scripts.test"
NOON = datetime(2026, 3, 11, 4, 0, tzinfo=UTC)
Answer = Callable[[Route], None]


def html(body: str, *scripts: str) -> Answer:
    """Return the answer that is a page of some elements and scripts."""
    tags = "".join(f'<script type="module" src="/static/{one}"></script>' for one in scripts)
    page = f'<!doctype html><html lang="zh"><meta charset="utf-8">{body}{tags}</html>'
    return lambda route: route.fulfill(body=page, content_type="text/html")


class ScriptPage:
    """One page of the browser; `answers` says what comes back from an address that is no static file."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        page.route(f"{ADDRESS}/**", self._answer)

    def stop_clock(self, at: datetime = NOON) -> None:
        """Let time pass only by what the test says (`page.clock.run_for`); before `show`."""
        # The clock runs between the two calls, and cannot be paused at a moment that has passed.
        self.page.clock.install(time=at - timedelta(minutes=5))
        self.page.clock.pause_at(at)

    def show(self, body: str, *scripts: str, path: str = "/screen/") -> Page:
        """Open a page with some elements and scripts, as a screen of the office has them."""
        self.answers[path] = html(body, *scripts)
        self.page.goto(ADDRESS + path)
        return self.page

    def _answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            assert isinstance(found, str), path
            route.fulfill(body=Path(found).read_bytes(), content_type="text/javascript")
        elif path in self.answers:
            self.asked.append(path)
            self.answers[path](route)
        else:
            route.fulfill(status=404)


@pytest.fixture
def screen(page: Page) -> ScriptPage:
    """A page on which each script can be tried alone."""
    return ScriptPage(page)
