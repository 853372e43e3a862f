"""How alike two texts are, told from small sketches of them (查重)."""

import hashlib
from collections.abc import Collection, Iterator, Sequence

from mingtang.ground.foundation.text import comparison_key

PIECE = 4  # characters; three or five find the same pairs
KEPT = 64  # hashes of a sketch: the likeness is right to some 6 per cent
MARKS = 8  # of them are looked up: two texts half alike share one in 255 of 256 cases
ALIKE_FROM = 60  # per cent of the pieces; two reports of one meeting in own words stay below 30


def sketch_of(text: str) -> tuple[int, ...]:
    """Return the smallest hashes of the overlapping pieces of a text, ascending; width and signs do not count."""
    return tuple(sorted({_hash(piece) for piece in _pieces(comparison_key(text))})[:KEPT])


def marks_of(sketch: Sequence[int]) -> Sequence[int]:
    """Return the hashes of a sketch by which its likes are looked up."""
    return sketch[:MARKS]


def likeness(one: Collection[int], other: Collection[int]) -> int:
    """Return the share of pieces that two texts have in common, in per cent; an estimate."""
    smallest = sorted({*one, *other})[:KEPT]
    if not smallest:
        return 0
    common = set(one) & set(other)
    return round(100 * sum(1 for value in smallest if value in common) / len(smallest))


def _pieces(text: str) -> Iterator[str]:
    for start in range(max(1, len(text) - PIECE + 1) if text else 0):
        yield text[start : start + PIECE]


def _hash(piece: str) -> int:
    """Return 63 bits: what every database stores in a column of large numbers."""
    return int.from_bytes(hashlib.blake2b(piece.encode(), digest_size=8).digest()) >> 1
