"""The door: what is stored of a file, and whether it is still the same later."""

import io
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from mingtang.ground.foundation.decisions import Refused
from mingtang.ground.foundation.files import FileKind, FileUse, admit_file, judge_stored
from tests.ground.foundation.files.samples import SAMPLES, picture


def admitted(content: bytes, name: str, use: FileUse = FileUse.PICTURE) -> bytes:
    found = admit_file(io.BytesIO(content), name, use)
    stored = found.content.read()
    assert found.judged.size == len(stored)
    assert (
        judge_stored(io.BytesIO(stored), name, use, found.judged.digest).kind is found.judged.kind
    )
    return stored


def codes(content: bytes, name: str, use: FileUse = FileUse.PICTURE) -> list[str]:
    with pytest.raises(Refused) as refused:
        admit_file(io.BytesIO(content), name, use)
    return [reason.code for reason in refused.value.reasons]


def photograph(**options: object) -> bytes:
    """A photograph as a telephone takes it: turned, with its place, a comment, words at the end."""
    exif = Image.Exif()
    exif[0x010E], exif[0x0112], exif[0x010F] = "secret words", 6, "secret maker"
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 40.0, 1.0), 3: "E", 4: (118.0, 45.0, 2.0)})
    out = io.BytesIO()
    image = Image.new("RGB", (40, 20), "navy")
    image.save(out, "JPEG", exif=exif, comment=b"secret comment", **options)
    return out.getvalue() + b"<script>secret()</script>"


@pytest.mark.parametrize("use", [FileUse.PICTURE, FileUse.ATTACHMENT])
def test_admit_file_writes_a_photograph_again_without_its_place(use: FileUse) -> None:
    stored = admitted(photograph(), "现场.jpg", use)

    assert b"secret" in photograph()
    assert b"secret" not in stored
    assert b"Exif" not in stored
    with Image.open(io.BytesIO(stored)) as image:
        assert image.size == (20, 40), "turned as it was meant to be seen"
        assert not image.getexif()


@pytest.mark.parametrize("form", ["PNG", "WEBP", "AVIF", "GIF"])
def test_admit_file_leaves_metadata_of_every_form_behind(form: str) -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret words"
    options: dict[str, object] = {"comment": b"secret words"} if form == "GIF" else {"exif": exif}
    Image.new("RGB", (40, 30), "navy").save(out, form, **options)
    assert b"secret" in out.getvalue()

    assert b"secret" not in admitted(out.getvalue(), f"图.{form.lower()}")


def test_admit_file_brings_colours_of_a_printer_to_the_screen() -> None:
    out = io.BytesIO()
    Image.new("CMYK", (8, 8), (0, 255, 255, 0)).save(out, "JPEG")

    with Image.open(io.BytesIO(admitted(out.getvalue(), "印.jpg"))) as image:
        assert image.mode == "RGB"


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
def test_admit_file_keeps_a_picture_moving(form: str) -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "green", "blue")]
    frames[0].save(out, form, save_all=True, append_images=frames[1:], duration=200, loop=0)

    with Image.open(io.BytesIO(admitted(out.getvalue(), f"动.{form.lower()}"))) as image:
        assert image.n_frames == 3  # type: ignore[attr-defined]


def test_admit_file_keeps_what_is_transparent() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(out, "PNG")

    with Image.open(io.BytesIO(admitted(out.getvalue(), "章.png"))) as image:
        assert image.getpixel((0, 0)) == (255, 0, 0, 0)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_admit_file_tells_a_picture_that_breaks_off(form: str) -> None:
    out = io.BytesIO()
    Image.effect_noise((200, 200), 80).convert("RGB").save(out, form)
    whole = out.getvalue()

    name = f"图.{'jpg' if form == 'JPEG' else form.lower()}"
    assert codes(whole[: len(whole) // 2], name) == ["file.damaged"]


def test_admit_file_makes_a_very_large_picture_smaller() -> None:
    with Image.open(io.BytesIO(admitted(picture("JPEG", (8000, 6000)), "大.jpg"))) as image:
        width, height = image.size
    assert width * height <= 24_000_000
    assert width / height == pytest.approx(8000 / 6000, rel=0.01)


@pytest.mark.parametrize(
    ("form", "size"),
    [("JPEG", (10_000, 8_001)), ("AVIF", (4_001, 4_000)), ("WEBP", (4_001, 4_000))],
)
def test_admit_file_refuses_more_pixels_than_may_be_unpacked(
    form: str, size: tuple[int, int]
) -> None:
    name = f"图.{'jpg' if form == 'JPEG' else form.lower()}"
    assert codes(picture(form, size), name) == ["file.too_many_pixels"]


def test_admit_file_counts_the_pixels_of_all_frames() -> None:
    out = io.BytesIO()
    frames = [Image.new("P", (3000, 3000), color) for color in range(9)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    assert codes(out.getvalue(), "动.gif") == ["file.too_many_pixels"]


MEASURE = """
import io, re, sys
from pathlib import Path
from PIL import Image
from mingtang.ground.foundation.decisions import Refused
from mingtang.ground.foundation.files import FileUse, admit_file
def most():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024
with open(sys.argv[1], "rb") as file:
    try:
        admit_file(file, sys.argv[1], FileUse.PICTURE)
    except Refused as refused:
        print(refused.reasons[0].code)
print(most())
"""
MAKE = "import sys; from PIL import Image; Image.new('RGB', ({}, {}), 'red').save(sys.argv[1])"


def apart(code: str, path: Path) -> list[str]:
    """Run Python in a process of its own, whose memory is counted from nothing."""
    command = [sys.executable, "-c", code, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.parametrize(
    ("name", "size", "most"), [("图.avif", (4000, 4000), 650), ("图.jpg", (9900, 8000), 650)]
)
def test_admit_file_needs_no_more_memory_than_is_planned_for(
    tmp_path: Path, name: str, size: tuple[int, int], most: int
) -> None:
    apart(MAKE.format(*size), tmp_path / name)

    [needed] = apart(MEASURE, tmp_path / name)
    assert int(needed) < most


def test_admit_file_refuses_a_huge_picture_before_it_is_unpacked(tmp_path: Path) -> None:
    content = bytearray(picture("AVIF"))
    place = content.index(b"ispe") + 8
    content[place : place + 8] = struct.pack(">II", 10_000, 8_000)
    (tmp_path / "图.avif").write_bytes(content)

    code, needed = apart(MEASURE, tmp_path / "图.avif")
    assert (code, int(needed) < 100) == ("file.too_many_pixels", True)


def test_judge_stored_tells_other_bytes_from_those_that_came_in() -> None:
    with pytest.raises(Refused) as refused:
        judge_stored(io.BytesIO(SAMPLES["pdf"]), "a.pdf", FileUse.ATTACHMENT, "0" * 64)
    assert [reason.code for reason in refused.value.reasons] == ["file.replaced"]


def test_judge_stored_goes_by_the_rules_of_today() -> None:
    with pytest.raises(Refused) as refused:
        judge_stored(io.BytesIO(b"<html>"), "a.html", FileUse.ATTACHMENT, "")
    assert [reason.code for reason in refused.value.reasons] == ["file.markup"]


def test_admit_file_hands_on_a_document_as_it_is() -> None:
    assert admitted(SAMPLES["ofd"], "公文.ofd", FileUse.ATTACHMENT) == SAMPLES["ofd"]


def test_every_kind_of_picture_is_a_use() -> None:
    assert {kind for kind in FileKind if kind.is_image} == FileUse.PICTURE.kinds
