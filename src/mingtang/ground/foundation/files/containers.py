"""Looking into the two containers of office files: compound files (OLE2) and ZIP archives."""

import struct
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512
_IN_HEADER = 109
_LAST_SECTOR = 0xFFFFFFFA  # this and above are marks, not sectors
_UTF8_NAMES = 0x800


class DamagedFile(Exception):
    """A container cannot be read as what it begins as."""


def compound_names(source: BinaryIO, size: int) -> frozenset[str]:
    """Return the names of all storages and streams of a compound file.

    :raises DamagedFile: when its tables do not lead through the file.
    """
    try:
        return frozenset(_CompoundFile(source, size).names())
    except (struct.error, UnicodeDecodeError, IndexError, OverflowError) as error:
        raise DamagedFile from error


class _CompoundFile:
    """As much of a compound file as leads to its directory."""

    def __init__(self, source: BinaryIO, size: int) -> None:
        self._source = source
        source.seek(0)
        header = source.read(_HEADER)
        (shift,) = struct.unpack_from("<H", header, 0x1E)
        if shift not in {9, 12}:
            raise DamagedFile
        self._sector = 1 << shift
        self._size = size
        self._count = size // self._sector + 1
        (self._directory,) = struct.unpack_from("<I", header, 0x30)
        self._table = self._allocation(header)

    def names(self) -> Iterator[str]:
        """Walk the directory sector by sector."""
        sector = self._directory
        for _ in range(self._count):
            if sector >= _LAST_SECTOR:
                return
            content = self._read(sector)
            for place in range(0, len(content), 128):
                (length,) = struct.unpack_from("<H", content, place + 0x40)
                if content[place + 0x42] and 2 <= length <= 64:
                    yield content[place : place + length - 2].decode("utf-16-le")
            sector = self._table[sector]
        raise DamagedFile

    def _allocation(self, header: bytes) -> list[int]:
        """Return for each sector the one that follows it."""
        places = list(struct.unpack_from(f"<{_IN_HEADER}I", header, 0x4C))
        more, count = struct.unpack_from("<II", header, 0x44)
        in_sector = self._sector // 4
        for _ in range(min(count, self._count)):
            if more >= _LAST_SECTOR:
                break
            *found, more = struct.unpack(f"<{in_sector}I", self._read(more))
            places += found
        table: list[int] = []
        for place in places:
            if place < _LAST_SECTOR:
                table += struct.unpack(f"<{in_sector}I", self._read(place))
            if len(table) > self._count + in_sector:
                break
        return table

    def _read(self, sector: int) -> bytes:
        place = (sector + 1) * self._sector  # the header takes the place of one
        if place >= self._size:
            raise DamagedFile
        self._source.seek(place)
        return self._source.read(self._sector).ljust(self._sector, b"\0")


def archive_members(source: BinaryIO) -> list[zipfile.ZipInfo]:
    """Return the members of a ZIP archive without unpacking any.

    :raises DamagedFile: when it has no readable directory.
    """
    source.seek(0)
    try:
        with zipfile.ZipFile(source) as archive:
            return archive.infolist()
    except (
        zipfile.BadZipFile,
        ValueError,
        struct.error,
        OverflowError,
        NotImplementedError,
    ) as error:
        raise DamagedFile from error


def member_name(member: zipfile.ZipInfo) -> str:
    """Return a member's name; what an old Chinese Windows wrote is read as GBK."""
    if member.flag_bits & _UTF8_NAMES:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gbk")
    except UnicodeError:
        return member.filename
