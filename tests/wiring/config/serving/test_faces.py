import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client

from mingtang.wiring.config.connections import budget
from mingtang.wiring.config.serving import lanes
from mingtang.wiring.config.serving.faces import office_lane, public_lane
from mingtang.wiring.config.serving.gateway import Gateway
from mingtang.wiring.config.serving.signed_in import is_signed_in
from mingtang.wiring.config.serving.sizes import Bounds, LaneSize, office_lanes, public_lanes
from tests.harness.processes import wait_until
from tests.wiring.config.serving.asking import ask


@pytest.mark.parametrize(
    ("method", "path", "lane"),
    [
        ("GET", "/", "pages"),
        ("HEAD", "/zwgk/index.html", "pages"),
        ("POST", "/", "work"),
        ("GET", "/api/v1/sites", "work"),
        ("POST", "/forms/letter/", "work"),
        ("POST", "/forms/sign-in/letter/", "sign-in"),
        ("GET", "/forms/sign-in/return/", "sign-in"),
        ("POST", "/api/visits", "visits"),
        ("GET", "/healthz", "watch"),
    ],
)
def test_lanes_of_the_public_face(method: str, path: str, lane: str) -> None:
    assert public_lane(method, path) == lane
    assert lane in public_lanes()


@pytest.mark.parametrize(
    ("method", "path", "lane"),
    [
        ("GET", "/articles/", "work"),
        ("POST", "/articles/new/", "work"),
        ("GET", "/sign-in/", "work"),
        ("POST", "/sign-in/", "entry"),
        ("POST", "/sign-in/code/", "entry"),
        ("GET", "/static/desk/css/office/base.css", "pages"),
        ("GET", "/metrics", "watch"),
        ("GET", "/healthz", "watch"),
    ],
)
def test_lanes_of_the_office(method: str, path: str, lane: str) -> None:
    assert office_lane(method, path) == lane
    assert lane in office_lanes()


@pytest.fixture
def narrow() -> Iterator[Gateway]:
    """Django behind two threads and a queue of eight."""
    gateway = Gateway(
        get_wsgi_application(),
        lanes={"work": LaneSize(2, 8)},
        lane_of=lambda method, path: "work",
        bounds=Bounds(body=1000),
    )
    yield gateway
    for lane in gateway.lanes.values():
        lane.close()


def _connections() -> int:
    """Return how many other clients are connected; the server's own vacuum is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_crowd_of_readers_gets_answers_or_is_told_to_come_back(
    narrow: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "PATIENCE", 300.0)  # a machine may be slow

    async def crowd() -> list[int]:
        answers = await asyncio.gather(*(ask(narrow, "/api/v1/sites") for _ in range(60)))
        return [answer.status for answer in answers]

    statuses = asyncio.run(crowd())
    assert set(statuses) == {200, 503}
    assert statuses.count(200) == 10
    if connection.vendor == "postgresql":
        assert _connections() <= 2
        narrow.lanes["work"].close()
        assert wait_until(lambda: _connections() == 0)


@pytest.mark.django_db(transaction=True)
def test_session_that_is_alive_may_send_more(
    browser: Callable[..., Client], cast: Any, at: datetime
) -> None:
    with time_machine.travel(at, tick=False):
        client = browser(cast.officer)
        client.get("/")
        name = settings.SESSION_COOKIE_NAME
        cookie = f"{name}={client.cookies[name].value}"
        assert is_signed_in(cookie)
    with time_machine.travel(at + timedelta(hours=2), tick=False):
        assert not is_signed_in(cookie)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("cookie", ["", "sessionid=", "sessionid=unknown", "other=1"])
def test_stranger_may_not_send_more(cookie: str) -> None:
    assert not is_signed_in(cookie)


def test_budget_counts_every_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGTANG_PUBLIC_THREADS", "4")
    before = budget()
    monkeypatch.setenv("MINGTANG_PUBLIC_THREADS", "9")
    monkeypatch.setenv("MINGTANG_WORKER_CONNECTIONS", "20")

    after = budget()
    assert after["公众端"] == before["公众端"] + 5
    assert after["后台任务"] == 20


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5"])
def test_number_of_threads_must_be_one(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGTANG_OFFICE_THREADS", value)
    with pytest.raises(ValueError, match="MINGTANG_OFFICE_THREADS"):
        office_lanes()
