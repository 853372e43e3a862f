"""Lists: the order that a heading chooses, and the ways between pages."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
import time_machine
from django.db.models import Model
from django.test import Client
from pytest_django import Settings

from mingtang.editorial.content.models import Article
from mingtang.ground.papers.sheets import SheetForm
from mingtang.spine.events.testing import drain
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.running import work_jobs
from mingtang.workbench.backoffice.actions.exports import path_of, request_export
from mingtang.workbench.backoffice.exporting import open_list
from mingtang.workbench.backoffice.screens.lists import LISTS
from tests.factories.cast import Cast
from tests.factories.content import draft, news_fields

Browser = Callable[..., Client]
HERE = "/articles/"
ARTICLES = "mingtang.editorial.content.interfaces.articles.ArticleList"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(at: datetime, tmp_path: Path, settings: Settings) -> Iterator[None]:
    settings.EXPORT_DIR = tmp_path / "exports"
    with time_machine.travel(at, tick=False):
        yield


@pytest.fixture
def changed(cast: Cast, at: datetime, rooms: None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Five articles, two a page; their titles in the order of their last change, then of entry."""
    monkeypatch.setattr(LISTS[ARTICLES], "page_size", 2)
    for title, hours in zip("甲乙丙丁戊", (3, 1, 3, 2, 1), strict=True):
        article = draft(cast, at, news_fields(title=f"{title}稿"))
        Article.objects.filter(pk=article.pk).update(changed_at=at + timedelta(hours=hours))
    drain(at)
    return ["乙稿", "戊稿", "丁稿", "甲稿", "丙稿"]


def titles(page: str) -> list[str]:
    return re.findall(r">([甲乙丙丁戊]稿)</a>", page)


def link(page: str, words: str) -> str:
    found = re.search(rf'href="([^"]*)">{words}<', page)
    return unescape(found[1]) if found else ""


def walk(office: Client, url: str, words: str) -> list[list[str]]:
    """Return the titles of each page on the way that a link leads."""
    pages = []
    while url:
        page = office.get(f"{HERE}{url}").content.decode()
        pages.append(titles(page))
        url = link(page, words)
    return pages


def test_heading_sorts_up_and_then_down(
    cast: Cast, at: datetime, browser: Browser, changed: list[str]
) -> None:
    office = browser(cast.officer)
    page = office.get(HERE).content.decode()
    assert 'aria-sort="none"' in page
    up = link(page, "最后修改")
    assert [one for page in walk(office, up, "下一页") for one in page] == changed
    page = office.get(f"{HERE}{up}").content.decode()
    assert 'aria-sort="ascending"' in page
    down = link(page, "最后修改")
    assert [one for page in walk(office, down, "下一页") for one in page] == changed[::-1]
    assert 'aria-sort="descending"' in office.get(f"{HERE}{down}").content.decode()


def test_order_is_the_same_on_the_way_back_and_the_first_page_is_one_click_away(
    cast: Cast, browser: Browser, changed: list[str]
) -> None:
    office, url = browser(cast.officer), "?sort=-changed&q=稿"
    last = url
    while found := link(office.get(f"{HERE}{last}").content.decode(), "下一页"):
        last = found
    back = walk(office, last, "上一页")
    assert [one for page in reversed(back) for one in page] == changed[::-1]
    page = office.get(f"{HERE}{last}").content.decode()
    first = office.get(f"{HERE}{link(page, '第一页')}").content.decode()
    assert titles(first) == changed[:2:-1]
    assert "第一页" not in first
    assert '<input type="hidden" name="sort" value="-changed">' in first


@pytest.mark.parametrize("query", ["sort=title", "sort=--changed", "sort=-", "sort=pk", "sort="])
def test_order_that_is_not_declared_is_ignored(
    cast: Cast, browser: Browser, changed: list[str], query: str
) -> None:
    answer = browser(cast.officer).get(f"{HERE}?{query}")
    assert (answer.status_code, titles(answer.content.decode())) == (200, ["戊稿", "丁稿"])


def test_cursor_of_another_order_shows_the_first_page(
    cast: Cast, browser: Browser, changed: list[str]
) -> None:
    office = browser(cast.officer)
    url = link(office.get(f"{HERE}?sort=changed").content.decode(), "下一页")
    answer = office.get(f"{HERE}{url.replace('sort=changed&', '')}")
    assert titles(answer.content.decode()) == ["戊稿", "丁稿"]


def test_export_obeys_the_order(cast: Cast, at: datetime, changed: list[str]) -> None:
    asked = open_list(ARTICLES, cast.officer, arguments={}, query="sort=changed").export_fields()
    export = request_export(
        actor=cast.officer, at=at, list_name=ARTICLES, title="稿件", arguments={},
        query=asked["query"], form=SheetForm.CSV,
    )  # fmt: skip
    while work_jobs(at, lane=JobLane.EXPORT):
        pass
    lines = path_of(export).read_text("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["标题", *changed]


def _leading_fields(model: type[Model]) -> set[str]:
    """Return the fields that an index of the whole table begins with."""
    indexes = [one.fields[0] for one in model._meta.indexes if one.fields and not one.condition]
    unique = [field.name for field in model._meta.concrete_fields if field.unique]
    return {"pk", *unique, *(name.lstrip("-") for name in indexes)}


def test_order_of_a_heading_is_carried_by_an_index_and_names_no_nullable_field(
    rooms: None,
) -> None:
    declared = {name: screen for name, screen in LISTS.items() if screen.sorts}
    assert ARTICLES in declared
    for name, screen in declared.items():
        for order in screen.sorts.values():
            assert order[-1] == "pk", name
            assert order[0] in _leading_fields(screen.model), name
            for field in order[:-1]:
                assert not screen.model._meta.get_field(field).null, name  # type: ignore[union-attr]
