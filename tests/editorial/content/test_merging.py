"""Two texts made from one: nothing that either changed is lost unless someone says so."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.editorial.content.policies.merging import Side, differences, merged

Fields = dict[str, Any]


def _block(words: str, number: int = 0) -> Fields:
    return {"type": "text", "value": words, "id": str(number)}


def _text(title: str = "标题", *blocks: str, **more: Any) -> Fields:
    return {"title": title, "body": [_block(one) for one in blocks], **more}


def _words(fields: Fields) -> list[str]:
    return [block["value"] for block in fields["body"]]


@pytest.mark.parametrize(
    ("mine", "theirs", "proposed"),
    [
        ("旧", "新", Side.THEIRS),
        ("新", "旧", Side.MINE),
        ("甲", "乙", Side.BOTH),
    ],
)
def test_change_of_one_side_is_proposed_and_of_two_both(
    mine: str, theirs: str, proposed: Side
) -> None:
    (found,) = differences(_text("旧"), _text(mine), _text(theirs))
    assert (found.name, found.proposed) == ("title", proposed)


def test_choices_make_the_text() -> None:
    base, mine, theirs = _text("旧"), _text("甲"), _text("乙")
    taken = {side: merged(base, mine, theirs, {"title": side})["title"] for side in Side}
    assert taken == {Side.MINE: "甲", Side.THEIRS: "乙", Side.BOTH: "乙／甲"}


def test_blocks_are_chosen_place_by_place() -> None:
    base = _text("题", "一", "二", "三")
    mine = _text("题", "一改", "二", "三")
    theirs = _text("题", "一", "二", "三改", "四")
    assert _words(merged(base, mine, theirs, {})) == ["一改", "二", "三改", "四"]
    keys = [one.key for one in differences(base, mine, theirs)]
    chosen = dict.fromkeys(keys, Side.MINE)
    assert _words(merged(base, mine, theirs, chosen)) == ["一改", "二", "三"]
    both = merged(base, mine, theirs, dict.fromkeys(keys, Side.BOTH))
    assert _words(both) == ["一", "一改", "二", "三改", "四", "三"]


def test_lists_and_values_that_cannot_be_joined() -> None:
    base = _text(wanted_columns=[1], is_urgent=False)
    mine = _text(wanted_columns=[1, 2], is_urgent=True)
    theirs = _text(wanted_columns=[1, 3], is_urgent=False)
    result = merged(base, mine, theirs, {"wanted_columns": Side.BOTH, "is_urgent": Side.BOTH})
    assert (result["wanted_columns"], result["is_urgent"]) == ([1, 3, 2], False)


_TEXTS = st.builds(
    _text, st.sampled_from("甲乙丙"), st.sampled_from("一二三"), st.sampled_from("一二三四")
)


@given(_TEXTS, _TEXTS, _TEXTS)
def test_taking_one_side_everywhere_gives_that_side(
    base: Fields, mine: Fields, theirs: Fields
) -> None:
    keys = [one.key for one in differences(base, mine, theirs)]
    assert merged(base, mine, theirs, dict.fromkeys(keys, Side.MINE)) == mine
    assert merged(base, mine, theirs, dict.fromkeys(keys, Side.THEIRS)) == theirs


@given(_TEXTS, _TEXTS, _TEXTS)
def test_proposals_lose_no_block_that_someone_wrote(
    base: Fields, mine: Fields, theirs: Fields
) -> None:
    written = (set(_words(mine)) | set(_words(theirs))) - set(_words(base))
    assert written <= set(_words(merged(base, mine, theirs, {})))
