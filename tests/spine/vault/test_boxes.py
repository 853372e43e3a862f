import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.spine.vault.boxes import (
    PIECE,
    TAG_BYTES,
    box_pieces,
    close_box,
    key_name,
    name_in,
    new_private_key,
    open_box,
    opened_pieces,
    public_key_of,
)
from mingtang.spine.vault.sealing import CannotOpen

KEY = new_private_key()
PUBLIC = public_key_of(KEY)
LONG = bytes(range(256)) * (PIECE // 256) + b"end"  # one piece and three bytes


@given(st.binary(max_size=300))
def test_what_is_closed_opens_again(content: bytes) -> None:
    assert (
        open_box([new_private_key(), KEY], "trial", close_box(PUBLIC, "trial", content)) == content
    )


def test_the_same_content_is_never_closed_alike_and_names_its_key() -> None:
    first, second = (close_box(PUBLIC, "trial", b"a letter") for _ in range(2))
    assert first != second
    assert b"a letter" not in first
    assert name_in(first) == key_name(PUBLIC)
    assert name_in(b"a letter") == ""


def test_another_key_or_another_purpose_opens_nothing() -> None:
    box = close_box(PUBLIC, "trial", b"a letter")
    with pytest.raises(CannotOpen, match="not here"):
        open_box([new_private_key()], "trial", box)
    with pytest.raises(CannotOpen, match="another purpose"):
        open_box([KEY], "other", box)


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE])
def test_a_file_of_any_length_is_closed_in_pieces(size: int) -> None:
    content = (LONG * 2)[:size]
    chunks = [content[start : start + 1000] for start in range(0, size, 1000)]
    box = b"".join(box_pieces(PUBLIC, "trial", chunks))
    assert b"".join(opened_pieces([KEY], "trial", io.BytesIO(box))) == content
    assert open_box([KEY], "trial", box) == content


def test_a_box_that_was_cut_rearranged_or_changed_does_not_open() -> None:
    box = close_box(PUBLIC, "trial", LONG)
    head, first, last = box[:44], box[44 : 44 + PIECE + TAG_BYTES], box[44 + PIECE + TAG_BYTES :]
    assert open_box([KEY], "trial", head + first + last) == LONG
    changed = first[:-1] + bytes([first[-1] ^ 1])
    for wrong in (head, head + first, head + last, head + last + first, head + changed + last, b""):
        with pytest.raises(CannotOpen):
            open_box([KEY], "trial", wrong)
