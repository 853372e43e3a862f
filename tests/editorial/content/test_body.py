"""The stored form of a body: what JSON knows, nothing that nobody sees."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mingtang.editorial.content.body import BLOCK_TYPES, clean_body, dropped_from, shows_nothing


def _text(html: str) -> dict[str, Any]:
    return {"type": "text", "value": html}


def _table(*cells: str) -> dict[str, Any]:
    columns = [{"type": "text", "heading": "表头"} for _ in cells]
    return {
        "type": "table",
        "value": {"columns": columns, "rows": [{"values": list(cells)}], "caption": "表"},
    }


BLANK = [
    _text(""),
    _text("<p>&nbsp;</p>"),
    _text("<p>&#8203;&#65279;</p>"),
    _text("<p>　\u2028\u202e</p><hr>"),
    _text("<p>\u3164\u2800</p>"),
    _text('<p><img alt="没有地址"></p>'),
    {"type": "html_table", "value": "<table><tr><td>&nbsp;</td></tr></table>"},
    _table("", " \u200b"),
    {"type": "signature", "value": {"office": "明州市教育局", "date": date(2026, 3, 9)}},
    {"type": "picture", "value": {"image": None, "name": "图"}},
    {"type": "attachment", "value": None},
    {"type": "unknown", "value": "文字"},
]
SHOWN = [
    _text("<p>有字</p>"),
    _text('<p><img src="/a.png" alt=""></p>'),
    {"type": "html_table", "value": "<table><tr><td>1</td></tr></table>"},
    _table("", "一中"),
    {"type": "picture", "value": {"image": 1, "name": "图"}},
    {"type": "attachment", "value": {"document": 1, "title": "附件"}},
]


@pytest.mark.parametrize("block", BLANK, ids=str)
def test_block_without_anything_to_see_is_empty(block: dict[str, Any]) -> None:
    assert shows_nothing([block])
    assert shows_nothing(clean_body([block]))


def test_body_of_blank_blocks_alone_is_empty() -> None:
    assert shows_nothing(BLANK)


@pytest.mark.parametrize("block", SHOWN, ids=str)
def test_block_with_something_to_see_is_not_empty(block: dict[str, Any]) -> None:
    assert not shows_nothing([*BLANK, block])
    assert not shows_nothing(clean_body([block]))


def test_text_without_a_word_is_not_stored() -> None:
    kept = clean_body([_text("<p>甲</p>"), _text("<p>&nbsp;</p>"), _text("<p>乙</p>")])
    assert [block["value"] for block in kept] == ["<p>甲</p>", "<p>乙</p>"]


def test_lines_of_a_block_are_one_line_and_cells_may_break() -> None:
    raw = [
        {"type": "signature", "value": {"office": "明州市\u2028教育局\u202e", "date": None}},
        {"type": "attachment", "value": {"document": 1, "title": "附\n件\u200b"}},
        {"type": "picture", "value": {"image": 1, "name": "图\t片", "caption": "\u200f图注"}},
        _table("上午\n下午\u200b"),
    ]
    signature, attachment, picture, table = (block["value"] for block in clean_body(raw))
    assert signature == {"office": "明州市 教育局", "date": None}
    assert attachment == {"document": 1, "title": "附 件"}
    assert picture == {"image": 1, "name": "图 片", "caption": "图注"}
    assert table["rows"] == [{"values": ["上午\n下午"]}]


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.dates() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(BLOCK_TYPES)), _VALUES)
@example(kind="text", value={"<": None})
def test_whatever_an_editor_gives_can_be_stored_and_cleaned_again(kind: str, value: Any) -> None:
    once = clean_body([{"type": kind, "value": value}])
    assert json.loads(json.dumps(once)) == once
    assert clean_body(once) == once


def text(value: str) -> list[dict[str, str]]:
    return [{"type": "text", "value": value}]


def test_lines_with_a_sign_of_comparison_are_plain_lines() -> None:
    (block,) = clean_body(text("库容 < 80%\n水位 > 12 米"))

    assert block["value"] == "<p>库容 &lt; 80%</p><p>水位 &gt; 12 米</p>"
    assert clean_body([block]) == [block]


def test_plain_lines_become_paragraphs() -> None:
    (block,) = clean_body(text("各学校：\n\n请做好准备 & 报告。\r\n"))
    assert block["value"] == "<p>各学校：</p><p>请做好准备 &amp; 报告。</p>"


def test_cleaning_what_was_plain_again_changes_nothing() -> None:
    (once,) = clean_body(text("1 &lt; 2\n3 & 4"))
    assert clean_body([once]) == [once]


def test_picture_without_a_source_does_not_stay() -> None:
    (block,) = clean_body(text('<p>图：<img src="data:image/png;base64,xx" alt="现场"></p>'))
    assert block["value"] == "<p>图：</p>"


def test_what_is_left_out_of_a_text_is_named() -> None:
    value = (
        '<p><img src="data:image/png;base64,xx"><img src="http://www.example.gov.cn/a.jpg"></p>'
        '<iframe src="http://v.example.com/1"></iframe><video src="/v/2.mp4"></video>'
    )
    found = dropped_from([*text(value), {"type": "signature", "value": {"office": "局"}}])
    assert [one.partition("）")[0] for one in found] == [
        "图片（写在正文里的数据",
        "嵌入的页面（http://v.example.com/1",
        "视频（/v/2.mp4",
    ]


def test_nothing_is_named_where_nothing_is_left_out() -> None:
    assert dropped_from(text("<p>各学校：</p>")) == []
