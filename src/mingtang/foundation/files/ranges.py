"""Parts of files: which bytes a reader asks for, and the bytes a piece at a time."""

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

PIECE = 64 * 1024
_ONE_RANGE = re.compile(r"bytes=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.ASCII)


class Part(NamedTuple):
    """Bytes of a file: from `start`, `length` of them."""

    start: int
    length: int

    def header(self, size: int) -> str:
        """Return the value of Content-Range."""
        return f"bytes {self.start}-{self.start + self.length - 1}/{size}"


class CannotSatisfy(Exception):
    """A part was asked for that the file does not have: answered by 416."""


def wanted_part(asked: str, size: int) -> Part | None:
    """Return the part of a file that a Range header asks for, None for the whole.

    Several ranges at once, other units and what cannot be read are answered by the whole file.
    Source: RFC 9110, 14.2.

    :raises CannotSatisfy: the part begins behind the end of the file.
    """
    found = _ONE_RANGE.fullmatch(asked)
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        length = min(int(last), size)
        start = size - length
    else:
        start = int(first)
        if last and int(last) < start:
            return None
        length = min(int(last) if last else size - 1, size - 1) - start + 1
    if length <= 0 or start >= size:
        raise CannotSatisfy
    return Part(start, length)


def pieces(source: BinaryIO, part: Part) -> Iterator[bytes]:
    """Yield a part of a file piece by piece, and close the file at the end."""
    with source:
        source.seek(part.start)
        left = part.length
        while left > 0 and (piece := source.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
