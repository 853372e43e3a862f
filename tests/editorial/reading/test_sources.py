from pathlib import Path

import pytest

from mingtang.editorial.reading.sources import UnreadableSource, sources_of
from tests.ground.foundation.files.samples import archive, nameless_archive

PAGE = b"<p>" + bytes(range(32, 127)) * 40 + b"</p>"


def packed(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "pages.zip"
    path.write_bytes(content)
    return path


def test_page_whose_packed_bytes_are_damaged_is_reported_alone(tmp_path: Path) -> None:
    content = bytearray(archive({"bad.html": PAGE, "good.html": PAGE, "logo.png": PAGE}))
    start = 30 + len("bad.html")
    content[start : start + 8] = b"\xff" * 8  # no block of the packing is of this kind
    image = content.rindex(b"logo.png", 0, content.index(b"PK\x01\x02")) + len("logo.png")
    content[image : image + 8] = b"\xff" * 8

    bad, good = sources_of([packed(tmp_path, bytes(content))])

    with pytest.raises(OSError, match="已损坏"):
        bad.load()
    assert good.load() == PAGE
    assert good.beside("logo.png") is None


def test_archive_with_a_member_without_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="已损坏"):
        list(sources_of([packed(tmp_path, nameless_archive())]))
