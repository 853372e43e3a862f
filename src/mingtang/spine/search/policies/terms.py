"""How texts are cut into terms, and how what a person types is read.

Chinese is written without spaces, so a run of Chinese characters becomes its overlapping pairs: a
search by pairs misses no part of a word, where a dictionary cuts many words wrongly. Letters and
digits are a term as they are written.
"""

import re
import unicodedata
from dataclasses import dataclass

from mingtang.ground.foundation.text import visible
from mingtang.spine.search.policies.scripts import simplified

# A number that names how texts are cut; after a change everything is indexed again.
VERSION = 2
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
    """Return a text without the differences that a search overlooks: width, case and script."""
    plain = unicodedata.normalize("NFKC", visible(text)[:LONGEST_TEXT]).casefold()[:LONGEST_TEXT]
    return simplified(plain)


def terms_of(text: str) -> list[str]:
    """Return the terms of a folded text in their order.

    The last character of a Chinese run is a term as well, so that a single character is found
    wherever it is written: as the beginning of a pair, or alone.
    """
    found = []
    for run in _RUN.findall(text):
        if is_han(run):
            found += [run[at : at + 2] for at in range(len(run))]
        else:
            found.append(run[:LONGEST_TERM])
    return found


def runs_of(query: str) -> list[TermRun]:
    """Return what a person typed as runs that must all be found; empty if it has no words.

    More than :data:`MOST_WORDS` runs are cut off. A run of letters or digits is a beginning: `2026`
    finds `20260511`.
    """
    return [run_of(run) for run in _RUN.findall(folded(query))[:MOST_WORDS]]


def run_of(run: str) -> TermRun:
    """Return one run of a folded text with its terms."""
    if not is_han(run):
        return TermRun(run, (run[:LONGEST_TERM],), is_open=True)
    if len(run) == 1:
        return TermRun(run, (run,), is_open=True)
    pairs = tuple(run[at : at + 2] for at in range(len(run) - 1))
    return TermRun(run, pairs, is_open=False)


def is_han(run: str) -> bool:
    """Tell whether a run begins with a Chinese character."""
    return re.match(f"[{_HAN}]", run) is not None
