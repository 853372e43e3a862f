from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from mingtang.editorial.content.actions import save_article
from mingtang.editorial.content.documents import ARTICLE, ARTICLES
from mingtang.editorial.content.models import Article
from mingtang.spine.events.testing import drain
from mingtang.spine.search.queries import matching
from tests.factories.cast import Cast
from tests.factories.content import draft, in_review, news_fields, policy_fields
from tests.factories.regulations import bound_pack
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "rooms"]
Browser = Callable[..., Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rooms")]
BODY = [{"type": "text", "value": "<p>请各校做好<b>防汛</b>抗旱工作。</p>"}]


def _found(query: str) -> set[int]:
    return set(matching(ARTICLE, query).values_list("number", flat=True))


def test_article_is_found_by_title_number_and_body(cast: Cast, at: datetime) -> None:
    news = draft(cast, at, news_fields(title="开学时间", body=BODY))
    policy = draft(cast, at, policy_fields(document_number="明政办〔2026〕12号"))
    drain(at)

    assert _found("开学") == _found("防汛抗旱") == {news.pk}
    assert _found("〔2026〕12号") == {policy.pk}
    assert _found("没有写过") == set()


def test_saved_words_replace_the_old_ones(cast: Cast, at: datetime) -> None:
    article = draft(cast, at, news_fields(title="开学时间", body=BODY))
    drain(at)
    fields = replace(news_fields(title="放假时间"), body=[])
    save_article(
        actor=cast.officer, at=at, article_id=article.pk, version=article.version, fields=fields
    )
    drain(at)

    assert _found("防汛") == _found("开学") == set()
    assert _found("放假") == {article.pk}


def test_list_shows_what_the_person_may_see_of_what_is_found(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    draft(cast, at, news_fields(title="开学时间", body=BODY))
    draft(cast, at, news_fields(title="放假时间"))
    drain(at)

    def page(person: object, query: str) -> str:
        return browser(person).get("/articles/", {"q": query}).content.decode()

    assert "标题、文号或正文" in page(cast.officer, "")
    own = page(cast.officer, "防汛抗旱")
    assert "开学时间" in own
    assert "放假时间" not in own
    assert "开学时间" not in page(cast.stranger, "防汛抗旱")
    assert "开学时间" not in page(cast.officer, "？？")


def test_lists_of_submissions_and_reviews_find_by_the_article(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    bound_pack("city", at=at)
    in_review(cast, at, news_fields(title="开学时间", body=BODY))
    drain(at)
    for person, url in (
        (cast.officer, reverse("submission:list")),
        (cast.desk_editor, reverse("review:list")),
    ):
        found = browser(person).get(url, {"q": "防汛抗旱"}).content.decode()
        assert "开学时间" in found
        assert "开学时间" not in browser(person).get(url, {"q": "抗旱防汛"}).content.decode()


def test_rebuild_walks_through_all_articles(cast: Cast, at: datetime) -> None:
    numbers = [draft(cast, at, news_fields(title=f"第{number}条")).pk for number in range(3)]

    assert ARTICLES.numbers_after(0, 2) == numbers[:2]
    assert ARTICLES.numbers_after(numbers[1], 2) == numbers[2:]
    assert [one.title for one in ARTICLES.read(numbers[:1])] == ["第0条"]
    assert Article.objects.count() == 3
