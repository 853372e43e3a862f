import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pytest_django.fixtures import Settings

from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.models import Tombstone
from mingtang.editorial.publishing.actions import take_down_article
from mingtang.editorial.publishing.proofs import prove_due
from mingtang.spine.events.models import Event
from tests.factories.cast import Cast
from tests.factories.publishing import published_article

pytestmark = pytest.mark.django_db
asked: list[tuple[str, str]] = []
answers: dict[str, int] = {}


class Origin(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        host = self.headers["Host"]
        asked.append((host, self.path))
        self.send_response(answers.get(host, 404))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        return


@pytest.fixture
def origin(settings: Settings) -> Iterator[str]:
    """A small web server that stands for the one in front of the published files."""
    asked.clear()
    answers.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Origin)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.PUBLISH_ORIGIN = f"http://127.0.0.1:{server.server_port}"
    yield settings.PUBLISH_ORIGIN
    server.shutdown()
    server.server_close()


def taken_down(cast: Cast, at: datetime) -> int:
    published = published_article(cast, at, columns=[cast.news, cast.edu_news])
    work_everything(at)
    take_down_article(
        actor=cast.desk_editor,
        at=at,
        article_id=published.article_id,
        reason_code="error",
        reason="有误",
    )
    return published.article_id


def test_addresses_are_fetched_at_the_origin_and_the_proof_kept(
    cast: Cast, at: datetime, origin: str
) -> None:
    article_id = taken_down(cast, at)
    assert prove_due(at) == 0  # the pages are still to be removed
    work_everything(at)
    answers["jyj.mingzhou.gov.cn"] = 410

    assert prove_due(at) == 2
    assert prove_due(at) == 0

    page = f"/news/202603/{article_id}.html"
    assert sorted(asked) == [("jyj.mingzhou.gov.cn", page), ("www.mingzhou.gov.cn", page)]
    proofs = {stone.site.code: stone.proof for stone in Tombstone.objects.all()}
    assert proofs["edu"] == {
        "by": "origin",
        "url": f"http://jyj.mingzhou.gov.cn{page}",
        "status": 410,
        "gone": True,
        "at": at.isoformat(),
    }
    event = Event.objects.get(code="publishing.article.gone")
    assert '"failed":0' in event.payload


def test_address_that_still_answers_is_asked_again_until_it_is_gone(
    cast: Cast, at: datetime, origin: str
) -> None:
    taken_down(cast, at)
    work_everything(at)
    answers["www.mingzhou.gov.cn"] = 200

    prove_due(at)
    assert not Event.objects.filter(code="publishing.article.gone").exists()
    answers.clear()
    assert prove_due(at + timedelta(seconds=1)) == 0
    assert prove_due(at + timedelta(minutes=5)) == 1

    assert Event.objects.filter(code="publishing.article.gone").count() == 1


def test_address_that_never_goes_is_told_as_failed(cast: Cast, at: datetime, origin: str) -> None:
    taken_down(cast, at)
    work_everything(at)
    answers["www.mingzhou.gov.cn"] = 200

    for hour in range(15):
        prove_due(at + timedelta(hours=hour))

    event = Event.objects.get(code="publishing.article.gone")
    assert '"failed":1' in event.payload


def test_without_an_origin_the_files_are_looked_at(cast: Cast, at: datetime) -> None:
    taken_down(cast, at)
    work_everything(at)

    prove_due(at)

    assert [stone.proof["by"] for stone in Tombstone.objects.all()] == ["files", "files"]
    assert Event.objects.filter(code="publishing.article.gone").count() == 1


def test_origin_that_is_away_is_asked_again(cast: Cast, at: datetime, settings: Settings) -> None:
    settings.PUBLISH_ORIGIN = "http://127.0.0.1:9"
    taken_down(cast, at)
    work_everything(at)

    prove_due(at)

    stone = Tombstone.objects.first()
    assert stone is not None
    assert stone.proof["gone"] is False
    assert stone.proof_due_at == at + timedelta(seconds=10)
