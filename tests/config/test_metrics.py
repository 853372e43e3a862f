from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from mingtang.publishing.models import Target
from tests.factories.cast import Cast
from tests.factories.publishing import published_article

pytestmark = pytest.mark.django_db


def numbers(answer: str) -> dict[tuple[str, str], float]:
    return {
        (sample.name, sample.labels.get("lane", "")): sample.value
        for family in text_string_to_metric_families(answer)
        for sample in family.samples
    }


@pytest.fixture
def waiting(cast: Cast, at: datetime, tmp_path: Path, settings: Settings) -> int:
    """How many pages wait for a publication of half a minute ago; one page has failed."""
    settings.PUBLISH_ROOT, settings.PUBLISH_STORE = tmp_path / "www", tmp_path / "store"
    published_article(cast, at - timedelta(seconds=30), columns=[cast.news])
    Target.objects.filter(path="/robots.txt").update(state="failed")
    return Target.objects.filter(state="waiting", lane=2).count()


def test_metrics_tell_how_old_the_oldest_waiting_page_is(at: datetime, waiting: int) -> None:
    with time_machine.travel(at, tick=False):
        answer = Client().get("/metrics")

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=")
    found = numbers(answer.content.decode())
    assert found["mingtang_publishing_oldest_waiting_seconds", "own"] == 30
    assert found["mingtang_publishing_oldest_waiting_seconds", "dependent"] == 30
    assert found["mingtang_publishing_oldest_waiting_seconds", "bulk"] == 0
    assert found["mingtang_publishing_waiting", "own"] == 1
    assert found["mingtang_publishing_waiting", "dependent"] == waiting
    assert found["mingtang_publishing_failed", "dependent"] == 1
    assert found["mingtang_publishing_incidents_open", ""] == 0


@pytest.mark.parametrize(
    "told",
    [
        {"REMOTE_ADDR": "10.0.0.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.0.0.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_REAL_IP": "10.0.0.7"},
        {"REMOTE_ADDR": "10.0.0.7", "HTTP_AUTHORIZATION": "Bearer "},
        {"REMOTE_ADDR": "10.0.0.7", "HTTP_AUTHORIZATION": "Bearer wrong"},
    ],
)
@pytest.mark.parametrize("token", ["", "s3cret"])
def test_metrics_are_hidden_from_other_machines(
    settings: Settings, token: str, told: dict[str, str]
) -> None:
    settings.METRICS_TOKEN = token

    assert Client().get("/metrics", **told).status_code == 404  # type: ignore[arg-type]


def test_metrics_are_told_to_who_shows_the_token(settings: Settings) -> None:
    settings.METRICS_TOKEN = "s3cret"

    answer = Client(REMOTE_ADDR="10.0.0.7").get("/metrics", HTTP_AUTHORIZATION="Bearer s3cret")

    assert answer.status_code == 200
