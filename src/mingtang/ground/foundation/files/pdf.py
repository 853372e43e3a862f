"""PDF documents: whole ones, without scripts, actions that start programs, and files inside.

Source: ISO 32000-1, 7.3.5 (names: any character may be written as `#hh`), 7.5.7 (object streams),
12.6.4 (actions).
"""

import mmap
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.ground.foundation.files.containers import DamagedFile
from mingtang.ground.foundation.files.pieces import searchable
from mingtang.ground.foundation.files.reasons import EMBEDDED, ENCRYPTED, SCRIPT, TOO_COMPLEX

END = 4096  # bytes; where the table is stands in the last lines
MAX_OBJECTS = 4 * 1024 * 1024  # of one stream of objects, unpacked
MAX_ALL_OBJECTS = 256 * 1024 * 1024
SMALLEST = 16 * 1024  # what a stream counts for at least
_PIECE = 4096
_OBJECT = re.compile(rb"\d\s+\d+\s+obj\b")
_TABLE = re.compile(rb"startxref\s+\d+\s+%%EOF")


def _name(*words: str) -> "re.Pattern[bytes]":
    """Return a pattern of names, however their characters are written."""
    either = ("".join(f"(?:{sign}|#(?i:{ord(sign):02x}))" for sign in word) for word in words)
    return re.compile(f"/(?:{'|'.join(either)})(?![A-Za-z0-9#])".encode())


_ENCRYPTION = _name("Encrypt")
_MARKS = re.compile(rb"endobj|stream\r?\n|" + _name("ObjStm").pattern)
# Only long names: a short one occurs by chance in what is compressed.
_FAULTS = (
    (_name("JavaScript", "Launch"), SCRIPT),
    (_name("EmbeddedFile", "EmbeddedFiles", "RichMedia"), EMBEDDED),
)
Content = bytes | mmap.mmap


def pdf_faults(source: BinaryIO) -> Iterator[Reason]:
    """Return why a PDF document may not come in.

    :raises DamagedFile: it has no objects or does not say where they are.
    """
    with searchable(source) as content:
        if not _TABLE.search(content, max(0, len(content) - END)) or not _OBJECT.search(content):
            raise DamagedFile
        if _ENCRYPTION.search(content):
            yield ENCRYPTED
            return
        found: dict[Reason, None] = {}
        for part in _parts(content):
            found |= {reason: None for names, reason in _FAULTS if names.search(part)}
        yield from found


def _parts(content: Content) -> Iterator[Content]:
    """Yield the document as it is, then what its streams of objects hold."""
    yield content
    room, is_of_objects = MAX_ALL_OBJECTS, False
    for found in _MARKS.finditer(content):
        if found[0].startswith(b"/"):
            is_of_objects = True
        elif found[0] == b"endobj":
            is_of_objects = False
        elif is_of_objects:
            is_of_objects = False
            objects = _unpacked(content, found.end())
            room -= max(len(objects), SMALLEST)
            if room < 0:
                raise Refused([TOO_COMPLEX])
            yield objects


def _unpacked(content: Content, place: int) -> bytes:
    """Unpack a stream. :raises DamagedFile: packed in a way of its own, nobody can look inside."""
    unpacking, objects = zlib.decompressobj(), b""
    try:
        while not unpacking.eof and len(objects) < MAX_OBJECTS and place < len(content):
            objects += unpacking.decompress(content[place : place + _PIECE])
            place += _PIECE
    except zlib.error as error:
        raise DamagedFile from error
    return objects
