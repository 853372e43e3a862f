"""The kernel's notices of changes below a folder (inotify), for Linux; elsewhere nothing is seen.

The rolling check finds what is not seen here, only later.
"""

import ctypes
import os
import struct
import sys
from dataclasses import dataclass, field
from pathlib import Path

IN_MODIFY = 0x2
IN_ATTRIB = 0x4
IN_CLOSE_WRITE = 0x8
IN_MOVED_FROM = 0x40
IN_MOVED_TO = 0x80
IN_CREATE = 0x100
IN_DELETE = 0x200
IN_Q_OVERFLOW = 0x4000
IN_IGNORED = 0x8000
IN_ISDIR = 0x40000000
_NONBLOCK = 0o4000
_CLOEXEC = 0o2000000
_CHANGES = (
    IN_MODIFY  # also through a handle that stays open
    | IN_ATTRIB
    | IN_CLOSE_WRITE
    | IN_MOVED_FROM
    | IN_MOVED_TO
    | IN_CREATE
    | IN_DELETE
)
_GONE = IN_DELETE | IN_MOVED_FROM
_HEADER = struct.Struct("iIII")
_BUFFER = 256 * 1024


@dataclass
class Noticed:
    """What changed since the last look, by full names, and whether some changes were missed.

    `names` are of any kind; `gone` are folders, and there was no notice of each thing below them.
    """

    names: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    has_overflowed: bool = False


class TreeWatch:
    """Watches a folder with everything below it; new folders join by themselves."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._folders: dict[int, str] = {}
        self._descriptor = -1
        self.is_complete = False
        if sys.platform.startswith("linux"):
            self._libc = ctypes.CDLL(None, use_errno=True)
            self._descriptor = self._libc.inotify_init1(_NONBLOCK | _CLOEXEC)
            self.is_complete = self._descriptor >= 0 and self._add_tree(str(root))

    def close(self) -> None:
        """End the watch."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def fileno(self) -> int:
        """Return the descriptor that can be waited for, below 0 for none."""
        return self._descriptor

    @property
    def folders(self) -> int:
        """How many folders are watched."""
        return len(self._folders)

    def _add_tree(self, folder: str, noticed: set[str] | None = None) -> bool:
        is_whole = self._add(folder)
        for inside, folders, names in os.walk(folder):
            is_whole &= inside == folder or self._add(inside)
            if noticed is not None:  # made between the folder and our watch of it
                noticed.update(f"{inside}/{name}" for name in (*folders, *names))
        return is_whole

    def _add(self, folder: str) -> bool:
        place = os.fsencode(folder)
        number = self._libc.inotify_add_watch(self._descriptor, place, _CHANGES)
        if number < 0:
            return not os.path.isdir(folder)  # gone meanwhile
        self._folders[number] = folder
        return True

    def look(self, noticed: Noticed) -> None:
        """Add what changed since the last look; never waits."""
        while self._descriptor >= 0:
            try:
                data = os.read(self._descriptor, _BUFFER)
            except BlockingIOError:
                break
            self._read(data, noticed)

    def _read(self, data: bytes, noticed: Noticed) -> None:
        place = 0
        while place < len(data):
            number, mask, _, length = _HEADER.unpack_from(data, place)
            place += _HEADER.size
            name = os.fsdecode(data[place : place + length].rstrip(b"\0"))
            place += length
            if mask & IN_Q_OVERFLOW:
                noticed.has_overflowed = True
            elif mask & IN_IGNORED:
                self._folders.pop(number, None)
            elif number in self._folders:
                folder = self._folders[number]
                self._change(f"{folder}/{name}" if name else folder, mask, noticed)

    def _change(self, path: str, mask: int, noticed: Noticed) -> None:
        noticed.names.add(path)
        if not mask & IN_ISDIR:
            return
        if mask & _GONE:
            noticed.gone.add(path)
        elif mask & (IN_CREATE | IN_MOVED_TO):
            self.is_complete &= self._add_tree(path, noticed.names)
