"""How a paragraph stands (居中、靠右、顶格) survives the editor, paste, Word, cleaning, the page and paper."""

import io
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH

from mingtang.editorial.content.body import clean_body, plain_text
from mingtang.editorial.content.importing.imported_blocks import Media, blocks_of
from mingtang.editorial.content.models import Article, Release
from mingtang.editorial.content.official import official_document
from mingtang.editorial.publishing.bodies import block_views
from mingtang.editorial.reading.fragment import read_fragment
from mingtang.ground.foundation.html import clean_html
from mingtang.ground.papers.blocks import BodyText
from mingtang.ground.papers.html import document_html
from mingtang.ground.papers.word import write_word
from tests.factories.cast import Cast
from tests.factories.content import draft, news_fields
from tests.factories.publishing import published_article
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "rooms"]

Browser = Callable[..., Client]
HTML = (
    '<p class="flush">各县区教育局：</p><p>现通知如下。</p><p class="center">附表</p>'
    '<p class="right">明州市教育局</p>'
)


def test_cleaning_lets_the_known_alignments_through_and_no_other_class() -> None:
    assert clean_html(HTML) == HTML
    assert clean_html('<p class="right evil">甲</p><h2 class="right">乙</h2>') == (
        '<p class="right">甲</p><h2>乙</h2>'
    )
    assert clean_html('<p class="evil">甲</p>') == "<p>甲</p>"
    assert clean_html('<p>写 &lt;p class=""&gt;</p>') == '<p>写 &lt;p class=""&gt;</p>'


@pytest.mark.django_db
def test_editor_sends_and_gets_back_alignment(rooms: None) -> None:
    del rooms
    editor: Any = Article._meta.get_field("body").stream_block  # type: ignore[union-attr]
    value = editor.to_python(clean_body([{"type": "text", "value": HTML}]))
    (state,) = editor.get_form_state(value)
    kinds = [one["type"] for one in json.loads(state["value"])["blocks"]]
    assert kinds == ["flush", "unstyled", "center", "right"]

    fields = {
        "body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "text",
        "body-0-value": state["value"],
    }  # fmt: skip
    sent = editor.value_from_datadict(fields, {}, "body")
    (stored,) = clean_body([{"type": "text", "value": str(sent[0].value.source)}])
    assert stored["value"] == HTML


def test_paste_keeps_alignment_that_is_no_signature() -> None:
    html = (
        '<p style="text-align: center">明州市中小学布局一览</p><p>本办法自公布之日起施行，由市教育局负责解释。</p>'
        '<p align="right">（此件公开发布）</p><p style="text-align:justify">完</p>'
    )
    (text,) = blocks_of(read_fragment(html), Media())
    assert '<p class="center">明州市中小学布局一览</p>' in text["value"]
    assert '<p class="right">（此件公开发布）</p>' in text["value"]
    assert "<p>完</p>" in text["value"]


def test_page_shows_alignment_also_of_a_document() -> None:
    (view,) = block_views([{"type": "text", "value": HTML}], lambda _: None, is_document=True)
    assert '<p class="right">明州市教育局</p>' in str(view.html)
    assert '<p class="center">附表</p>' in str(view.html)


def test_search_finds_the_words_alone() -> None:
    assert plain_text([{"type": "text", "value": HTML}]) == (
        "各县区教育局： 现通知如下。 附表 明州市教育局"
    )


@pytest.mark.django_db
def test_word_and_pdf_set_alignment(cast: Cast, at: datetime) -> None:
    published_article(cast, at, columns=[cast.news], body=[{"type": "text", "value": HTML}])
    document = official_document(Release.objects.get(), lambda _: None)

    aligned = [one.align for one in document.body if isinstance(one, BodyText)]
    assert aligned == ["", "center", "right"]  # to whom it goes stands apart
    page = str(document_html(document))
    assert '<p class="to-right" style="">明州市教育局</p>' in page
    word = Document(io.BytesIO(write_word(document)))
    found = {one.text: one.alignment for one in word.paragraphs}
    assert found["明州市教育局"] == WD_ALIGN_PARAGRAPH.RIGHT
    assert found["附表"] == WD_ALIGN_PARAGRAPH.CENTER


@pytest.mark.django_db
def test_office_shows_alignment(cast: Cast, at: datetime, browser: Browser) -> None:
    article = draft(cast, at, news_fields(body=[{"type": "text", "value": HTML}]))
    page = browser(cast.officer).get(f"/articles/{article.pk}/").content.decode()
    assert '<p class="right">明州市教育局</p>' in page
