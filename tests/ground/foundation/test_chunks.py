import pytest

from mingtang.ground.foundation.chunks import in_chunks


@pytest.mark.parametrize(("number", "expected"), [(0, []), (1, [1]), (4, [2, 2]), (5, [2, 2, 1])])
def test_chunks_hold_everything_in_order(number: int, expected: list[int]) -> None:
    chunks = list(in_chunks(range(number), 2))

    assert [len(chunk) for chunk in chunks] == expected
    assert [one for chunk in chunks for one in chunk] == list(range(number))
