"""Two wordings of one text: what was taken out of the old one and what was put into the new one. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKEN = re.compile(r"[A-Za-z0-9.〔〕]+|\s+|.", re.DOTALL)
MOST_TOKENS = 4_000  # comparing takes time by the square of them in the worst case


@dataclass(frozen=True)
class WordingPiece:
    """Words of a text, and whether the other text lacks them."""

    words: str
    is_changed: bool


def marked(old: str, new: str) -> tuple[tuple[WordingPiece, ...], tuple[WordingPiece, ...]]:
    """Return both texts in pieces. Joined, the pieces are the texts; unchanged ones are alike in both.

    Chinese is compared sign by sign, numbers and Latin words whole. Of texts that are too long for
    that, only equal beginnings and endings are told apart from the rest.
    """
    left, right = _TOKEN.findall(old), _TOKEN.findall(new)
    if max(len(left), len(right)) > MOST_TOKENS:
        return _ends(old, new)
    codes = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    olds = [WordingPiece("".join(left[i:j]), tag != "equal") for tag, i, j, _, _ in codes if i < j]
    news = [WordingPiece("".join(right[k:m]), tag != "equal") for tag, _, _, k, m in codes if k < m]
    return tuple(olds), tuple(news)


def _ends(old: str, new: str) -> tuple[tuple[WordingPiece, ...], tuple[WordingPiece, ...]]:
    shortest = min(len(old), len(new))
    start = next((i for i in range(shortest) if old[i] != new[i]), shortest)
    rest = shortest - start
    end = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    return tuple(_cut(old, start, end)), tuple(_cut(new, start, end))


def _cut(text: str, start: int, end: int) -> Iterator[WordingPiece]:
    middle = len(text) - end
    for words, is_changed in (
        (text[:start], False),
        (text[start:middle], True),
        (text[middle:], False),
    ):
        if words:
            yield WordingPiece(words, is_changed)
