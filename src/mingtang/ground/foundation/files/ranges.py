"""Parts of files: which bytes a reader asks for, and the bytes a piece at a time."""

import re
from typing import BinaryIO, NamedTuple, Self

PIECE = 64 * 1024
_ONE_RANGE = re.compile(r"bytes=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.ASCII)


class RangePart(NamedTuple):
    """Bytes of a file: from `start`, `length` of them."""

    start: int
    length: int

    def header(self, size: int) -> str:
        """Return the value of Content-Range."""
        return f"bytes {self.start}-{self.start + self.length - 1}/{size}"


class CannotSatisfy(Exception):
    """A part was asked for that the file does not have: answered by 416."""


def wanted_part(asked: str, size: int) -> RangePart | None:
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
    return RangePart(start, length)


class RangePieces:
    """A part of an open file, piece by piece; the file is closed at the end or when nobody reads on."""

    def __init__(self, source: BinaryIO, part: RangePart) -> None:
        source.seek(part.start)
        self._source = source
        self._left = part.length

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        piece = self._source.read(min(PIECE, self._left)) if self._left > 0 else b""
        if not piece:
            self.close()
            raise StopIteration
        self._left -= len(piece)
        return piece

    def close(self) -> None:
        """Close the file; a repeat is harmless."""
        self._left = 0
        self._source.close()
