"""Each saved text can be read, compared word by word and brought back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from mingtang.editorial.content.actions import save_article
from mingtang.editorial.content.models import Article
from mingtang.spine.events.models import Event
from mingtang.workbench.backoffice.form_keys import new_form_key
from tests.editorial.content.uploaded import post
from tests.factories.cast import Cast
from tests.factories.content import draft, news_fields
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


def body(words: str) -> list[dict[str, Any]]:
    return [{"type": "text", "value": f"<p>{words}</p>"}, {"type": "text", "value": "<p>不变</p>"}]


@pytest.fixture
def article(cast: Cast, at: datetime) -> Article:
    """An article with three versions."""
    bound_pack("city", at=at - timedelta(days=1))
    row = draft(cast, at)
    for number, (title, words) in enumerate(
        [("防汛", "请于3月底前报送"), ("防汛检查", "请于4月底前报送")]
    ):
        save_article(
            actor=cast.officer, at=at, article_id=row.pk, version=row.version + number,
            fields=news_fields(title=title, body=body(words)),
        )  # fmt: skip
    return Article.objects.get(pk=row.pk)


def page(client: Client, article: Article, number: int, query: str = "") -> str:
    response = client.get(f"/articles/{article.pk}/revisions/{number}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_changed_words_are_marked_in_title_and_text(
    browser: Browser, cast: Cast, article: Article
) -> None:
    shown = page(browser(cast.officer), article, 3)

    assert "防汛<ins>检查</ins>" in shown
    assert "请于<del>3</del>月底前报送" in shown
    assert "请于<ins>4</ins>月底前报送" in shown
    assert "恢复这一版" not in shown  # it is what is there now


def test_any_two_versions_are_compared(browser: Browser, cast: Cast, article: Article) -> None:
    shown = page(browser(cast.officer), article, 1, "?with=3")

    assert "与第 3 版比较" in shown
    assert "恢复这一版" in shown


def test_version_comes_back_as_a_new_one(browser: Browser, cast: Cast, article: Article) -> None:
    officer = browser(cast.officer)
    address = f"/articles/{article.pk}/revisions/2/restore/"
    assert "存成新的一版" in officer.get(address).content.decode()

    post(officer, address)

    article.refresh_from_db()
    assert (article.version, article.title) == (4, "防汛")
    revision = article.revisions.get(number=4)
    assert (revision.note, revision.saved_by) == ("恢复第 2 版", cast.officer)
    assert Event.objects.filter(code="content.article.saved").count() == 3


def test_newest_version_is_not_restored(browser: Browser, cast: Cast, article: Article) -> None:
    response = browser(cast.officer).get(f"/articles/{article.pk}/revisions/3/restore/")

    assert "不需要恢复" in response.content.decode()


@pytest.mark.parametrize("who", ["leader", "principal"])
def test_readers_compare_and_restore_nothing(
    browser: Browser, cast: Cast, article: Article, who: str
) -> None:
    person = getattr(cast, who)
    client = browser(person)
    assert "恢复这一版" not in page(client, article, 2)
    address = f"/articles/{article.pk}/revisions/2/restore/"
    assert "现在不能办理" in client.get(address).content.decode()

    client.post(address, {"form_key": new_form_key(person.pk, address)})

    assert Article.objects.get(pk=article.pk).version == 3


@pytest.mark.parametrize("number", [0, 4, 99])
def test_version_that_is_not_there_is_not_found(
    browser: Browser, cast: Cast, article: Article, number: int
) -> None:
    response = browser(cast.officer).get(f"/articles/{article.pk}/revisions/{number}/")

    assert response.status_code == 404


@pytest.mark.parametrize(("other", "status"), [("0", 200), ("x", 200), ("4", 404), ("99", 404)])
def test_version_to_compare_with_has_to_be_there(
    browser: Browser, cast: Cast, article: Article, other: str, status: int
) -> None:
    address = f"/articles/{article.pk}/revisions/2/?with={other}"

    assert browser(cast.officer).get(address).status_code == status


def test_strangers_see_no_version(browser: Browser, cast: Cast, article: Article) -> None:
    client = browser(cast.stranger)

    assert client.get(f"/articles/{article.pk}/revisions/2/").status_code == 404
    assert client.get(f"/articles/{article.pk}/revisions/2/restore/").status_code == 404
