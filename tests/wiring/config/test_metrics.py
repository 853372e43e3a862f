from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from mingtang.editorial.pages.models import Target
from mingtang.spine.events.actions import record_event
from mingtang.spine.events.queries import count_since
from mingtang.spine.events.testing import drain
from mingtang.wiring.config.heartbeat import Heartbeat
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


def test_metrics_tell_workers_log_sign_ins_database_and_disk(
    at: datetime, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = settings.PUBLISH_ROOT = settings.PUBLISH_STORE = tmp_path
    monkeypatch.setenv("MINGTANG_HOME", str(tmp_path))
    worker = Heartbeat()
    for minutes in (20, 5, 1):
        with transaction.atomic():
            record_event(
                code="organization.person.sign_in_failed",
                subject="person:1",
                actor="system",
                at=at - timedelta(minutes=minutes),
                payload={"cause": "password"},
            )

    with time_machine.travel(at, tick=False):
        found = numbers(Client().get("/metrics").content.decode())
    worker.end()

    assert found["mingtang_workers", ""] == 1
    assert found["mingtang_worker_heartbeat_age_seconds", ""] >= 0
    assert found["mingtang_events_sealing_lag_seconds", ""] == 20 * 60
    assert found["mingtang_events_unsealed", ""] == 3
    assert found["mingtang_sign_in_failures", ""] == 2
    assert found["mingtang_database_damaged", ""] == 0
    assert found["mingtang_disk_free_bytes", ""] > 0
    is_postgresql = connection.vendor == "postgresql"
    assert (("mingtang_database_connections", "") in found) == is_postgresql


def test_sealed_sign_in_failures_are_counted_as_well(at: datetime) -> None:
    for minutes in (20, 5, 1):
        with transaction.atomic():
            record_event(
                code="organization.person.sign_in_failed",
                subject="person:1",
                actor="system",
                at=at - timedelta(minutes=minutes),
                payload={"cause": "password"},
            )
    drain(at)

    assert count_since("organization.person.sign_in_failed", at - timedelta(minutes=15)) == 2
