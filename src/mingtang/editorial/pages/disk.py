"""What is at a place of the published tree, looked at without following, waiting or trusting it.

Anything may be there: a link, a pipe that blocks its reader, a folder, a file without end. Only plain
files are read; everything else has the digest `UNUSABLE`.
"""

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from mingtang.editorial.pages.writing import FILE_MODE, FOLDER_MODE

TWINS = (".gz", ".br")
ABSENT = ""
UNUSABLE = "?"
LARGEST = 2 * 1024**3  # bytes; nothing that is published comes near
_CHUNK = 1024 * 1024
# The machine is short of something: this says nothing about the file.
_SHORTAGE = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM})


@dataclass(frozen=True, slots=True)
class FoundFile:
    """Digests of a page and of its two twins together, and whether owner and mode are as written.

    `twins` is `UNUSABLE` when only one of them is a plain file.
    """

    page: str
    twins: str
    has_rights: bool = True


def look(place: str, owner: int) -> FoundFile:
    """Return what is at the place of a page, with its twins; `owner` is the user they should belong to.

    :raises OSError: the machine is short of file handles or memory; nothing can be said.
    """
    digest, both = hashlib.sha256(), hashlib.sha256()
    page = _read(place, owner, digest)
    twins = [_read(f"{place}{suffix}", owner, both) for suffix in TWINS]
    has_rights = all(part.has_rights for part in (page, *twins))
    states = {part.state for part in twins}
    told = both.hexdigest() if states == {_PLAIN} else UNUSABLE
    return FoundFile(
        digest.hexdigest() if page.state == _PLAIN else page.state,
        ABSENT if states == {ABSENT} else told,
        has_rights,
    )


def digest_at(place: str) -> str:
    """Return the digest of the one file at a place. :raises OSError: as :func:`look`."""
    digest = hashlib.sha256()
    state = _read(place, os.geteuid(), digest).state
    return digest.hexdigest() if state == _PLAIN else state


_PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class _Part:
    state: str
    has_rights: bool = True


def _read(place: str, owner: int, digest: "hashlib._Hash") -> _Part:
    """Add the content of a plain file to a digest."""
    status = None
    try:
        status = os.lstat(place)
        with open_plain(place) as file:
            for chunk in _chunks(file):
                digest.update(chunk)
            return _Part(_PLAIN, has_rights(os.fstat(file.fileno()), owner))
    except (FileNotFoundError, NotADirectoryError):
        return _Part(ABSENT)
    except OSError as error:
        if error.errno in _SHORTAGE:
            raise
        if status is None or not stat.S_ISREG(status.st_mode):
            return _Part(UNUSABLE)
        return _Part(UNUSABLE, has_rights(status, owner))


def open_plain(place: str) -> BinaryIO:
    """Open a plain file for reading, without following a link or waiting for a pipe.

    :raises OSError: there is none, or it cannot be read; `EINVAL` and `ELOOP` for anything else.
    """
    _require_plain(os.lstat(place))  # before it is opened: opening a device may do something
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    descriptor = os.open(place, flags)
    try:
        _require_plain(os.fstat(descriptor))
    except OSError:
        os.close(descriptor)
        raise
    return os.fdopen(descriptor, "rb")


def _require_plain(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
        raise OSError(errno.EINVAL, "not a plain file of a usual size")


def _chunks(file: BinaryIO, most: int = LARGEST) -> Iterator[bytes]:
    """Yield the content; someone may write faster than we read, so there is an end to it."""
    while most > 0 and (chunk := file.read(min(_CHUNK, most))):
        most -= len(chunk)
        yield chunk


def read_plain(place: str, most: int = 64 * 1024**2) -> bytes:
    """Return the first bytes of a plain file. :raises OSError: it is none, or cannot be read."""
    with open_plain(place) as file:
        return b"".join(_chunks(file, most))


def has_rights(status: os.stat_result, owner: int) -> bool:
    """Tell whether owner and mode are those that publishing gives to files and folders."""
    mode = FOLDER_MODE if stat.S_ISDIR(status.st_mode) else FILE_MODE
    return stat.S_IMODE(status.st_mode) == mode and status.st_uid == owner


def kind_of(place: str) -> str:
    """Return what is at a place: `absent`, `file`, `folder`, `link`, `pipe`, `socket` or `device`."""
    try:
        mode = os.lstat(place).st_mode
    except OSError:
        return "absent"
    for name, is_it in _KINDS.items():
        if is_it(mode):
            return name
    return "device"


_KINDS = {
    "file": stat.S_ISREG,
    "folder": stat.S_ISDIR,
    "link": stat.S_ISLNK,
    "pipe": stat.S_ISFIFO,
    "socket": stat.S_ISSOCK,
}


def give_rights(folder: str, owner: int) -> bool:
    """Give a folder back its owner and mode; tell whether it has them now."""
    flags = os.O_PATH | os.O_NOFOLLOW | os.O_DIRECTORY | os.O_CLOEXEC
    try:
        descriptor = os.open(folder, flags)
    except OSError:
        return False
    # By the descriptor: nobody can put a link in its place meanwhile. Its own path, since a
    # folder without any right cannot be opened for more than this.
    place = f"/proc/self/fd/{descriptor}"
    try:
        if os.fstat(descriptor).st_uid != owner:
            os.chown(place, owner, -1)
        os.chmod(place, FOLDER_MODE)
        return has_rights(os.fstat(descriptor), owner)
    except OSError:
        return False
    finally:
        os.close(descriptor)
