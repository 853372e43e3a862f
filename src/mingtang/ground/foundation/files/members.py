"""Members of ZIP archives, read within limits."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from mingtang.ground.foundation.files.containers import DamagedFile
from mingtang.ground.foundation.files.kinds import FileKind

MEGABYTE = 1024 * 1024
MAX_MEMBERS = 10_000
MAX_UNPACKED = 2 * 1024 * MEGABYTE
MAX_RATIO = 200
PIECE = 256 * 1024
# What `zipfile` lets through from the bytes of a damaged archive, beside its own error.
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    IndexError,
    OSError,
    OverflowError,
    ValueError,
    NotImplementedError,
)
_DOCUMENTS = {
    "word/document.xml": FileKind.DOCX,
    "xl/workbook.xml": FileKind.XLSX,
    "ppt/presentation.xml": FileKind.PPTX,
}


@dataclass
class MemberBudget:
    """What a file from outside may still unpack to, all archives inside it together."""

    members: int = MAX_MEMBERS
    unpacked: int = MAX_UNPACKED

    def takes(self, members: list[zipfile.ZipInfo]) -> bool:
        """Take these members in, if there is room and they are no bomb."""
        unpacked = sum(member.file_size for member in members)
        packed = sum(member.compress_size for member in members)
        self.members -= len(members)
        self.unpacked -= unpacked
        is_bomb = unpacked > 100 * MEGABYTE and unpacked > packed * MAX_RATIO
        return self.members >= 0 and self.unpacked >= 0 and not is_bomb


def kind_of(members: list[zipfile.ZipInfo]) -> FileKind:
    """Return what an archive is by the names of its members."""
    names = {member.filename for member in members}
    if "[Content_Types].xml" in names:
        for part, kind in _DOCUMENTS.items():
            if part in names:
                return kind
    return FileKind.OFD if "OFD.xml" in names else FileKind.ZIP


def opened_archive(source: BinaryIO) -> zipfile.ZipFile:
    """Open an archive. :raises DamagedFile: it has no readable directory."""
    try:
        return zipfile.ZipFile(source)
    except _UNREADABLE as error:
        raise DamagedFile from error


def archive_members(source: BinaryIO) -> list[zipfile.ZipInfo]:
    """Return the members of an archive without unpacking any.

    :raises DamagedFile: it has no readable directory, or a member has no name.
    """
    source.seek(0)
    with opened_archive(source) as archive:
        members = archive.infolist()
    if not all(member.filename for member in members):
        raise DamagedFile
    return members


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> bytes:
    """Return the first bytes of a member. :raises DamagedFile: it cannot be unpacked."""
    try:
        with archive.open(member) as opened:
            return opened.read(limit)
    except (*_UNREADABLE, RuntimeError) as error:  # RuntimeError: encrypted, against its own flags
        raise DamagedFile from error


def read_pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a member piece by piece. :raises DamagedFile: it cannot be unpacked."""
    try:
        with archive.open(member) as opened:
            while piece := opened.read(PIECE):
                yield piece
    except (*_UNREADABLE, RuntimeError) as error:
        raise DamagedFile from error
