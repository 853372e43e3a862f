import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from mingtang.ground.foundation.files import digest_of, write_atomically


def test_write_atomically_replaces_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "a" / "页.html"
    write_atomically(path, b"old")
    digest = write_atomically(path, (b"ne", b"w"))
    assert path.read_bytes() == b"new"
    assert digest == digest_of(path)
    assert list(path.parent.iterdir()) == [path]


def test_write_atomically_leaves_the_old_file_when_it_fails(tmp_path: Path) -> None:
    path = tmp_path / "页.html"
    write_atomically(path, b"old")

    def broken() -> Iterator[bytes]:
        yield b"half"
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, broken())
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_write_atomically_gives_the_mode_whatever_the_mask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        write_atomically(tmp_path / "公开", b"")
        write_atomically(tmp_path / "密码", b"", mode=0o600)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "公开").stat().st_mode) == 0o644
    assert stat.S_IMODE((tmp_path / "密码").stat().st_mode) == 0o600


def test_write_atomically_never_follows_a_planted_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("safe")
    path = tmp_path / "www" / "页.html"
    path.parent.mkdir()
    path.symlink_to(outside)
    write_atomically(path, b"new")
    assert outside.read_text() == "safe"
    assert not path.is_symlink()
