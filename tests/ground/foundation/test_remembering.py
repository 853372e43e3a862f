"""What many parts of a page ask for is read once, and only there."""

from mingtang.ground.foundation.remembering import reads_remembered, remembered


def test_reads_once_inside_and_every_time_outside() -> None:
    reads: list[int] = []

    def read() -> int:
        reads.append(1)
        return len(reads)

    assert [remembered("one", read), remembered("one", read)] == [1, 2]
    with reads_remembered():
        assert [remembered("one", read), remembered("one", read)] == [3, 3]
        assert remembered("other", read) == 4
    assert remembered("one", read) == 5


def test_nothing_read_is_remembered_too() -> None:
    reads: list[int] = []

    with reads_remembered():
        assert remembered("none", lambda: reads.append(1)) is None
        assert remembered("none", lambda: reads.append(1)) is None
    assert reads == [1]
