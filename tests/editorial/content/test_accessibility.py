"""What an editor is told before readers meet a text that some of them could not read."""

from typing import Any

import pytest

from mingtang.editorial.content.policies.accessibility import accessibility_remarks, unnamed


def text(html: str) -> dict[str, Any]:
    return {"type": "text", "value": html}


def table(heading: str) -> dict[str, Any]:
    return {
        "type": "table",
        "value": {"columns": [{"heading": heading}], "rows": [], "caption": ""},
    }


GOOD = [
    text(
        '<h2>一</h2><h3>（一）</h3><p><a href="/a/">办事指南</a><img src="/a.png" alt="示意图"></p><h2>二</h2>'
    ),
    {"type": "picture", "value": {"image": 1, "name": "市民在窗口办事"}},
    {"type": "html_table", "value": "<table><tr><th>项目</th></tr><tr><td>1</td></tr></table>"},
    table("项目"),
    {"type": "film", "value": {"name": "片", "file": 1, "words": "航拍。", "subtitles": None}},
    {"type": "question", "value": {"question": "问", "answer": "答"}},
    text("<h3>再往下</h3>"),
]
BAD = [
    ({"type": "picture", "value": {"image": 1, "name": " "}}, "1 张图片没有名称"),
    ({"type": "gallery", "value": {"pictures": [{"image": 1, "name": ""}, {"image": 2}]}}, "2 张图片没有名称"),
    ({"type": "picture", "value": {"image": 1, "name": "IMG_2031"}}, "像是文件名"),
    ({"type": "picture", "value": {"image": 1, "name": "微信图片_20260310.jpg"}}, "像是文件名"),
    (text('<p><img src="/a.png" alt=""></p>'), "没有替代文字"),
    (text('<p><a href="/a/"> </a></p>'), "1 个链接没有文字"),
    (text("<h3>一上来就是三级</h3>"), "小标题“一上来就是三级”跳过了一级"),
    (text("<h2>一</h2><h4>四级</h4>"), "小标题“四级”跳过了一级"),
    (table(""), "1 个表格没有表头"),
    ({"type": "html_table", "value": "<table><tr><td>1</td></tr></table>"}, "1 个表格没有表头"),
    ({"type": "audio", "value": {"name": "录音", "file": 1, "words": ""}}, "“录音”没有字幕"),
]  # fmt: skip


@pytest.mark.parametrize(("block", "told"), BAD, ids=[told for _, told in BAD])
def test_what_keeps_readers_out_is_told_once(block: dict[str, Any], told: str) -> None:
    remarks = accessibility_remarks([block])

    assert len(remarks) == 1
    assert told in remarks[0]


def test_good_text_has_no_remarks() -> None:
    assert accessibility_remarks(GOOD) == ()
    assert unnamed(GOOD) == 0
