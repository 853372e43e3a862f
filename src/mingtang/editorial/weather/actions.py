"""Set the feed of a site, store its readings, and discard outdated ones."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.enums import TargetLane
from mingtang.editorial.pages.kinds.theme import TOKENS_PATH
from mingtang.editorial.pages.registry import PageSpec
from mingtang.editorial.publishing.actions.articles import follow_up
from mingtang.editorial.publishing.actions.sites import visible_site
from mingtang.editorial.weather.models import MANAGE, WeatherFeed
from mingtang.editorial.weather.policies import (
    FeedFields,
    WeatherReading,
    is_fresh,
    may_be_set,
    words_shown,
)
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import record_event


def set_weather(*, actor: Person, at: datetime, site_id: int, fields: FeedFields) -> WeatherFeed:
    """Set the weather feed of a site or switch it off; nothing is shown until new data arrives.

    :raises Refused: no right over the site, or invalid fields, with a reason for each.
    """
    with transaction.atomic():
        site = visible_site(actor, site_id, at)
        decision = authority.may(actor, MANAGE, site=site.code, at=at) & may_be_set(fields)
        decision.require()
        feed = WeatherFeed.objects.select_for_update().filter(site=site).first()
        feed = feed or WeatherFeed(site=site)
        changed = sorted(
            name for name, value in asdict(fields).items() if getattr(feed, name) != value
        )
        for name, value in asdict(fields).items():
            setattr(feed, name, value)
        was_shown, feed.shown = feed.shown, ""
        feed.observed_at = feed.tried_at = None
        feed.error = ""
        feed.save()
        if was_shown:
            _show(feed, at)
        record_event(
            code="weather.set", subject=feed.subject, actor=actor.person_key, at=at,
            unit=site.unit.code, site=site.code,
            payload={"fields": list(changed), "is_on": fields.is_on},
        )  # fmt: skip
    return feed


def take_reading(*, at: datetime, feed_id: int, reading: WeatherReading) -> WeatherFeed:
    """Show a reading unless it is too old; a repeat changes no file."""
    with transaction.atomic():
        feed = WeatherFeed.objects.select_for_update().get(pk=feed_id)
        fresh = feed.is_on and is_fresh(reading.observed_at, feed.hours, at)
        words = words_shown(feed.place, reading) if fresh else ""
        is_new = words != feed.shown
        feed.shown, feed.observed_at, feed.tried_at = words, reading.observed_at, at
        feed.error = "" if fresh or not feed.is_on else "数据已经过时，没有显示"
        feed.save(update_fields=["shown", "observed_at", "tried_at", "error"])
        if is_new:
            _show(feed, at)
    return feed


def take_failure(*, at: datetime, feed_id: int, error: str) -> None:
    """Record why a feed could not be read; the last reading is shown until it is too old."""
    WeatherFeed.objects.filter(pk=feed_id).update(tried_at=at, error=error[:200])


def drop_old_weather(*, at: datetime) -> int:
    """Remove outdated weather from the pages; return the number of sites."""
    done = 0
    shown = WeatherFeed.objects.exclude(shown="").order_by("pk")
    for pk, observed_at, hours in shown.values_list("pk", "observed_at", "hours"):
        if observed_at is not None and is_fresh(observed_at, hours, at):
            continue
        with transaction.atomic():
            feed = WeatherFeed.objects.select_for_update().get(pk=pk)
            feed.shown, feed.error = "", "数据已经过时，没有显示"
            feed.save(update_fields=["shown", "error"])
            _show(feed, at)
        done += 1
    return done


def _show(feed: WeatherFeed, at: datetime) -> None:
    """Rebuild the one small file that every page of the site links."""
    wakes = Wakes(at)
    wakes.lock([feed.site_id])
    wakes.page(feed.site_id, "tokens", PageSpec(TOKENS_PATH, "", None), TargetLane.OWN)
    follow_up(wakes)
