"""The numbers by which a monitoring system sees how the installation does, in Prometheus's text form.

They are told to this machine itself, and to who shows the token `MINGTANG_METRICS_TOKEN`.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from mingtang.editorial.operating.queries import LaneView, incidents_open, lanes
from mingtang.ground.foundation import clock
from mingtang.spine.events.queries import backlog, count_since
from mingtang.wiring.config import heartbeat
from mingtang.wiring.config.database_checks import corruption
from mingtang.wiring.config.health import may_read
from mingtang.wiring.config.spaces import spaces

SIGN_INS = timedelta(minutes=15)
_LANES = (
    ("oldest_waiting_seconds", "Age of the oldest page that waits.", "oldest_age"),
    ("waiting", "Pages that wait, at most 10000.", "waiting"),
    ("running", "Pages that are being made, at most 10000.", "running"),
    ("failed", "Pages that could not be made, at most 10000.", "failed"),
)


def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with the numbers; to anybody else this address does not exist."""
    if not may_read(request):
        raise Http404
    registry = CollectorRegistry(auto_describe=False)
    at = clock.now()
    registry.register(PublishingNumbers(at))
    registry.register(InstallationNumbers(at))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class PublishingNumbers(Collector):
    """What waits and what failed in the lanes of publishing, read when it is asked for."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield a metric for each number, with a value for each lane."""
        views = lanes(self.at)
        for name, words, field in _LANES:
            yield _by_lane(f"mingtang_publishing_{name}", words, field, views)
        yield GaugeMetricFamily(
            "mingtang_publishing_incidents_open",
            "Published files found altered and not yet restored.",
            value=incidents_open(),
        )


def _by_lane(name: str, words: str, field: str, views: list[LaneView]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, words, labels=["lane"])
    for view in views:
        family.add_metric([view.lane.name.lower()], getattr(view, field))
    return family


class InstallationNumbers(Collector):
    """How the workers, the log, the database and the disks do."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield a metric for each number."""
        yield from _worker_numbers()
        yield from self._log_numbers()
        yield from _database_numbers()
        free = _gauge("mingtang_disk_free_bytes", "Free bytes of a disk.", ["place"])
        for place, left in zip(("data", "published", "store"), spaces().values(), strict=True):
            free.add_metric([place], left)
        yield free

    def _log_numbers(self) -> Iterator[GaugeMetricFamily]:
        waits = backlog()
        oldest = waits.oldest_unsealed_at
        lag = max((self.at - oldest).total_seconds(), 0.0) if oldest else 0.0
        yield _gauge("mingtang_events_sealing_lag_seconds", "Age of the oldest open event.", lag)
        yield _gauge("mingtang_events_unsealed", "Events not sealed, to 10000.", waits.unsealed)
        failed = count_since("organization.person.sign_in_failed", self.at - SIGN_INS)
        words = "Failed sign-ins of the last quarter of an hour, to 10000."
        yield _gauge("mingtang_sign_in_failures", words, failed)


def _worker_numbers() -> Iterator[GaugeMetricFamily]:
    beats = heartbeat.beats()
    ages = _gauge(
        "mingtang_worker_heartbeat_age_seconds", "Since a worker began a step.", ["worker"]
    )
    for beat in beats:
        ages.add_metric([beat.worker], beat.age)
    yield _gauge("mingtang_workers", "Workers that run.", len(beats))
    yield ages


def _database_numbers() -> Iterator[GaugeMetricFamily]:
    damaged = int(bool(corruption()))
    yield _gauge("mingtang_database_damaged", "1 if the file of SQLite is damaged.", damaged)
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity"
            " WHERE backend_type = 'client backend'"
        )
        used, limit = cursor.fetchone()
    yield _gauge("mingtang_database_connections", "Connections of the server in use.", used)
    yield _gauge("mingtang_database_connections_limit", "Connections that it allows.", limit)


def _gauge(name: str, words: str, value: float | list[str]) -> GaugeMetricFamily:
    """Return a metric with its value, or with names of labels and no value yet."""
    if isinstance(value, list):
        return GaugeMetricFamily(name, words, labels=value)
    return GaugeMetricFamily(name, words, value=value)
