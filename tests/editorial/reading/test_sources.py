from pathlib import Path

import pytest

from mingtang.editorial.reading.sources import Source, UnreadableSource, sources_of
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


UGLY = [
    ("images/1.jpg", "zw/images/1.jpg"),
    ("./images/../images/1.jpg", "zw/images/1.jpg"),
    (r"images\1.jpg", "zw/images/1.jpg"),
    (r"..\pic\1.jpg", "pic/1.jpg"),
    ("IMAGES/1.JPG", "zw/images/1.jpg"),
    ("images/1.jpg", "ZW/Images/1.JPG"),
    ("my%20map.png", "zw/my map.png"),
    ("my map.png", "zw/my map.png"),
    ("%B5%D8%CD%BC.png", "zw/地图.png"),  # 地图 in GBK
    ("%E5%9C%B0%E5%9B%BE.png", "zw/地图.png"),
    ("100%.png", "zw/100%.png"),
    ("/upload/1.jpg", "upload/1.jpg"),
    ("/upload/1.jpg", "zw/upload/1.jpg"),
    ("http://www.example.gov.cn/upload/1.jpg", "www.example.gov.cn/upload/1.jpg"),
    ("1.jpg?v=2", "zw/1.jpg"),
    ("down.asp?id=7", "zw/down.asp?id=7"),
    (" images/1.jpg\n", "zw/images/1.jpg"),
]
OUTSIDE = ["../../secret.txt", "/../secret.txt", "..%2f..%2fsecret.txt", r"..\..\secret.txt", "file:///secret.txt", "C:\\secret.txt", "//secret.txt", "a\x00.jpg", "", "#top", "data:,x", "http://[::1"]  # fmt: skip


@pytest.mark.parametrize("is_packed", [True, False])
@pytest.mark.parametrize(("written", "stands"), UGLY)
def test_neighbours_are_found_however_they_are_written(
    tmp_path: Path, written: str, stands: str, is_packed: bool
) -> None:
    page = "ZW/a.html" if stands.startswith("ZW") else "zw/a.html"
    (source,) = sources_in(tmp_path, {page: PAGE, stands: b"picture"}, is_packed=is_packed)
    assert source.name == page
    assert source.beside(written) == b"picture"


@pytest.mark.parametrize("is_packed", [True, False])
@pytest.mark.parametrize("written", OUTSIDE)
def test_nothing_outside_is_read(tmp_path: Path, written: str, is_packed: bool) -> None:
    (tmp_path / "secret.txt").write_bytes(b"secret")
    (source,) = sources_in(tmp_path, {"zw/a.html": PAGE}, is_packed=is_packed)
    assert source.beside(written) is None


def test_a_link_that_leaves_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    (source,) = sources_in(tmp_path, {"zw/a.html": PAGE}, is_packed=False)
    (tmp_path / "site" / "zw" / "1.jpg").symlink_to(tmp_path / "secret.jpg")
    assert source.beside("1.jpg") is None


def test_names_of_an_old_windows_archive_are_read(tmp_path: Path) -> None:
    names = {"公告/通知.html": PAGE, "公告/图片/现场.JPG": b"picture"}
    # Names of as many ASCII letters as GBK has bytes take the place of the real ones.
    stand_ins = {name: "x" * (len(name.encode("gbk")) - 1) + str(i) for i, name in enumerate(names)}
    content = archive({stand_ins[name]: data for name, data in names.items()})
    for name, stand_in in stand_ins.items():
        content = content.replace(stand_in.encode(), name.encode("gbk"))
    (source,) = sources_of([packed(tmp_path, content)])
    assert source.name == "公告/通知.html"
    assert source.beside("图片/现场.jpg") == b"picture"


def sources_in(tmp_path: Path, files: dict[str, bytes], *, is_packed: bool) -> list[Source]:
    if is_packed:
        return list(sources_of([packed(tmp_path, archive(dict(files)))]))
    for name, content in files.items():
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return list(sources_of([tmp_path / "site"]))
