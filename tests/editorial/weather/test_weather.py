"""The weather in the header: from a real feed, shown by one small file, removed when old."""

import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.models import Target
from mingtang.editorial.publishing.actions.sites import change_scripts
from mingtang.editorial.publishing.models import Address
from mingtang.editorial.sites.models import GovSite
from mingtang.editorial.weather.actions import drop_old_weather, set_weather
from mingtang.editorial.weather.jobs import ask_feeds
from mingtang.editorial.weather.models import WeatherFeed
from mingtang.editorial.weather.policies import (
    FeedFields,
    NoReading,
    read_feed,
    symbol_of,
    weather_style,
)
from mingtang.ground.foundation.clock import BEIJING
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.running import work_jobs
from tests.factories.cast import Cast
from tests.factories.publishing import from_nothing, published_article, tree

HOUR = timedelta(hours=1)
DAY = datetime(2026, 3, 11, 10, tzinfo=BEIJING)
KEYS = FeedFields("明州", "https://weather.example.com/", "now.0.text", "now.0.temp", "time", 3)


class Station:
    """A feed on loopback: `said` is what it answers."""

    def __init__(self) -> None:
        self.said: object = {}
        station = self

        class Feed(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = json.dumps(station.said).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Feed)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def station(settings: Any) -> Iterator[Station]:
    found = Station()
    settings.WEATHER_ORIGINS = [found.origin]
    yield found
    found.server.shutdown()
    found.server.server_close()


def said(at: datetime, words: str = "小雨", degrees: object = "23") -> dict[str, object]:
    return {"time": at.isoformat(), "now": [{"text": words, "temp": degrees}]}


@pytest.mark.django_db
def test_xn_33_weather_comes_from_a_feed_and_goes_when_it_is_old(
    cast: Cast, at: datetime, station: Station
) -> None:
    published_article(cast, at, columns=[cast.news])
    fields = FeedFields(
        "明州", f"{station.origin}/now.json", "now.0.text", "now.0.temp", "time", hours=3
    )
    set_weather(actor=cast.operator, at=at, site_id=cast.portal.pk, fields=fields)
    work_everything(at)
    before = tree("portal")
    station.said = said(at - HOUR)
    ask_feeds(at)
    work_jobs(at, lane=JobLane.CAPTURE)

    feed = WeatherFeed.objects.get()
    assert (feed.shown, feed.error) == ("明州 小雨 23℃ 9时", "")
    assert set(Target.objects.filter(state="waiting").values_list("path", flat=True)) <= {
        "/tokens.css"
    }
    work_everything(at)
    after = tree("portal")
    assert {path for path in after if after[path] != before.get(path)} == {"/tokens.css"}
    assert 'content: "明州 小雨 23℃ 9时"' in after["/tokens.css"].decode()
    assert after == from_nothing("portal")

    station.said = {"error": "quota"}
    ask_feeds(at + HOUR)
    work_jobs(at + HOUR, lane=JobLane.CAPTURE)
    feed.refresh_from_db()
    assert (feed.shown, feed.error) == ("明州 小雨 23℃ 9时", "数据里没有 now.0.text")
    assert drop_old_weather(at=at + HOUR) == 0
    assert drop_old_weather(at=at + 2 * HOUR + timedelta(seconds=1)) == 1
    work_everything(at + 3 * HOUR)
    assert tree("portal")["/tokens.css"] == before["/tokens.css"]

    station.said = said(at - 5 * HOUR)  # it answers again, with an old reading
    ask_feeds(at + 3 * HOUR)
    work_jobs(at + 3 * HOUR, lane=JobLane.CAPTURE)
    assert WeatherFeed.objects.get().shown == ""


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<html>", "返回的不是 JSON 数据"),
        (b"[" * 100_000, "返回的不是 JSON 数据"),
        (b"[]", "数据里没有 now.0.text"),
        (json.dumps(said(DAY, " ")).encode(), "now.0.text 是空的"),
        (json.dumps(said(DAY, degrees="热")).encode(), "now.0.temp 不是气温"),
        (json.dumps(said(DAY + timedelta(days=1))).encode(), "time 是将来的时间"),
    ],
)
def test_feed_that_says_something_else_is_refused(content: bytes, why: str, at: datetime) -> None:
    with pytest.raises(NoReading, match=why):
        read_feed(content, KEYS, at)


def test_words_of_a_feed_cannot_end_their_string() -> None:
    style = weather_style('晴"; } body { display: none } \\')

    assert "body {" not in style
    assert symbol_of("雨夹雪") == "snow"
    assert weather_style("") == ""


# What the page of the notice itself shows → where it is on an article of ours.
SHOWN = {
    "traditional Chinese": 'a[lang="zh-Hant"][href^="/zh-hant/"]',
    "mobile": 'meta[name="viewport"]',
    "RSS": 'link[type="application/rss+xml"]',
    "accessible view": '[data-mode="elder"]',
    "weather": "p.weather",
    "share": "details.share",
    "site group": 'footer a[href="/sites.html"]',
    "views": "[data-visits]",
    "font size": '[data-size="largest"]',
}


@pytest.mark.django_db
def test_xn_33_article_has_all_that_the_notice_shows(cast: Cast, at: datetime) -> None:
    GovSite.objects.filter(pk=cast.portal.pk).update(theme="official")
    published = published_article(cast, at, columns=[cast.news])
    change_scripts(actor=cast.operator, at=at, site_id=cast.portal.pk, has_traditional=True)
    work_everything(at)

    files = tree("portal")
    path = Address.objects.get(article=published.article_id).path
    page = LexborHTMLParser(files[path])
    assert {name for name, where in SHOWN.items() if page.css_first(where) is None} == set()
    assert {"/feed.xml", "/subscribe.html", "/sites.html", "/tokens.css"} <= files.keys()
    style = files["/style.css"].decode()
    assert ".weather" in style
    assert "@media" in style
