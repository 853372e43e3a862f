"""Where the found words stand in a title or a text, so that a page can mark them."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from mingtang.spine.search.policies.scripts import simplified
from mingtang.spine.search.policies.terms import folded

EXCERPT = 110  # characters
_BEFORE = 24
_LONGEST = 20_000  # characters of a text in which places are looked for
_MOST_PLACES = 60
_ENDS = "。！？；\n"


@dataclass(frozen=True)
class Piece:
    """A piece of a text, found or not."""

    text: str
    is_found: bool = False


def marked(text: str, words: Sequence[str]) -> list[Piece]:
    """Return a text in pieces, those that a word stands in marked. `words` are folded."""
    flags = [False] * len(text)
    for begin, end in _places(text, words):
        flags[begin:end] = [True] * (end - begin)
    pieces: list[Piece] = []
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or flags[at] != flags[start]:
            pieces.append(Piece(text[start:at], flags[start]))
            start = at
    return pieces


def excerpt(text: str, words: Sequence[str]) -> list[Piece]:
    """Return the part of a text in which most of the words stand, in pieces; its beginning without any."""
    text = " ".join(text[:_LONGEST].split())
    places = _places(text, words)
    begin = _best_begin(places, len(text))
    if begin:
        sentence = max(text.rfind(sign, max(0, begin - _BEFORE), begin + 1) for sign in _ENDS)
        begin = sentence + 1 if sentence >= 0 else begin
    end = min(len(text), begin + EXCERPT)
    shown = [Piece("……")] if begin else []
    shown += marked(text[begin:end], words)
    return [*shown, Piece("……")] if end < len(text) else shown


def _best_begin(places: Sequence[tuple[int, int]], length: int) -> int:
    if not places or places[0][0] < EXCERPT - _BEFORE:
        return 0
    inside = [
        sum(begin <= other < begin + EXCERPT - _BEFORE for other, _ in places)
        for begin, _ in places
    ]
    best = places[inside.index(max(inside))][0]
    return max(0, min(best - _BEFORE, length - EXCERPT))


def _places(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Return where words begin and end in a text, in order; each longer word before a shorter one."""
    plain, back = _aligned(text)
    found: set[tuple[int, int]] = set()
    for word in words:
        at = plain.find(word) if word else -1
        while at >= 0 and len(found) < _MOST_PLACES:
            found.add((back[at], back[at + len(word) - 1] + 1))
            at = plain.find(word, at + len(word))
    return sorted(found)


def _aligned(text: str) -> tuple[str, Sequence[int]]:
    """Return the folded text, and for each of its characters the place in the text it comes from."""
    plain = folded(text)
    if len(plain) == len(text):
        return plain, range(len(text))
    pieces, back = [], []
    for at, sign in enumerate(text):
        piece = simplified(unicodedata.normalize("NFKC", sign).casefold())
        pieces.append(piece)
        back += [at] * len(piece)
    return "".join(pieces), back
