import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import html5lib
import pytest
from django.db import DatabaseError
from django.test import Client

from mingtang.editorial.sitesearch.models import SearchMiss
from mingtang.faces.public.headers import CONTENT_SECURITY_POLICY
from mingtang.faces.public.interfaces import search
from mingtang.faces.public.rates import MOST_ADDRESSES, RateLimit
from tests.faces.api.conftest import city, folders
from tests.factories.cast import Cast
from tests.factories.publishing import from_nothing, published_article

__all__ = ["city", "folders"]
pytestmark = [pytest.mark.django_db, pytest.mark.urls("mingtang.wiring.config.public_urls")]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
Ask = Callable[..., Any]


@pytest.fixture
def ask(city: Cast, at: datetime, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ask]:
    """Ask the portal, on which two articles and the page of search are online."""
    titles = ("关于春季招生的公告", "<b>招生</b> & 转学")
    for title in titles:
        published_article(city, at, columns=[city.news], title=title)
    root = Path(settings.PUBLISH_ROOT)
    (root / ".maps").mkdir(parents=True, exist_ok=True)
    hosts = '{"default": "portal", "sites": {"localhost": "portal"}}'
    (root / ".maps" / "hosts.json").write_text(hosts)
    (root / "portal").mkdir(exist_ok=True)
    (root / "portal" / "search.html").write_bytes(from_nothing("portal")["/search.html"])
    monkeypatch.setattr(search, "_rate", RateLimit(per_minute=30, burst=20, monotonic=lambda: 0.0))
    reader = Client(SERVER_NAME="localhost", HTTP_USER_AGENT=FIREFOX)

    def one(**asked: str) -> Any:
        return reader.get("/search/", asked)

    return one


def _valid(page: Any) -> str:
    text: str = page.content.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    return text


def test_results_stand_in_the_frame_of_the_site_with_the_words_marked(ask: Ask, city: Cast) -> None:
    page = ask(q="春季招生")
    text = _valid(page)
    assert page.status_code == 200
    assert "<title>“春季招生”的搜索结果 - " in text
    assert '<div class="marks">' in text  # the footer of the site
    assert "关于<mark>春季招生</mark>的公告" in text
    assert re.search(r'<a href="/[^"]+\.html">关于', text)
    assert '<meta name="robots" content="noindex">' in text
    assert page["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert page["X-Robots-Tag"] == "noindex"
    assert not page.cookies


def test_what_was_typed_and_what_is_written_is_shown_as_text(ask: Ask) -> None:
    text = _valid(ask(q='招生 转学"><script>alert(1)</script>'))
    assert "<script>alert" not in text
    assert "&lt;b&gt;<mark>招生</mark>&lt;/b&gt; &amp; <mark>转学</mark>" in text


def test_narrowing_and_order_are_in_the_address(ask: Ask) -> None:
    text = _valid(ask(q="招生", scope="all", kind="news", year="2026", sort="date"))
    assert "找到 2 条" in text
    assert '<option value="2026" selected>2026年</option>' in text
    assert "没有找到" in _valid(ask(q="招生", year="1999"))
    assert "找到 2 条" in _valid(ask(q="招生", page="99999", unit="x" * 101))
    assert "找到 2 条" in _valid(ask(q="招生", page="²"))


def test_what_finds_nothing_is_told_helped_and_recorded(ask: Ask) -> None:
    text = _valid(ask(q="春季着生"))
    assert "以下内容含有其中一部分" in text
    assert 'href="?q=%E6%98%A5%E5%AD%A3%E6%8B%9B%E7%94%9F">春季招生</a>' in text
    assert "没有找到与“量子引力”有关的内容" in _valid(ask(q="量子引力"))
    ask(q="量子纠缠", kind="policy")
    assert [row.words for row in SearchMiss.objects.order_by("pk")] == ["春季着生", "量子引力"]


def test_an_empty_question_shows_the_form(ask: Ask) -> None:
    assert "请输入要搜索的内容" in _valid(ask(q=" "))
    assert "请输入要搜索的内容" in _valid(ask())


def test_a_site_without_a_page_of_search_answers_in_a_bare_frame(ask: Ask, settings: Any) -> None:
    (Path(settings.PUBLISH_ROOT) / "portal" / "search.html").unlink()
    assert "找到 2 条" in _valid(ask(q="招生"))


def test_a_flood_from_one_address_is_asked_to_wait(ask: Ask) -> None:
    answers = [ask(q="招生") for _ in range(21)]
    assert [page.status_code for page in answers] == [200] * 20 + [429]
    assert "您搜索得太频繁，请过一分钟再试" in _valid(answers[-1])
    assert answers[-1]["Retry-After"] == "60"


def test_a_database_that_is_away_is_told(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(search, "results_of", away)
    page = ask(q="招生")
    assert page.status_code == 503
    assert "暂时不能搜索" in _valid(page)


def test_a_site_that_is_switched_off_is_neither_searched_nor_shown(ask: Ask, settings: Any) -> None:
    (Path(settings.PUBLISH_ROOT) / "portal" / ".off.html").write_text("off")
    assert ask(q="招生").status_code == 503


def test_addresses_fill_their_buckets_again_and_are_forgotten() -> None:
    now = [0.0]
    rate = RateLimit(per_minute=60, burst=2, monotonic=lambda: now[0])
    assert [rate.take("2001:db8::1"), rate.take("2001:db8::2"), rate.take("2001:db8::3")] == [
        True, True, False,
    ]  # fmt: skip
    assert rate.take("192.0.2.1")
    now[0] = 1.0
    assert rate.take("2001:db8::9")
    for number in range(MOST_ADDRESSES):
        rate.take(f"x{number}")
    assert rate.take("192.0.2.1")
