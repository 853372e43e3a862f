"""Who saves after someone else sees both texts and goes on."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from mingtang.editorial.content.actions import save_article
from mingtang.editorial.content.actions.fields import stored, tidied
from mingtang.editorial.content.models import Article
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from tests.factories.cast import Cast
from tests.factories.content import draft, news_fields
from tests.factories.regulations import bound_pack
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "rooms"]

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


@pytest.fixture
def article(cast: Cast, at: datetime) -> Article:
    """A draft at version 2: a colleague changed title and body after version 1 was opened."""
    bound_pack("city", at=at)
    made = draft(cast, at)
    body = [*news_fields().body, {"type": "text", "value": "<p>同事补充的话。</p>"}]
    return save_article(
        actor=cast.officer,
        at=at,
        article_id=made.pk,
        version=1,
        fields=news_fields(title="同事的标题", body=body),
    )


def _send(client: Client, cast: Cast, article: Article, version: int, **choices: str) -> Any:
    body = [{"type": "text", "value": "<p>我改写的开头。</p>"}]
    mine = stored(tidied(news_fields(title="我的标题", source="我的来源", body=body)))
    path = f"/articles/{article.pk}/merge/"
    data = {
        FIELD: new_form_key(cast.officer.pk, path),
        "mine": json.dumps(mine, default=str),
        "base": "1",
        "version": str(version),
    }
    return client.post(path, data | {f"choice-{key}": value for key, value in choices.items()})


def test_choices_are_saved_over_the_newer_version(
    cast: Cast, article: Article, browser: Browser
) -> None:
    answer = _send(browser(cast.officer), cast, article, 2, title="both")
    assert answer.status_code == 302
    article.refresh_from_db()
    assert (article.title, article.source) == ("同事的标题／我的标题", "我的来源")
    words = str(article.body.get_prep_value())
    assert "我改写的开头" in words
    assert "同事补充的话" in words
    assert article.version == 3


def test_yet_another_save_in_between_is_compared_again(
    cast: Cast, at: datetime, article: Article, browser: Browser
) -> None:
    save_article(
        actor=cast.officer,
        at=at,
        article_id=article.pk,
        version=2,
        fields=news_fields(title="第三个标题"),
    )
    answer = _send(browser(cast.officer), cast, article, 2, title="mine")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "第三个标题" in page
    assert "我的标题" in page
    assert 'name="version" value="3"' in page
    article.refresh_from_db()
    assert article.version == 3


def test_damaged_text_is_told_and_strangers_find_nothing(
    cast: Cast, article: Article, browser: Browser
) -> None:
    path = f"/articles/{article.pk}/merge/"
    key = new_form_key(cast.officer.pk, path)
    for mine in ("", "[]", '{"kind": "poem"}', "null"):
        data = {FIELD: key, "mine": mine, "base": "x", "version": "2"}
        answer = browser(cast.officer).post(path, data)
        assert answer.status_code == 422
    assert _send(browser(cast.stranger), cast, article, 2).status_code == 404
    assert browser(cast.officer).get(path).status_code == 302
    article.refresh_from_db()
    assert article.version == 2


def test_colleague_of_the_desk_may_not_merge_into_a_draft(
    cast: Cast, article: Article, browser: Browser
) -> None:
    answer = _send(browser(cast.leader), cast, article, 2)
    assert answer.status_code == 422
    article.refresh_from_db()
    assert article.version == 2
