import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.editorial.content.policies.wording import MOST_TOKENS, WordingPiece, marked

WORDS = st.text("甲乙丙丁 12a\n", max_size=40)


def changed(pieces: tuple[WordingPiece, ...]) -> list[str]:
    return [one.words for one in pieces if one.is_changed]


@pytest.mark.parametrize(
    ("old", "new", "gone", "came"),
    [
        ("请于3月底前报送", "请于4月底前报送", ["3"], ["4"]),
        ("请于10月底前报送", "请于11月底前报送", ["10"], ["11"]),
        ("各县", "各县（市、区）", [], ["（市、区）"]),
        ("同样", "同样", [], []),
        ("", "新的", [], ["新的"]),
    ],
)
def test_words_that_differ_are_marked(old: str, new: str, gone: list[str], came: list[str]) -> None:
    left, right = marked(old, new)

    assert (changed(left), changed(right)) == (gone, came)


@given(WORDS, WORDS)
def test_pieces_are_the_texts_and_what_is_unchanged_is_alike(old: str, new: str) -> None:
    left, right = marked(old, new)

    assert "".join(one.words for one in left) == old
    assert "".join(one.words for one in right) == new
    same = ["".join(one.words for one in side if not one.is_changed) for side in (left, right)]
    assert same[0] == same[1]


def test_long_texts_are_told_apart_by_their_ends() -> None:
    text = "甲乙" * MOST_TOKENS

    left, right = marked(f"{text}三月{text}", f"{text}四月{text}")

    assert (changed(left), changed(right)) == (["三"], ["四"])
