import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.ground.foundation.text import (
    comparison_key,
    digest,
    one_line,
    paragraphs,
    shortened,
    visible,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  关于２０２６年\u3000工作　的\r\n通知 ", "关于2026年 工作 的 通知"),
        ("ＡＢｃ，（一）。《通知》", "ABc，（一）。《通知》"),  # punctuation stays Chinese
        ("标\u200b题\ufeff", "标题"),
        ("报告\u202egnp.exe", "报告gnp.exe"),
        ("a\x00b\x07c", "abc"),
        ("e\u0301", "é"),
        ("", ""),
    ],
)
def test_one_line_brings_titles_into_one_form(text: str, expected: str) -> None:
    assert one_line(text) == expected


def test_paragraphs_keeps_lines_with_words() -> None:
    assert paragraphs("　　第一段\r\n\r\n 第二段\u2028第三段\x85") == ["第一段", "第二段", "第三段"]


def test_visible_keeps_tabs_and_line_ends() -> None:
    assert visible("甲\t乙\r\n丙\r丁\u200f") == "甲\t乙\n丙\n丁"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("《关于放假的通知》（一）", "关于放假的通知(一)"),
        ("ＷＴＯ 报告", "wto报告"),
        ("“十五五”规划", '"十五五"规划'),
    ],
)
def test_comparison_key_forgets_writing_habits(one: str, other: str) -> None:
    assert comparison_key(one) == comparison_key(other) != ""


def test_comparison_key_tells_different_titles_apart() -> None:
    assert comparison_key("2025年工作报告") != comparison_key("2026年工作报告")


def test_digest_of_text_is_that_of_its_bytes() -> None:
    assert digest("明堂") == digest("明堂".encode())
    assert digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("关于放假的通知", 7, "关于放假的通知"),
        ("关于放假的通知", 5, "关于放假…"),
        ("关于 放假的通知", 4, "关于…"),
        ("q\u0323\u0307x", 2, "…"),  # no sign is torn from its marks
    ],
)
def test_shortened_fits_the_length(text: str, length: int, expected: str) -> None:
    assert shortened(text, length) == expected


@given(st.text())
def test_one_form_stays_one_form(text: str) -> None:
    assert one_line(one_line(text)) == one_line(text)
    assert paragraphs("\n".join(paragraphs(text))) == paragraphs(text)
    assert len(shortened(text, 10)) <= 10
