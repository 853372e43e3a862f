"""Whatever is at a place, looking at it neither waits nor follows."""

import os
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from mingtang.editorial.pages.disk import (
    ABSENT,
    UNUSABLE,
    FoundFile,
    give_rights,
    has_rights,
    kind_of,
    look,
    read_plain,
)
from mingtang.editorial.pages.writing import digest_of, twins_digest


def socket_at(place: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(place))


def endless(place: Path) -> None:
    with place.open("wb") as file:
        file.truncate(2**40)


STRANGE: dict[str, Callable[[Path], object]] = {
    "pipe": os.mkfifo,
    "socket": socket_at,
    "folder": Path.mkdir,
    "link": lambda place: place.symlink_to("/etc/hostname"),
    "file": endless,
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    tmp_path.chmod(0o755)
    return tmp_path / "p.html"


def looked(place: Path) -> FoundFile:
    return look(str(place), os.geteuid())


def plain(place: Path, content: bytes) -> None:
    place.write_bytes(content)
    place.chmod(0o644)


def test_page_and_twins_are_digested(place: Path) -> None:
    plain(place, b"page")
    assert looked(place) == FoundFile(digest_of(b"page"), ABSENT)

    plain(place.with_name("p.html.gz"), b"gz")
    assert looked(place) == FoundFile(digest_of(b"page"), UNUSABLE)

    plain(place.with_name("p.html.br"), b"br")
    assert looked(place) == FoundFile(digest_of(b"page"), twins_digest(b"gz", b"br"))


def test_nothing_is_absent_also_below_a_file(place: Path) -> None:
    assert looked(place) == FoundFile(ABSENT, ABSENT)
    plain(place, b"page")
    assert looked(place / "below.html") == FoundFile(ABSENT, ABSENT)


@pytest.mark.parametrize("kind", STRANGE)
def test_strange_things_are_unusable_at_once(place: Path, kind: str) -> None:
    STRANGE[kind](place)

    assert looked(place).page == UNUSABLE
    assert kind_of(str(place)) == kind
    with pytest.raises(OSError, match=r"plain file|Is a directory|Too many levels"):
        read_plain(str(place))


def test_device_is_not_opened() -> None:
    assert looked(Path("/dev/zero")).page == UNUSABLE
    assert kind_of("/dev/zero") == "device"


@pytest.mark.parametrize("mode", [0o600, 0o664, 0o755, 0o4644, 0o000])
def test_other_modes_are_other_rights(place: Path, mode: int) -> None:
    plain(place, b"page")
    assert looked(place).has_rights
    place.chmod(mode)
    assert not looked(place).has_rights


def test_another_owner_has_other_rights(place: Path) -> None:
    plain(place, b"page")
    assert not look(str(place), os.geteuid() + 1).has_rights


@pytest.mark.parametrize("mode", [0o000, 0o700, 0o777])
def test_folder_is_given_its_rights_back(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    folder.chmod(mode)

    assert give_rights(str(folder), os.geteuid())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    assert has_rights(folder.stat(), os.geteuid())


def test_rights_are_not_given_through_a_link(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir(mode=0o700)
    (tmp_path / "news").symlink_to(secret)

    assert not give_rights(str(tmp_path / "news"), os.geteuid())
    assert stat.S_IMODE(secret.stat().st_mode) == 0o700
