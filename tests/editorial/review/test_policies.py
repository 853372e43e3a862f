"""What is read of an article, what a remark says, and what a wording of the office may be: without tables."""

from typing import Any

import pytest

from mingtang.editorial.review.policies import (
    PlacedRemark,
    label_of,
    may_add_wording,
    may_ignore,
    may_start,
    pieces_of,
    remark_key,
    remarks_in,
)
from mingtang.workbench.proofing import ProofBook
from mingtang.workbench.proofing.pieces import TextPiece

FRESH: dict[str, Any] = {"word": "打造", "better": "", "is_allowed": False, "is_known": False}


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"better": "建设"}, []),
        ({"word": "造"}, ["review.word_short"]),
        ({"word": "\u200b\u200b"}, ["review.word_short"]),
        ({"word": "三个字"}, []),
        ({"is_known": True}, ["review.word_known"]),
        ({"is_allowed": True}, []),
        ({"is_allowed": True, "better": "建设"}, ["review.allowed_better"]),
        ({"better": "打造"}, ["review.same_word"]),
        ({"is_allowed": True, "better": "打造"}, ["review.allowed_better"]),
        ({"word": "造", "is_known": True}, ["review.word_short", "review.word_known"]),
    ],
)
def test_wording_of_the_office(change: dict[str, Any], codes: list[str]) -> None:
    assert [one.code for one in may_add_wording(**FRESH | change).reasons] == codes


@pytest.mark.parametrize(
    ("is_shown", "reason", "codes"),
    [
        (True, "引用原文", []),
        (True, " ", ["review.ignore_reason"]),
        (False, "引用原文", ["review.no_remark"]),
        (False, "", ["review.no_remark", "review.ignore_reason"]),
    ],
)
def test_remark_is_ignored_while_shown_and_with_a_reason(
    is_shown: bool, reason: str, codes: list[str]
) -> None:
    found = may_ignore(is_shown=is_shown, reason=reason)
    assert [one.code for one in found.reasons] == codes


def test_each_blocking_remark_is_a_reason_of_its_own() -> None:
    assert may_start([])
    texts = [one.text for one in may_start([("密级标志", "标题"), ("错字", "表1")]).reasons]
    assert [text.partition("，")[0] for text in texts] == ["标题有密级标志", "表1有错字"]


BLOCKS = [
    {"type": "text", "value": None},
    {"type": "text", "value": "<h2>一</h2><p>二</p>"},
    {"type": "table", "value": {"caption": "表题", "rows": [{"values": ["甲", {"value": "乙"}]}]}},
    {"type": "table", "value": {"rows": [{"values": [None]}, {}]}},
    {"type": "table", "value": "不是表"},
    {"type": "html_table", "value": "<table><tr><td>丙</td></tr></table>"},
    {"type": "html_table", "value": None},
    {"type": "quote", "value": {"words": "丁", "size": 3}},
    {"type": "aside", "value": {"words": "戊"}},
    {"type": "unknown", "value": "<p>看不到</p>"},
    {"type": "text", "value": "<p>三</p>"},
]


def test_every_piece_that_readers_see_is_read_with_its_place() -> None:
    assert [(one.where, one.text) for one in pieces_of("题目", "提要", BLOCKS)] == [
        ("标题", "题目"),
        ("摘要", "提要"),
        ("表1", "表题"),
        ("表1", "甲"),
        ("表1", "乙"),
        ("表2", ""),
        ("表2", ""),
        ("表3", "丙"),
        ("图片、附件、落款", "丁"),
        ("图片、附件、落款", "戊"),
        ("正文第1段", "一"),
        ("正文第2段", "二"),
        ("正文第3段", "三"),
    ]
    assert [one.where for one in pieces_of("题目", "", [])] == ["标题"]


def _remarks(text: str) -> list[PlacedRemark]:
    return remarks_in([TextPiece("正文", text), TextPiece("表1", text)], ProofBook())


def test_excerpt_stands_between_a_dozen_characters_of_each_side() -> None:
    before, after = "一二三四五六七八九十甲乙丙丁", "子丑寅卯辰巳午未申酉戌亥日月"
    (found,) = _remarks(f"{before}截止目前{after}")
    assert (found.where, found.remark.excerpt) == ("正文", "截止目前")
    assert (found.before, found.after) == (before[-12:], after[:12])
    (found,) = _remarks("又截止目前止")
    assert (found.before, found.after) == ("又", "止")


def test_remark_has_the_name_of_its_rule_and_a_key_of_its_words() -> None:
    (found,) = _remarks("截止目前已完成。")
    assert found.label == label_of("wording") == "用词"
    assert label_of("gone") == "gone"
    assert found.key == remark_key("wording", "截止目前")
    assert len(found.key) == 32
    others = {remark_key("wording", "打造"), remark_key("secrecy_mark", "截止目前")}
    assert found.key not in others
