import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.editorial.visits.policies import VisitorSketch, visitor_number

CROWD = st.tuples(st.integers(0, 40_000), st.integers(0, 2**32))


def _sketch(count: int, seed: int) -> VisitorSketch:
    numbers = random.Random(seed)
    sketch = VisitorSketch()
    for _ in range(count):
        visitor = numbers.getrandbits(64)
        sketch.add(visitor)
    return sketch


@given(CROWD)
def test_the_estimate_is_within_four_standard_errors(crowd: tuple[int, int]) -> None:
    count, seed = crowd
    assert abs(_sketch(count, seed).count() - count) <= 3 + count * 0.08


@given(CROWD, CROWD)
def test_merging_is_seeing_both_crowds_in_any_order(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    there, back = _sketch(*one), _sketch(*other)
    there.merge(_sketch(*other))
    back.merge(_sketch(*one))
    assert there.packed() == back.packed()
    once = there.count()
    there.merge(_sketch(*one))
    assert there.count() == once


@given(CROWD)
def test_a_stored_sketch_is_the_same(crowd: tuple[int, int]) -> None:
    sketch = _sketch(*crowd)
    assert VisitorSketch.unpacked(sketch.packed()).packed() == sketch.packed()
    assert VisitorSketch.unpacked(b"").count() == 0


@pytest.mark.parametrize("odd", [b"x", b"x\x9c", VisitorSketch().packed()[:9]])
def test_what_is_no_sketch_is_refused(odd: bytes) -> None:
    with pytest.raises(ValueError, match="sketch"):
        VisitorSketch.unpacked(odd)


def test_the_number_of_a_visitor_lasts_as_long_as_the_salt() -> None:
    said = {"address": "192.0.2.1", "agent": "Firefox"}
    assert visitor_number(b"a", **said) == visitor_number(b"a", **said)
    assert visitor_number(b"a", **said) != visitor_number(b"b", **said)
    assert visitor_number(b"a", **said) != visitor_number(
        b"a", address="192.0.2.2", agent="Firefox"
    )
