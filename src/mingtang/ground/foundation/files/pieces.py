"""Bytes of a file to search through, without holding a large one in memory."""

import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO


@contextmanager
def searchable(source: BinaryIO) -> Iterator[bytes | mmap.mmap]:
    """Yield what is in a file: mapped where it is on disk, read where it is in memory."""
    try:
        mapped = mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)
    except (AttributeError, OSError, ValueError):  # no file of the system, or an empty one
        source.seek(0)
        yield source.read()
        return
    try:
        yield mapped
    finally:
        mapped.close()
