"""The numbers by which a monitoring system sees how the installation does, in Prometheus's text form.

They are told to this machine itself, and to who shows the token `MINGTANG_METRICS_TOKEN`.
"""

import hmac
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from mingtang.foundation import clock
from mingtang.publishing.queries import LaneView, incidents_open, lanes

LOOPBACK = frozenset({"127.0.0.1", "::1"})
_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")
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
    registry.register(PublishingNumbers(clock.now()))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def may_read(request: HttpRequest) -> bool:
    """Tell whether somebody may read the numbers.

    A request that a server on this machine passed on comes from elsewhere.
    """
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    token = settings.METRICS_TOKEN
    if token and hmac.compare_digest(shown.encode(), token.encode()):
        return True
    is_passed_on = any(header in request.META for header in _FORWARDED)
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not is_passed_on


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
