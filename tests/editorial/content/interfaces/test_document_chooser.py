"""The document that an interpretation explains: searched for among many, never lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingtang.editorial.content.enums import ArticleKind
from mingtang.editorial.content.models import Article
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from tests.factories.cast import Cast
from tests.factories.content import draft, news_fields, policy_fields
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "rooms"]

Browser = Callable[..., Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rooms")]
INTERPRETATION = replace(news_fields(), kind=ArticleKind.INTERPRETATION, title="招生通知解读")


@pytest.fixture
def policy(cast: Cast, at: datetime) -> Article:
    return draft(cast, at, policy_fields())


def _form(cast: Cast, url: str, **fields: Any) -> dict[str, Any]:
    values = {
        "unit": cast.edu.pk,
        "site": cast.portal.pk,
        "kind": "interpretation",
        "content_class": "ordinary",
        "title": "招生通知解读",
        "body-count": "0",
        FIELD: new_form_key(cast.officer.pk, url),
    }
    return values | fields


def _created(client: Client, cast: Cast, typed: str) -> Any:
    url = reverse("content:create")
    return client.post(url, _form(cast, url, interprets=typed))


@pytest.mark.parametrize(
    "typed",
    ["{title}", "{title} {number}（{pk}）", "{number}", "{pk}", "改过的标题（{pk}）"],
)
def test_document_is_named_by_title_number_or_key(
    cast: Cast, browser: Browser, policy: Article, typed: str
) -> None:
    words = {"title": policy.title, "number": policy.document_number, "pk": policy.pk}

    response = _created(browser(cast.officer), cast, typed.format(**words))

    assert response.status_code == 302, response.context["form"].errors
    assert Article.objects.get(title="招生通知解读").interprets == policy


@pytest.mark.parametrize("typed", ["没有这个文件", "9" * 20, "-1", "x（abc）", "（１）"])
def test_what_names_no_document_is_said(cast: Cast, browser: Browser, typed: str) -> None:
    response = _created(browser(cast.officer), cast, typed)

    assert "没有找到" in str(response.context["form"].errors["interprets"])


def test_document_of_another_unit_cannot_be_named(
    cast: Cast, at: datetime, browser: Browser, policy: Article
) -> None:
    Article.objects.filter(pk=policy.pk).update(unit=cast.health)

    response = _created(browser(cast.officer), cast, policy.title)

    assert "没有找到" in str(response.context["form"].errors["interprets"])


def test_search_finds_documents_alone_the_newest_first(
    cast: Cast, at: datetime, browser: Browser, policy: Article
) -> None:
    draft(cast, at, replace(news_fields(), title="义务教育招生工作启动"))
    newer = draft(cast, at, policy_fields(title="义务教育招生办法", document_number=""))

    found = browser(cast.officer).get("/desk/choose/document/", {"q": "教育 招生"}).json()

    assert found["results"] == [
        f"义务教育招生办法（{newer.pk}）",
        f"{policy.title} {policy.document_number}（{policy.pk}）",
    ]


def test_document_that_is_hidden_by_now_stays_chosen(
    cast: Cast, at: datetime, browser: Browser, policy: Article
) -> None:
    article = draft(cast, at, replace(INTERPRETATION, interprets_id=policy.pk))
    Article.objects.filter(pk=policy.pk).update(unit=cast.health)
    client, url = browser(cast.officer), reverse("content:edit", args=[article.pk])

    page = client.get(url)
    shown = page.context["form"]["interprets"].value()
    saved = client.post(url, _form(cast, url, version=article.version, interprets=shown))

    assert shown == f"已选定，您无权查看（{policy.pk}）"
    assert policy.title not in page.content.decode()
    assert saved.status_code == 302, saved.context["form"].errors
    article.refresh_from_db()
    assert article.interprets == policy


def test_other_hidden_document_cannot_be_taken_by_its_key(
    cast: Cast, at: datetime, browser: Browser, policy: Article
) -> None:
    other = draft(cast, at, policy_fields(title="另一个文件"))
    article = draft(cast, at, replace(INTERPRETATION, interprets_id=policy.pk))
    Article.objects.filter(kind="policy").update(unit=cast.health)
    url = reverse("content:edit", args=[article.pk])
    fields = _form(
        cast, url, version=article.version, interprets=f"已选定，您无权查看（{other.pk}）"
    )

    response = browser(cast.officer).post(url, fields)

    assert "没有找到" in str(response.context["form"].errors["interprets"])


def test_document_is_taken_away_by_an_empty_field(
    cast: Cast, at: datetime, browser: Browser, policy: Article
) -> None:
    article = draft(cast, at, replace(INTERPRETATION, interprets_id=policy.pk))
    url = reverse("content:edit", args=[article.pk])

    response = browser(cast.officer).post(
        url, _form(cast, url, version=article.version, interprets="")
    )

    assert response.status_code == 302, response.context["form"].errors
    article.refresh_from_db()
    assert article.interprets is None


def test_new_article_stays_as_small_with_many_documents(
    cast: Cast, at: datetime, browser: Browser, policy: Article
) -> None:
    client, url = browser(cast.officer), reverse("content:create")
    few = len(client.get(url).content)
    many = [
        Article(
            kind="policy", unit=cast.edu, site=cast.portal, title="文件" * 20, body=[],
            created_by=cast.officer, created_at=at, changed_at=at,
        )
        for _ in range(2000)
    ]  # fmt: skip
    Article.objects.bulk_create(many)

    assert abs(len(client.get(url).content) - few) < 2_000
