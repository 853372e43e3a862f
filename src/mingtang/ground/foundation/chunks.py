"""Long rows of things, a few at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def in_chunks(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the things in lists of at most `size`, in their order."""
    rest = iter(things)
    while some := list(islice(rest, size)):
        yield some
