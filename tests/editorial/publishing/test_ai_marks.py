"""What artificial intelligence made is marked on the page, in its metadata, on paper and in the office."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from mingtang.editorial.content.blocks import ArticleBody
from mingtang.editorial.content.body import blocks_of, clean_body, plain_text
from mingtang.editorial.content.models import Release
from mingtang.editorial.content.official import official_document
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.publishing.bodies import block_views
from mingtang.editorial.themes.shown import AssetView
from mingtang.ground.papers.blocks import BodyPicture, BodyText
from tests.factories.cast import Cast
from tests.factories.content import draft, news_fields
from tests.factories.media import picture, png
from tests.factories.publishing import published_article, tree
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "rooms"]

Browser = Callable[..., Client]
AI_TEXT = {"type": "ai_text", "value": {"words": "要点一。\n要点二。", "source": "某大模型"}}
META = '<meta name="AIGC" content="{&quot;Label&quot;:&quot;1&quot;}">'


def asset(key: str) -> AssetView:
    return AssetView(f"/assets/{key}", key, 1_000, 800, 600)


def shown(**more: Any) -> dict[str, Any]:
    return {"type": "picture", "value": {"image": 1, "name": "效果图", "caption": "", **more}}


def test_mark_of_each_kind_of_block_reaches_its_view() -> None:
    gallery = {"type": "gallery", "value": {"name": "", "pictures": [
        {"image": 1, "name": "甲"}, {"image": 2, "name": "乙", "is_ai": True},
    ]}}  # fmt: skip
    film = {"type": "film", "value": {"name": "片", "file": 3, "words": "话", "is_ai": True}}
    body = [shown(is_ai=True), shown(), gallery, film, AI_TEXT]
    views = block_views(body, asset)

    assert [one.holds_ai for one in views] == [True, False, True, True, True]
    assert [one.is_ai for one in views[2].pictures] == [False, True]
    assert views[4].words == ("要点一。", "要点二。")


def test_mark_that_is_not_set_leaves_stored_texts_as_they_were() -> None:
    editor = ArticleBody()
    for stored in (clean_body([shown()]), clean_body([shown(is_ai=True)])):
        again = clean_body(blocks_of(editor.to_python(stored)))
        assert [one["value"] for one in again] == [one["value"] for one in stored]
    assert "is_ai" not in clean_body([shown(is_ai=False)])[0]["value"]


def test_words_that_were_generated_are_found_and_checked_like_all_others() -> None:
    assert plain_text([AI_TEXT]) == "要点一。 要点二。 某大模型"


@pytest.mark.django_db
def test_page_says_it_to_readers_and_machines(cast: Cast, at: datetime) -> None:
    first = picture(cast.edu, actor=cast.officer, at=at)
    body = [shown(image=first.pk, is_ai=True), AI_TEXT]
    first_one = published_article(cast, at, columns=[cast.news], body=body).article_id
    other = published_article(cast, at, columns=[cast.news]).article_id
    work_everything(at)
    pages = tree("portal")
    marked = pages[f"/news/202603/{first_one}.html"].decode()
    plain = pages[f"/news/202603/{other}.html"].decode()

    assert META in marked
    assert marked.count("人工智能生成</span>") == 2
    assert "人工智能生成</span> 某大模型" in marked
    assert META not in plain
    assert "人工智能" not in plain


def test_paper_says_it() -> None:
    release = Release(kind="news", title="题", body=[shown(is_ai=True), AI_TEXT])
    document = official_document(release, {1: png()}.get)

    first, *others = document.body
    assert isinstance(first, BodyPicture)
    assert first.caption == "效果图（人工智能生成）"
    assert others == [
        BodyText("（以下内容由人工智能生成）"), BodyText("要点一。"), BodyText("要点二。"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_office_says_it(cast: Cast, at: datetime, browser: Browser) -> None:
    article = draft(cast, at, news_fields(body=[AI_TEXT]))
    page = browser(cast.officer).get(f"/articles/{article.pk}/").content.decode()
    assert "以下内容由人工智能生成：某大模型" in page
