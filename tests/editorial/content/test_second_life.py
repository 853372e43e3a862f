"""A discarded draft comes back, and an old article is the beginning of a new one."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from mingtang.editorial.content.actions import copy_article, discard_article
from mingtang.editorial.content.models import Article
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from tests.factories.cast import Cast
from tests.factories.content import draft, policy_fields
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "rooms"]

Browser = Callable[..., Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rooms")]


def test_discarded_draft_is_restored_from_its_page(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    article = draft(cast, at)
    discard_article(actor=cast.officer, at=at, article_id=article.pk, reason="写错了")
    client, url = browser(cast.officer), f"/articles/{article.pk}/restore/"
    assert url in client.get(f"/articles/{article.pk}/").content.decode()

    client.post(url, {"reason": "还要用", FIELD: new_form_key(cast.officer.pk, url)})

    article.refresh_from_db()
    assert article.state == "draft"
    assert [one.verb_label for one in article.statuses.order_by("pk")] == ["作废", "恢复草稿"]
    assert url not in client.get(f"/articles/{article.pk}/").content.decode()


def test_copy_has_the_words_and_not_what_belonged_to_the_old_one(cast: Cast, at: datetime) -> None:
    old = draft(cast, at, policy_fields(index_number="11340000/2026-00001", summary="摘要"))

    new = copy_article(actor=cast.officer, at=at, article_id=old.pk)

    assert (new.title, new.summary, new.issuing_office) == (old.title, "摘要", old.issuing_office)
    assert str(new.body[0].value) == str(old.body[0].value)
    assert (new.document_number, new.index_number, new.document_date) == ("", "", None)
    assert (new.state, new.unit, new.created_by, new.version) == (
        "draft",
        cast.edu,
        cast.officer,
        1,
    )
    old.refresh_from_db()
    assert old.document_number == "明教〔2026〕8号"


def test_copy_is_opened_in_the_form(cast: Cast, at: datetime, browser: Browser) -> None:
    old = draft(cast, at)
    client, url = browser(cast.officer), f"/articles/{old.pk}/copy/"
    assert "原稿不变" in client.get(url).content.decode()

    response = client.post(url, {FIELD: new_form_key(cast.officer.pk, url)})

    new = Article.objects.exclude(pk=old.pk).get()
    assert response["Location"] == f"/articles/{new.pk}/edit/"
