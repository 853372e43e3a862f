"""Any article taken home as Word or PDF from its page, with what it is, its tables and pictures."""

import io
import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from docx import Document

from mingtang.editorial.content.models import Article
from mingtang.spine.events.models import Event
from tests.factories.cast import Cast
from tests.factories.content import draft, news_fields, policy_fields
from tests.factories.media import picture
from tests.factories.publishing import published_article

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


def body(image: int) -> list[dict[str, Any]]:
    return [
        {"type": "text", "value": "<p>三月十日，新校区启用。</p><h2>规模</h2>"},
        {"type": "html_table", "value": "<table><tr><th>学校</th></tr><tr><td>三中</td></tr></table>"},
        {"type": "picture", "value": {"image": image, "name": "新校区大门", "caption": "图1"}},
        {"type": "signature", "value": {"office": "明州市教育局", "date": "2026-03-10"}},
    ]  # fmt: skip


def written(cast: Cast, at: datetime) -> Article:
    shown = picture(cast.edu, actor=cast.officer, at=at)
    return draft(cast, at, news_fields(body=body(shown.pk), subtitle="可容纳两千人"))


def test_draft_as_word_has_title_facts_table_picture_and_signature(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    article = written(cast, at)

    response = browser(cast.officer).get(f"/articles/{article.pk}/export/word/")

    assert response.status_code == 200
    assert "filename*=UTF-8" in response["Content-Disposition"]
    word = Document(io.BytesIO(response.content))
    texts = [one.text for one in word.paragraphs if one.text]
    assert texts[0] == "市第三中学新校区启用"
    assert {"三月十日，新校区启用。", "规模", "图1", "明州市教育局"} <= {
        one.strip() for one in texts
    }
    facts, table = word.tables
    found = {row.cells[0].text: row.cells[1].text for row in facts.rows}
    assert found["状态"] == "草稿（第 1 版）"
    assert found["报送单位"] == "明州市教育局"
    assert found["副标题"] == "可容纳两千人"
    assert found["事件发生日期"] == "2026年3月10日"
    assert "标题" not in found
    assert table.rows[1].cells[0].text == "三中"
    assert len(word.inline_shapes) == 1
    event = Event.objects.get(code="content.article.exported")
    assert event.actor == cast.officer.person_key
    assert json.loads(event.payload) == {"format": "docx", "revision": 1}


def test_draft_as_pdf(cast: Cast, at: datetime, browser: Browser) -> None:
    response = browser(cast.officer).get(f"/articles/{written(cast, at).pk}/export/pdf/")
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")


def test_number_of_a_document_stands_among_the_facts(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    article = draft(cast, at, policy_fields())
    page = browser(cast.officer).get(f"/articles/{article.pk}/export/word/")
    facts = Document(io.BytesIO(page.content)).tables[0]
    found = {row.cells[0].text: row.cells[1].text for row in facts.rows}
    assert found["发文字号"] == "明教〔2026〕8号"
    assert date(2026, 3, 9).strftime("%Y") in found["成文日期"]


def test_who_may_not_see_an_article_exports_nothing(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    article = written(cast, at)
    for person in (cast.stranger, cast.desk_editor, cast.colleague):
        assert browser(person).get(f"/articles/{article.pk}/export/word/").status_code == 404
    assert not Event.objects.filter(code="content.article.exported").exists()


def test_page_of_an_article_offers_what_can_be_taken_home(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    article = draft(cast, at)
    page = browser(cast.officer).get(f"/articles/{article.pk}/").content.decode()
    assert f"/articles/{article.pk}/export/pdf/" in page
    assert "导出 Word 公文" not in page

    published_article(cast, at, columns=[cast.news])
    news = Article.objects.latest("pk")
    page = browser(cast.desk_editor).get(f"/articles/{news.pk}/").content.decode()
    assert f"/articles/{news.pk}/export/word/" in page
