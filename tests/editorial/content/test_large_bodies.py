"""Bodies that would take minutes are refused before a transaction is opened."""

import json
from typing import Any

import pytest
from django.core.exceptions import BadRequest

from mingtang.editorial.content.body import LONGEST, judge_body
from mingtang.ground.foundation.decisions import Refused
from mingtang.workbench.backoffice.rich_text import GuardedRichTextArea

DEEP = "<div>" * 50_000 + "x" + "</div>" * 50_000


def test_deep_text_in_a_body_is_refused() -> None:
    decision = judge_body([{"type": "text", "value": "<p>好</p>"}, {"type": "text", "value": DEEP}])
    assert [reason.code for reason in decision.reasons] == ["html.too_deep"]


def test_many_long_texts_are_refused_together() -> None:
    block = {"type": "text", "value": "字" * 500_000}
    assert judge_body([block] * (LONGEST // 500_000))
    decision = judge_body([block] * (LONGEST // 500_000 + 1))
    assert [reason.code for reason in decision.reasons] == ["content.body_too_long"]


def test_what_is_no_text_is_left_to_others() -> None:
    assert judge_body([{"type": "picture", "value": {"image": 1}}, {"type": "text", "value": None}])


def _draft(depth: int) -> str:
    return json.dumps({"blocks": [{"text": '"depth": 99', "type": "list", "depth": depth}]})


def test_text_of_the_editor_is_read() -> None:
    widget = GuardedRichTextArea(features=["bold", "ul"])
    content: dict[str, Any] = {
        "blocks": [
            {
                "key": "a",
                "text": 'he said "depth": 99',
                "type": "unordered-list-item",
                "depth": 4,
                "inlineStyleRanges": [],
                "entityRanges": [],
            }
        ],
        "entityMap": {},
    }
    html = widget.value_from_datadict({"body": json.dumps(content)}, {}, "body")
    assert "he said" in str(html)


@pytest.mark.parametrize("raw", [_draft(100_000), "[" * 100_000, "x" * 2_000_001])
def test_text_that_no_editor_sends_is_refused(raw: str) -> None:
    widget = GuardedRichTextArea(features=["bold", "ul"])
    with pytest.raises(BadRequest):
        widget.value_from_datadict({"body": raw}, {}, "body")


def test_refusal_tells_what_to_do() -> None:
    with pytest.raises(Refused, match="请清除格式后重新粘贴"):
        judge_body([{"type": "html_table", "value": DEEP}]).require()
