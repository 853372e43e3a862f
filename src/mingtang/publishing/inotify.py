"""The kernel's notices of changed files (inotify), for Linux; elsewhere nothing is seen.

The rolling check finds what is not seen here, only later.
"""

import ctypes
import os
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

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
_CHANGES = IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_CREATE | IN_DELETE | IN_ATTRIB
_HEADER = struct.Struct("iIII")
_BUFFER = 256 * 1024


@dataclass
class Noticed:
    """What changed since the last look: files by their full names, and whether some were missed."""

    files: set[str]
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

    @property
    def folders(self) -> int:
        """How many folders are watched."""
        return len(self._folders)

    def _add_tree(self, folder: str, noticed: set[str] | None = None) -> bool:
        is_whole = self._add(folder)
        for inside, _, names in os.walk(folder):
            is_whole &= inside == folder or self._add(inside)
            if noticed is not None:  # made between the folder and our watch of it
                noticed.update(f"{inside}/{name}" for name in names)
        return is_whole

    def _add(self, folder: str) -> bool:
        number = self._libc.inotify_add_watch(self._descriptor, folder.encode(), _CHANGES)
        if number < 0:
            return False
        self._folders[number] = folder
        return True

    def look(self) -> Noticed:
        """Return what changed since the last look; never waits."""
        noticed = Noticed(set())
        while self._descriptor >= 0:
            try:
                data = os.read(self._descriptor, _BUFFER)
            except BlockingIOError:
                break
            self._read(data, noticed)
        return noticed

    def _read(self, data: bytes, noticed: Noticed) -> None:
        place = 0
        while place < len(data):
            number, mask, _, length = _HEADER.unpack_from(data, place)
            place += _HEADER.size
            name = data[place : place + length].rstrip(b"\0").decode("utf-8", "surrogateescape")
            place += length
            if mask & IN_Q_OVERFLOW:
                noticed.has_overflowed = True
            elif mask & IN_IGNORED:
                self._folders.pop(number, None)
            elif number in self._folders:
                self._change(f"{self._folders[number]}/{name}", mask, noticed)

    def _change(self, path: str, mask: int, noticed: Noticed) -> None:
        if not mask & IN_ISDIR:
            noticed.files.add(path)
        elif mask & (IN_CREATE | IN_MOVED_TO):
            self.is_complete &= self._add_tree(path, noticed.files)
        elif mask & (IN_DELETE | IN_MOVED_FROM):
            noticed.has_overflowed = True  # what was below it is gone without a notice each
