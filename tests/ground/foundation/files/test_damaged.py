"""Files that lost or changed some bytes on their way: each is taken or refused, none is an error."""

import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mingtang.ground.foundation.decisions import Refused
from mingtang.ground.foundation.files import FileUse, admit_file
from tests.ground.foundation.files.samples import SAMPLES, compound, nameless_archive
from tests.ground.foundation.files.test_evasions import sheet, workbook

WHOLE = SAMPLES | {"xls": workbook((0x809, b"x"), sheet(0))}
PICTURES = ("jpg", "png", "gif", "webp", "avif")
CHANGES = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=4)), max_size=8)


def offered(content: bytes, extension: str) -> list[str]:
    """Return the reasons of the refusal; none where the file is taken."""
    use = FileUse.PICTURE if extension in PICTURES else FileUse.ATTACHMENT
    try:
        admit_file(io.BytesIO(content), f"x.{extension}", use)
    except Refused as refusal:
        return [reason.code for reason in refusal.reasons]
    return []


@given(st.sampled_from(sorted(WHOLE)), CHANGES, st.floats(0, 1))
@example("gif", [], 0.2)
def test_damaged_file_is_taken_or_refused(
    extension: str, changes: list[tuple[float, bytes]], left: float
) -> None:
    content = bytearray(WHOLE[extension])
    for where, written in changes:
        place = int(where * len(content))
        content[place : place + len(written)] = written
    if left < 0.5:  # in half of the cases the end is missing, too
        del content[int(left * 2 * len(content)) :]

    assert all(offered(bytes(content), extension))


def test_archive_with_a_cut_extra_field_is_damaged() -> None:
    content = bytearray(SAMPLES["zip"])
    entry = content.index(b"PK\x01\x02")
    name = int.from_bytes(content[entry + 28 : entry + 30], "little")
    end = entry + 46 + name
    content[end:end] = b"\x01\x00\x04\x00\0\0\0\0"  # ZIP64, four bytes where eight are due
    content[entry + 30 : entry + 32] = b"\x08\x00"
    content[entry + 24 : entry + 28] = b"\xff\xff\xff\xff"
    tail = content.rindex(b"PK\x05\x06")
    size = int.from_bytes(content[tail + 12 : tail + 16], "little") + 8
    content[tail + 12 : tail + 16] = size.to_bytes(4, "little")

    assert offered(bytes(content), "zip") == ["file.damaged"]


def test_archive_with_a_member_without_name_is_damaged() -> None:
    assert offered(nameless_archive(), "zip") == ["file.damaged"]


def test_workbook_that_ends_inside_a_record_is_looked_at_as_far_as_it_goes() -> None:
    cut = bytearray(workbook((0x809, b"x"), sheet(0)))
    directory = 512 + 512
    cut[directory + 128 + 0x78] = 9  # bytes of the stream: the second record has only its head

    assert offered(bytes(cut), "xls") == []


def test_compound_file_without_a_root_is_damaged() -> None:
    content = bytearray(workbook((0x809, b"x"), sheet(0)))
    content[0x38:0x3C] = (4096).to_bytes(4, "little")  # its streams are in the root's
    content[512 + 512 + 0x42] = 1  # no root any more

    assert offered(bytes(content), "xls") == ["file.damaged"]
    assert offered(compound("WordDocument"), "doc") == []


def test_picture_without_its_item_is_refused() -> None:
    content = bytearray(WHOLE["avif"])
    content[81] = 0  # the table of items points nowhere

    assert offered(bytes(content), "avif") == ["file.damaged"]


@pytest.mark.parametrize("extension", PICTURES)
def test_picture_that_breaks_off_is_refused(extension: str) -> None:
    content = WHOLE[extension]

    assert offered(content[: len(content) * 2 // 3], extension) == ["file.damaged"]
