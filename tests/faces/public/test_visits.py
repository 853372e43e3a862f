import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from mingtang.editorial.visits.actions import fold_visits
from mingtang.editorial.visits.models import VisitBatch
from mingtang.editorial.visits.queries import VisitTotals, totals_of, views_of
from mingtang.faces.public.server import VISITS, SiteServer
from mingtang.faces.public.visits import FRESH_SECONDS, VisitCounter
from mingtang.institution.organization.policies.addresses import CLIENT
from tests.faces.public import site_tree
from tests.faces.public.site_tree import PORTAL, STRANGER

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
Ask = Callable[..., dict[str, int] | None]
pytestmark = pytest.mark.django_db


class Dial:
    """A monotonic clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def dial() -> Dial:
    return Dial()


@pytest.fixture
def counter(tmp_path: Path, at: datetime, dial: Dial) -> VisitCounter:
    site_tree.write(tmp_path)
    return VisitCounter(tmp_path, read_clock=lambda: at, monotonic=dial)


@pytest.fixture
def ask(counter: VisitCounter, tmp_path: Path) -> Ask:
    """Ask as the script of a page does; returns the figures, None for an answer without any."""

    def one(path: str = "/", host: str = PORTAL, method: str = "POST", **said: str) -> Any:
        answer: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]]) -> None:
            answer.update(status=status, headers=dict(headers))

        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": VISITS,
            "QUERY_STRING": f"path={path}",
            "HTTP_HOST": host,
            "HTTP_ORIGIN": f"https://{host}",
            "HTTP_USER_AGENT": FIREFOX,
            CLIENT: "192.0.2.1",
        }
        server = SiteServer(tmp_path, lambda _environ, _start: [b"behind"], counter)
        body = b"".join(server(environ | said, start))
        assert answer["headers"]["Cache-Control"] == "no-store"
        assert answer["status"] == ("200 OK" if body else "204 No Content")
        return json.loads(body) if body else None

    return one


def test_xc_32_a_page_shows_how_often_it_was_read_and_by_how_many(
    ask: Ask, counter: VisitCounter, dial: Dial
) -> None:
    assert ask() == {"views": 1, "site": 0}
    assert ask() == {"views": 1, "site": 0}  # the same reader within a minute
    assert ask(**{CLIENT: "192.0.2.2"}) == {"views": 2, "site": 0}
    counter.flush()
    fold_visits()
    assert totals_of("portal") == VisitTotals(2, 2)
    dial.now += FRESH_SECONDS
    assert ask() == {"views": 3, "site": 2}


def test_robots_and_other_sites_are_answered_and_not_counted(
    ask: Ask, counter: VisitCounter
) -> None:
    for said in (
        {"HTTP_USER_AGENT": "Googlebot/2.1"},
        {"HTTP_USER_AGENT": ""},
        {"HTTP_ORIGIN": "https://www.example.com"},
        {"HTTP_ORIGIN": ""},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
    ):
        assert ask(**said) == {"views": 0, "site": 0}
    counter.flush()
    assert not VisitBatch.objects.exists()


@pytest.mark.parametrize(
    ("path", "host", "method"),
    [
        ("/nothing.html", PORTAL, "POST"),
        ("/style.css", PORTAL, "POST"),
        ("/../portal/", PORTAL, "POST"),
        ("", PORTAL, "POST"),
        ("/%00", PORTAL, "POST"),
        ("/", STRANGER, "POST"),
        ("/", "", "POST"),
        ("/", PORTAL, "GET"),
    ],
)
def test_what_is_no_page_online_has_no_figures(
    path: str, host: str, method: str, ask: Ask, counter: VisitCounter
) -> None:
    assert ask(path, host, method) is None
    counter.flush()
    assert not VisitBatch.objects.exists()


def test_a_site_that_is_switched_off_does_not_count(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "portal" / ".off.html").write_text("off", "utf-8")
    assert ask() is None


def test_a_database_that_does_not_answer_loses_nothing_and_disturbs_nobody(
    ask: Ask, counter: VisitCounter, dial: Dial, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    def fail(*_args: object, **_named: object) -> None:
        raise OperationalError("gone")

    with monkeypatch.context() as broken:
        broken.setattr("mingtang.faces.public.visits.views_of", fail)
        broken.setattr("mingtang.faces.public.visits.receive_visits", fail)
        assert ask() is None
        counter.flush()
        counter.flush()
    assert caplog.text.count("访问计数暂时无法写入数据库") == 1
    counter.flush()
    fold_visits()
    assert views_of("portal", "/") == 1


def test_figures_never_go_down(ask: Ask, dial: Dial) -> None:
    assert ask() == {"views": 1, "site": 0}
    dial.now += FRESH_SECONDS  # read again before the worker has added up
    assert ask(HTTP_USER_AGENT="curl/8") == {"views": 1, "site": 0}
