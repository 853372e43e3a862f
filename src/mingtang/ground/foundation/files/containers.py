"""Looking into the two containers of office files: compound files (OLE2) and ZIP archives."""

import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512
_IN_HEADER = 109
_LAST_SECTOR = 0xFFFFFFFA  # this and above are marks, not sectors
_UTF8_NAMES = 0x800
_ROOT = 5  # the kind of the root's entry
_SHORT = 64  # bytes of a piece of a short stream


class DamagedFile(Exception):
    """A container cannot be read as what it begins as."""


@dataclass(frozen=True, slots=True)
class Stream:
    """An entry of the directory of a compound file; names differ in more than case."""

    name: str
    kind: int
    sector: int
    size: int


class CompoundFile:
    """The directory of a compound file, and as much of its streams as is asked for.

    :raises DamagedFile: when its tables do not lead through the file.
    """

    def __init__(self, source: BinaryIO, size: int) -> None:
        with _told():
            self._file = _Sectors(source, size)
            self.streams = list(self._file.streams())

    @property
    def names(self) -> frozenset[str]:
        """The names of all storages and streams."""
        return frozenset(stream.name for stream in self.streams)

    def beginning(self, name: str, limit: int) -> bytes:
        """Return the first bytes of a stream; none where there is no such stream.

        :raises DamagedFile: its chain of sectors breaks off.
        """
        found = next((one for one in self.streams if _same(one.name, name)), None)
        if found is None or not found.size:
            return b""
        with _told():
            return self._file.content(found, min(limit, found.size))


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (struct.error, UnicodeDecodeError, IndexError, OverflowError) as error:
        raise DamagedFile from error


class _Sectors:
    """The sectors of a compound file and the chains that lead through them."""

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
        (self._smallest,) = struct.unpack_from("<I", header, 0x38)
        (self._short_table,) = struct.unpack_from("<I", header, 0x3C)
        self._table = self._allocation(header)

    def streams(self) -> Iterator[Stream]:
        """Walk the directory sector by sector."""
        for content in self._chain(self._directory):
            for place in range(0, len(content), 128):
                (length,) = struct.unpack_from("<H", content, place + 0x40)
                if content[place + 0x42] and 2 <= length <= 64:
                    name = content[place : place + length - 2].decode("utf-16-le")
                    sector, size = struct.unpack_from("<II", content, place + 0x74)
                    yield Stream(name, content[place + 0x42], sector, size)

    def content(self, stream: Stream, limit: int) -> bytes:
        """Return the first bytes of a stream; a short one is in pieces inside the root's."""
        if stream.size >= self._smallest:
            return _first(self._chain(stream.sector), limit)
        root = next((one for one in self.streams() if one.kind == _ROOT), None)
        if root is None:
            raise DamagedFile
        short = b"".join(self._chain(root.sector))
        table = _numbers(b"".join(self._chain(self._short_table)))
        return _first(_short_pieces(short, table, stream.sector), limit)

    def _chain(self, sector: int) -> Iterator[bytes]:
        for _ in range(self._count):
            if sector >= _LAST_SECTOR:
                return
            yield self._read(sector)
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


def _first(pieces: Iterator[bytes], limit: int) -> bytes:
    found = b""
    for piece in pieces:
        found += piece
        if len(found) >= limit:
            break
    return found[:limit]


def _short_pieces(content: bytes, table: tuple[int, ...], piece: int) -> Iterator[bytes]:
    for _ in range(len(table) + 1):
        if piece >= _LAST_SECTOR:
            return
        yield content[piece * _SHORT : (piece + 1) * _SHORT]
        piece = table[piece]
    raise DamagedFile


def _numbers(content: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(content) // 4}I", content)


def member_name(member: zipfile.ZipInfo) -> str:
    """Return a member's name; what an old Chinese Windows wrote is read as GBK."""
    if member.flag_bits & _UTF8_NAMES:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gbk")
    except UnicodeError:
        return member.filename
