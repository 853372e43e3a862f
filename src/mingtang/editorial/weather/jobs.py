"""Fetch the feeds in a lane of their own; discard outdated data."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q

from mingtang.editorial.weather.actions import drop_old_weather, take_failure, take_reading
from mingtang.editorial.weather.models import WeatherFeed
from mingtang.editorial.weather.policies import NoReading, read_feed
from mingtang.ground.foundation.http import FetchError, Limits, fetch
from mingtang.ground.foundation.routines import Routine
from mingtang.spine.jobs.actions import enqueue_job
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.registry import JobKind, JobRun

PAUSE = timedelta(minutes=20)
MOST_AT_ONCE = 200
FETCH = "weather.fetch"
_LIMITS = Limits(seconds=10, max_bytes=256 * 1024, max_redirects=2)


def fetch_weather(run: JobRun, feed: int) -> dict[str, Any]:
    """Request one feed and show its reading."""
    row = WeatherFeed.objects.filter(pk=feed, is_on=True).first()
    if row is None:
        return {}
    try:
        reading = read_feed(_asked(row.url), row.fields, run.at)
    except (FetchError, NoReading) as error:
        take_failure(at=run.at, feed_id=row.pk, error=str(error))
        return {"error": str(error)[:200]}
    take_reading(at=run.at, feed_id=row.pk, reading=reading)
    return {"observed": reading.observed_at.isoformat()}


def _asked(url: str) -> bytes:
    answer = fetch(url, limits=_LIMITS, allowed_origins=settings.WEATHER_ORIGINS)
    if answer.status != 200:
        raise NoReading(f"返回状态 {answer.status}")
    return answer.body


def ask_feeds(at: datetime) -> int:
    """Enqueue the feeds that are due; return 0, because no more are due now."""
    due = WeatherFeed.objects.filter(Q(tried_at=None) | Q(tried_at__lte=at - PAUSE), is_on=True)
    for pk in due.order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE]:
        enqueue_job(kind=FETCH, actor="system", at=at, arguments={"feed": pk}, key=str(pk))
    return 0


def _drop(at: datetime) -> int:
    return drop_old_weather(at=at)


FETCH_KIND = JobKind(FETCH, "取天气数据", fetch_weather, lane=JobLane.CAPTURE, most_tries=1)
ROUTINES = (
    Routine("weather.ask", every=120.0, run=ask_feeds),
    Routine("weather.drop_old", every=60.0, run=_drop),
)
