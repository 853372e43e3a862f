"""Sizes of pictures: made in a process of their own, within limits, or refused with the reason."""

import io
import resource
from pathlib import Path

import pytest
from PIL import Image as Pixels

from mingtang.ground.foundation.files import FileKind, sizes
from mingtang.ground.foundation.files.resizing import CannotResize, picture_sizes


def _noise(size: tuple[int, int], form: str, mode: str = "RGB") -> bytes:
    target = io.BytesIO()
    few = (max(size[0] // 8, 1), max(size[1] // 8, 1))
    Pixels.effect_noise(few, 80).resize(size).convert(mode).save(target, form)
    return target.getvalue()


def test_sizes_are_made_outside_of_this_process(tmp_path: Path) -> None:
    source = tmp_path / "original"
    source.write_bytes(_noise((1500, 750), "PNG", "RGBA"))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    made = picture_sizes(source, FileKind.PNG, tmp_path)

    assert {one.name for one in made} >= {"480.avif", "480.webp", "960.jpg", "1440.avif"}
    assert {one.width: one.height for one in made}[1440] == 720
    assert all((tmp_path / one.name).stat().st_size <= sizes.MOST_BYTES for one in made)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - grown < 8 * 1024


def test_one_too_many_pixels_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    source = tmp_path / "bomb"
    Pixels.new("1", (9_000, 9_000)).save(source, "PNG")
    with source.open("ab") as file:
        file.write(bytes(sizes.LEAST_GAIN))

    with pytest.raises(CannotResize, match="过大"):
        picture_sizes(source, FileKind.PNG, tmp_path)


def test_what_needs_too_much_memory_ends_in_its_own_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "original"
    source.write_bytes(_noise((800, 800), "JPEG"))
    monkeypatch.setattr(sizes, "make_sizes", _grown)
    monkeypatch.setattr(resource, "setrlimit", lambda *_: None)
    monkeypatch.setattr(sizes.os, "nice", lambda _: None)

    assert sizes.main(str(source), "jpg", str(tmp_path)) == sizes.TOO_LARGE


def _grown(*_: object) -> list[sizes.MadeSize]:
    raise MemoryError


@pytest.mark.parametrize("cut", [30_000, None])
def test_damaged_picture_is_refused(tmp_path: Path, cut: int | None) -> None:
    source = tmp_path / "original"
    whole = _noise((1600, 1200), "JPEG")
    source.write_bytes(whole[:cut] if cut else b"x" * 30_000)

    with pytest.raises(CannotResize, match="损坏"):
        picture_sizes(source, FileKind.JPG, tmp_path)


def test_small_and_moving_pictures_have_no_sizes(tmp_path: Path) -> None:
    small, moving = tmp_path / "small", tmp_path / "moving"
    small.write_bytes(_noise((100, 80), "PNG"))
    frames = [Pixels.effect_noise((300, 300), 60 + step).convert("P") for step in range(2)]
    frames[0].save(moving, "GIF", save_all=True, append_images=frames[1:])

    assert sizes.make_sizes(small, "png", tmp_path) == []
    assert moving.stat().st_size > sizes.LEAST_GAIN
    assert sizes.make_sizes(moving, "gif", tmp_path) == []
