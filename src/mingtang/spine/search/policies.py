"""How texts are cut into terms, and how what a person types is read. No Django.

Chinese is written without spaces, so a run of Chinese characters becomes its overlapping pairs: a
search by pairs misses no part of a word, where a dictionary cuts many words wrongly. Letters and
digits are a term as they are written.
"""

import re
import unicodedata
from dataclasses import dataclass

from mingtang.ground.foundation.text import visible

# A number that names how texts are cut; after a change everything is indexed again.
VERSION = 1
LONGEST_TERM = 64
LONGEST_TEXT = 100_000  # characters; what is behind them is not found
MOST_WORDS = 10
_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"[{_HAN}]+|[^\\W_{_HAN}]+")


@dataclass(frozen=True)
class TermRun:
    """A run of one script in a query: its terms in order, and whether the last is only a beginning."""

    text: str
    terms: tuple[str, ...]
    is_open: bool


def folded(text: str) -> str:
    """Return a text without the differences that a search overlooks: width and case."""
    return unicodedata.normalize("NFKC", visible(text)[:LONGEST_TEXT]).casefold()[:LONGEST_TEXT]


def terms_of(text: str) -> list[str]:
    """Return the terms of a folded text in their order.

    The last character of a Chinese run is a term as well, so that a single character is found
    wherever it is written: as the beginning of a pair, or alone.
    """
    found = []
    for run in _RUN.findall(text):
        if _is_han(run):
            found += [run[at : at + 2] for at in range(len(run))]
        else:
            found.append(run[:LONGEST_TERM])
    return found


def runs_of(query: str) -> list[TermRun]:
    """Return what a person typed as runs that must all be found; empty if it has no words.

    More than :data:`MOST_WORDS` runs are cut off. A run of letters or digits is a beginning: `2026`
    finds `20260511`.
    """
    runs = []
    for run in _RUN.findall(folded(query))[:MOST_WORDS]:
        if not _is_han(run):
            runs.append(TermRun(run, (run[:LONGEST_TERM],), is_open=True))
        elif len(run) == 1:
            runs.append(TermRun(run, (run,), is_open=True))
        else:
            pairs = tuple(run[at : at + 2] for at in range(len(run) - 1))
            runs.append(TermRun(run, pairs, is_open=False))
    return runs


def _is_han(run: str) -> bool:
    return re.match(f"[{_HAN}]", run) is not None
