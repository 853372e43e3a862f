"""Parts of files, as RFC 9110 wants them read."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.ground.foundation.files.ranges import (
    CannotSatisfy,
    RangePart,
    RangePieces,
    wanted_part,
)


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-9", RangePart(0, 10)),
        ("bytes=0-0", RangePart(0, 1)),
        ("bytes=90-", RangePart(90, 10)),
        ("bytes=90-1000", RangePart(90, 10)),
        ("bytes=-10", RangePart(90, 10)),
        ("bytes=-1000", RangePart(0, 100)),
        ("bytes=0-1,5-6", None),
        ("bytes=-", None),
        ("bytes=9-2", None),
        ("lines=0-9", None),
        ("bytes=٣-٤", None),
        ("nonsense", None),
        ("", None),
    ],
)
def test_wanted_part_reads_one_range(asked: str, part: RangePart | None) -> None:
    assert wanted_part(asked, 100) == part


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_wanted_part_that_is_behind_the_end_cannot_be_satisfied(asked: str) -> None:
    with pytest.raises(CannotSatisfy):
        wanted_part(asked, 100)


@given(st.binary(max_size=300), st.integers(0, 400), st.integers(0, 400))
def test_pieces_are_the_bytes_of_the_part(content: bytes, start: int, last: int) -> None:
    try:
        part = wanted_part(f"bytes={start}-{last}", len(content))
    except CannotSatisfy:
        assert start >= len(content)
        return
    if part is None:
        assert last < start
        return
    source = io.BytesIO(content)
    assert b"".join(RangePieces(source, part)) == content[start : last + 1]
    assert source.closed
