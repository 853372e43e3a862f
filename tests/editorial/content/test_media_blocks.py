"""Galleries, films, sounds, charts, quotes and answers in a body: edited, stored, shown, printed, found."""

from datetime import datetime
from typing import Any

import pytest
from wagtail.blocks import StreamBlockValidationError, StreamValue

from mingtang.editorial.content.blocks import ArticleBody
from mingtang.editorial.content.body import (
    blocks_of,
    clean_body,
    files_of,
    plain_text,
    shows_nothing,
)
from mingtang.editorial.content.official import _blocks
from mingtang.editorial.publishing.bodies import block_views
from mingtang.editorial.themes.shown import AssetView
from mingtang.ground.papers.blocks import BodyText, DataTable
from tests.factories.cast import Cast
from tests.factories.media import office_file
from tests.ground.foundation.files.samples import SAMPLES

CHART = {
    "name": "早稻面积", "form": "bar", "heading": "县区", "measure": "面积", "unit": "万亩", "source": "市农业农村局",
    "rows": [{"label": "江口县", "amount": "12.50"}, {"label": "云山县", "amount": ""}],
}  # fmt: skip
FILM = {"name": "春耕一分钟", "file": 4, "poster": 1, "subtitles": 5, "words": "航拍。\n农民说话。"}
BODY: list[dict[str, Any]] = [
    {"type": "gallery", "value": {"name": "春耕", "pictures": [
        {"image": 1, "name": "插秧机", "caption": ""}, {"image": 2, "name": "秧田", "caption": "三月"},
    ]}},
    {"type": "film", "value": FILM},
    {"type": "audio", "value": {"name": "录音", "file": 6, "words": "同志们。"}},
    {"type": "chart", "value": CHART},
    {"type": "quote", "value": {"words": "民以食为天。", "source": "《史记》"}},
    {"type": "document_head", "value": {"mark": "明州市教育局文件", "number": "明教〔2026〕8号", "signer": ""}},
    {"type": "question", "value": {"question": "怎么领？", "answer": "到村委会。"}},
]  # fmt: skip


def edited(body: list[dict[str, Any]]) -> StreamValue:
    block = ArticleBody()
    found: StreamValue = block.clean(block.to_python(body))
    return found


def _asset(key: str) -> AssetView:
    return AssetView(f"/assets/{key}", key, 1_000, 800, 600)


def test_stored_form_is_plain_and_comes_through_the_editor_unchanged() -> None:
    stored = clean_body(BODY[3:])

    again = clean_body(blocks_of(edited(stored)))

    assert [one["value"] for one in again] == [one["value"] for one in stored]
    assert again[0]["value"]["rows"] == CHART["rows"]


def test_files_words_and_emptiness_of_blocks_are_known() -> None:
    assert files_of(BODY) == ("image:1", "image:2", "document:4", "document:5", "document:6")
    text = plain_text(BODY)
    assert {
        word
        for word in ("插秧机", "农民说话", "江口县", "民以食为天", "到村委会")
        if word not in text
    } == set()
    assert "12.50" not in text
    empty = [one["type"] for one in BODY if shows_nothing([one])]
    assert empty == ["document_head"]  # it says who writes, and nothing that is written
    assert shows_nothing([{"type": "quote", "value": {"words": " ", "source": ""}}])


def test_page_gets_views_with_markup_of_readers_escaped() -> None:
    hostile = {"type": "quote", "value": {"words": "<script>alert(1)</script>", "source": ""}}

    views = block_views([*BODY, hostile], _asset)
    gallery, film, audio, chart, quote, head, question, escaped = views

    assert [one.name for one in gallery.pictures] == ["插秧机", "秧田"]
    assert (film.link, film.subtitles, film.poster) == (
        "/assets/document:4",
        "/assets/document:5",
        "/assets/image:1",
    )
    assert audio.words == ("同志们。",)
    assert "<svg" in chart.html
    assert "<table" in chart.html
    assert (head.name, head.source, head.caption) == ("明州市教育局文件", "明教〔2026〕8号", "")
    assert (quote.source, question.name) == ("《史记》", "怎么领？")
    assert escaped.words == ("<script>alert(1)</script>",)  # templates escape it: it is no Markup


def test_paper_holds_pictures_tables_and_words() -> None:
    made = [one for block in BODY for one in _blocks(block, lambda number: None)]

    texts = [one.text for one in made if isinstance(one, BodyText)]
    assert texts[:3] == [
        "（图片：插秧机）",
        "（图片：秧田）",
        "（视频：春耕一分钟，请在网站上播放）",
    ]
    assert texts[-2:] == ["问：怎么领？", "答：到村委会。"]
    table = next(one for one in made if isinstance(one, DataTable))
    assert table.headings == ["县区", "面积（万亩）"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "changes", "is_taken"),
    [
        ("a.mp4", {"words": "航拍。"}, True),
        ("a.mp4", {"words": ""}, False),
        ("a.pdf", {"words": "航拍。"}, False),
    ],
)
def test_film_needs_words_and_a_form_that_browsers_play(
    cast: Cast, at: datetime, name: str, changes: dict[str, str], *, is_taken: bool
) -> None:
    sample = SAMPLES[name.rpartition(".")[2]]
    file = office_file(cast.edu, actor=cast.officer, at=at, name=name, content=sample)
    value = {"name": "片", "file": file.pk, "poster": None, "subtitles": None, **changes}
    body = [{"type": "film", "value": value}]

    if is_taken:
        assert blocks_of(edited(body))[0]["value"]["file"] == file.pk
    else:
        with pytest.raises(StreamBlockValidationError):
            edited(body)
