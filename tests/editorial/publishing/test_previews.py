"""Who looked at an unpublished text is recorded, once an hour; the history stays readable."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mingtang.editorial.content.models import Article
from mingtang.editorial.publishing.actions import publish_article
from mingtang.spine.events.models import Event
from mingtang.workbench.backoffice.history import history_of
from tests.factories.cast import Cast
from tests.factories.content import draft
from tests.factories.publishing import ready_article
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "rooms"]

Browser = Callable[..., Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rooms")]
CODE = "publishing.article.previewed"


def _look(client: Client, article: Article, at: datetime) -> int:
    with time_machine.travel(at, tick=False):
        return client.get(reverse("publishing:preview-page", args=[article.pk])).status_code


def test_preview_is_recorded_once_an_hour_for_each_person(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    article = draft(cast, at)
    for minutes in (1, 2, 60, 62):
        assert _look(browser(cast.officer), article, at + timedelta(minutes=minutes)) == 200
    assert _look(browser(cast.leader), article, at + timedelta(minutes=3)) == 200

    events = Event.objects.filter(code=CODE, subject=article.subject).order_by("recorded_at")
    assert [(event.actor, event.recorded_at) for event in events] == [
        (cast.officer.person_key, at + timedelta(minutes=1)),
        (cast.leader.person_key, at + timedelta(minutes=3)),
        (cast.officer.person_key, at + timedelta(minutes=62)),
    ]
    assert {(event.unit, event.site) for event in events} == {("edu", "portal")}
    assert CODE not in {entry.code for entry in history_of(article.subject)}


def test_who_may_not_see_a_text_leaves_no_preview(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    assert _look(browser(cast.stranger), draft(cast, at), at) == 404
    assert not Event.objects.filter(code=CODE).exists()


def test_text_that_is_on_line_is_no_secret(cast: Cast, at: datetime, browser: Browser) -> None:
    article = ready_article(cast, at, columns=[cast.news])
    publish_article(actor=cast.desk_editor, at=at, article_id=article.pk)

    assert _look(browser(cast.desk_editor), article, at) == 200
    assert not Event.objects.filter(code=CODE).exists()
