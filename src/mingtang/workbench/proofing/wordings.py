"""A list of wordings (用词表): found by longest match, allowed words win, Latin words only whole."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import ahocorasick_rs

from mingtang.workbench.proofing.remarks import Remark, remark

_BUNDLED = Path(__file__).parent / "data" / "wordings.toml"


@dataclass(frozen=True, slots=True)
class Wording:
    """One entry: the word, what to write instead, and why.

    `is_allowed` marks a longer word that contains another entry and is right (`签定` is wrong, `抽签定`
    is not): where it matches, nothing inside it is remarked. `rule` is the rule its remarks carry.
    """

    word: str
    better: str = ""
    why: str = ""
    is_allowed: bool = False
    rule: str = "wording"


class WordingList:
    """Wordings compiled for search; one pass over a text, whatever the length of the list."""

    def __init__(self, wordings: Iterable[Wording]) -> None:
        """Compile; of entries with the same word the last counts, so that an office overrules."""
        self._entries = list({one.word: one for one in wordings if one.word}.values())
        self._search = ahocorasick_rs.AhoCorasick(
            [one.word for one in self._entries],
            matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
        )

    def remarks(self, text: str) -> Iterator[Remark]:
        """Yield a remark for each entry found, in order."""
        for number, start, end in self._search.find_matches_as_indexes(text):
            entry = self._entries[number]
            if not entry.is_allowed and _is_whole(text, start, end):
                yield remark(entry.rule, text, start, end, hint=_hint(entry), better=entry.better)


def _hint(entry: Wording) -> str:
    if entry.why or not entry.better:
        return entry.why
    return f"宜写作“{entry.better}”。"


def _is_whole(text: str, start: int, end: int) -> bool:
    """Tell whether a Latin word is not a part of a longer one; Chinese has no such bounds."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not (_joins(before, text[start]) or _joins(text[end - 1], after))


def _joins(left: str, right: str) -> bool:
    return left.isascii() and right.isascii() and left.isalnum() and right.isalnum()


@cache
def bundled_wordings() -> tuple[Wording, ...]:
    """Return the wordings that come with the platform: common slips that are wrong everywhere."""
    stored = tomllib.loads(_BUNDLED.read_text(encoding="utf-8"))
    slips = [Wording(word, better) for word, better in stored["slips"].items()]
    allowed = [Wording(word, is_allowed=True) for word in stored["allowed"]["words"]]
    commercial = [Wording(word, rule="commercial") for word in stored["commercial"]["words"]]
    internal = [Wording(word, rule="internal_mark") for word in stored["internal"]["words"]]
    placeholders = [Wording(word, rule="placeholder") for word in stored["placeholders"]["words"]]
    return (*slips, *allowed, *commercial, *internal, *placeholders)
