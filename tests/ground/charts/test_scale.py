from decimal import Decimal

import pytest

from mingtang.ground.charts.scale import Scale, number_text, scale_of, tick_text, ticks


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0件"),
        (-0.001, "0件"),
        (1234567, "1,234,567件"),
        (66.666, "66.67件"),
        (0.005, "0.01件"),
        (Decimal("99.90"), "99.9件"),
        (None, "无数据"),
    ],
)
def test_numbers_are_written_as_read(value: float | None, shown: str) -> None:
    assert number_text(value, "件") == shown


def test_ticks_are_round_and_enclose_the_values() -> None:
    assert ticks(scale_of([3, 97])) == [0, 20, 40, 60, 80, 100]
    assert ticks(scale_of([98.1, 99.9], from_zero=False))[0] == 98
    assert ticks(scale_of([-12, 7])) == [-15, -10, -5, 0, 5, 10]
    assert ticks(scale_of([])) == [0, 0.2, 0.4, 0.6, 0.8, 1]


def test_scale_of_one_value_has_a_width() -> None:
    assert scale_of([5], from_zero=False) == Scale(5, 10)
    assert scale_of([0]).share(0) == 0


def test_large_ticks_are_short() -> None:
    assert [tick_text(value) for value in (0, 25_000, -3e8, 0.5)] == ["0", "2.5万", "-3亿", "0.5"]
