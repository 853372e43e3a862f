"""The date a text was first online elsewhere is proposed to those who may state another date."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mingtang.editorial.content.actions import offer_placement
from mingtang.editorial.content.models import Article, Release
from mingtang.institution.organization.enums import Post
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from tests.factories.cast import Cast
from tests.factories.content import news_fields, passed
from tests.factories.organization import PostHoldingFactory
from tests.factories.regulations import bound_pack
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "rooms"]
pytestmark = pytest.mark.django_db(transaction=True)
Browser = Callable[..., Client]


@pytest.fixture
def moved_in(cast: Cast, at: datetime) -> Article:
    """A text from the old site that has passed its gates."""
    bound_pack("city", at=at)
    article = passed(cast, at, news_fields(first_released_on=date(2019, 5, 6)))
    offer_placement(actor=cast.desk_editor, at=at, article_id=article.pk, column_id=cast.news.pk)
    return article


def test_the_old_date_is_proposed_and_becomes_the_release_date(
    cast: Cast, at: datetime, moved_in: Article, browser: Browser
) -> None:
    PostHoldingFactory(person=cast.desk_editor, post=Post("principal_leader"), unit=cast.city)
    url = reverse("publishing:publish", args=[moved_in.pk])
    with time_machine.travel(at, tick=False):
        client = browser(cast.desk_editor)
        form = client.get(url).context["form"]
        assert form.initial["released_on"] == date(2019, 5, 6)
        key = new_form_key(cast.desk_editor.pk, url)
        values = {"released_on": "2019-05-06", "reason": form.initial["reason"], FIELD: key}
        assert client.post(url, values).status_code == 302
    assert Release.objects.get().released_at.date() == date(2019, 5, 5)  # UTC
    assert Article.objects.get().first_released_on == date(2019, 5, 6)


def test_without_the_right_it_is_told_and_the_date_is_today(
    cast: Cast, at: datetime, moved_in: Article, browser: Browser
) -> None:
    url = reverse("publishing:publish", args=[moved_in.pk])
    with time_machine.travel(at, tick=False):
        client = browser(cast.desk_editor)
        page = client.get(url)
        assert "released_on" not in page.context["form"].fields
        assert "原发布日期是 2019-05-06" in page.content.decode()
        key = new_form_key(cast.desk_editor.pk, url)
        assert client.post(url, {"released_on": "2019-05-06", FIELD: key}).status_code == 302
    assert Release.objects.get().released_at == at
