import pytest

from mingtang.ground.papers import layout
from mingtang.ground.papers.blocks import BodyText, HeadingText


def test_text_area_leaves_the_margins_of_the_standard() -> None:
    assert (layout.RIGHT, layout.BOTTOM) == (26, 35)
    assert round(layout.LINE * 22 / layout.POINTS) == 225
    assert round(layout.CHARACTER * 28 / layout.POINTS) == 156


def test_headings_are_numbered_by_level_and_begin_again_below() -> None:
    levels = [1, 2, 2, 3, 4, 4, 1, 2]
    body = [HeadingText("甲", level) for level in levels]

    assert [block.text for block in layout.numbered(body)] == [
        "一、甲", "（一）甲", "（二）甲", "1. 甲", "（1）甲", "（2）甲", "二、甲", "（一）甲",
    ]  # fmt: skip
    own = [HeadingText("一、有号", 1, is_numbered=False), BodyText("文")]
    assert layout.numbered(own) == own


@pytest.mark.parametrize(
    ("number", "text"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九")]
)
def test_numbers_in_chinese(number: int, text: str) -> None:
    assert layout.chinese_number(number) == text


@pytest.mark.parametrize(
    ("office", "is_sealed", "rights"),
    [
        ("宣城市人民政府办公室", False, ([2], 3.5)),  # the date begins two characters after it
        ("县政府", False, ([7.5], 2)),  # a date that is longer ends two characters in
        ("宣城市人民政府办公室", True, ([2.25], 4)),  # centred on the date, under the seal
    ],
)
def test_signature_stands_by_the_rule(
    office: str, is_sealed: bool, rights: tuple[list[float], float]
) -> None:
    day = "2026年3月11日"
    assert layout.width_of(day) == 6.5

    assert layout.signature_indents([office], day, is_sealed=is_sealed) == rights


def test_signers_stand_two_a_line_below_each_other() -> None:
    assert layout.signer_lines(["张三", "欧阳明", "李四"]) == [
        "签发人：张三\u3000\u3000欧阳明",
        "\u3000\u3000\u3000\u3000李四\u3000\u3000\u3000\u3000\u3000",
    ]


def test_long_marks_fit_into_a_line() -> None:
    assert layout.mark_size("市政府文件") == layout.LARGEST_MARK
    assert layout.mark_size("字" * 20) * 20 < layout.TEXT_WIDTH * layout.POINTS


def test_heading_beyond_the_fourth_level_is_refused() -> None:
    with pytest.raises(ValueError, match="level 1 to 4"):
        HeadingText("深", 5)
