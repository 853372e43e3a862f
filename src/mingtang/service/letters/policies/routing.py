"""Propose the units that answer a letter (转办建议), learned from past dispatches and the directory of matters.

Pure: texts in, proposals out. Texts become weights of their pairs of signs (TF-IDF); each unit is the
centre of what it answered and of its matters, and is proposed by the cosine between the two. Nothing here
sends a letter anywhere.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from mingtang.ground.foundation.decisions import YES, Decision, no

PROPOSED = 3
SURE = 0.09  # cosine below which nothing is proposed as sure
AHEAD = 1.08  # how far the first is ahead of the second, as a factor
SHOWN_WORDS = 3
MATTER_WEIGHT = 3
_RUN = re.compile(r"[\u4e00-\u9fff]+|[a-z0-9]+")
_PLAIN = frozenset("的了是在我有和就不人都一上也很到说要去你会着没看好这那吗呢请问能么怎样哪里什")


@dataclass(frozen=True)
class PastLetter:
    """A text and the unit that answered it; `weight` says as how many letters it counts."""

    unit: str
    text: str
    weight: int = 1


@dataclass(frozen=True)
class ProposedUnit:
    """A unit that is proposed: how near it is, from 0 to 1, and the words that speak for it."""

    unit: str
    nearness: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class Proposals:
    """The units in order, at most three; `is_sure` when the first is clearly the nearest."""

    units: tuple[ProposedUnit, ...] = ()
    is_sure: bool = False


@dataclass(frozen=True)
class Router:
    """What was learned: how rare each pair of signs is, and the centre of each unit."""

    rareness: Mapping[str, float]
    centres: Mapping[str, Mapping[str, float]]

    def propose(self, text: str) -> Proposals:
        """Return the nearest units to a text, with what speaks for each."""
        vector = unit_length(weighted(terms_of(text), self.rareness))
        scored = [
            (sum(weight * centre.get(term, 0.0) for term, weight in vector.items()), unit)
            for unit, centre in self.centres.items()
        ]
        best = sorted(scored, key=lambda one: (-one[0], one[1]))[:PROPOSED]
        found = tuple(
            ProposedUnit(unit, score, self._words(vector, unit))
            for score, unit in best
            if score > 0
        )
        return Proposals(found, _is_sure(found))

    def _words(self, vector: Mapping[str, float], unit: str) -> tuple[str, ...]:
        centre = self.centres[unit]
        shared = (
            (weight * centre[term], term) for term, weight in vector.items() if term in centre
        )
        return tuple(term for _, term in sorted(shared, reverse=True) if len(term) > 1)[
            :SHOWN_WORDS
        ]


def learn(letters: Iterable[PastLetter]) -> Router:
    """Learn from letters that were answered, and from matters; one and the same order gives the same."""
    known = [(one, terms_of(one.text)) for one in letters]
    documents: Counter[str] = Counter()
    for _, terms in known:
        documents.update(terms.keys())
    rareness = {term: log((1 + len(known)) / (1 + count)) + 1 for term, count in documents.items()}
    sums: dict[str, defaultdict[str, float]] = {}
    for one, terms in known:
        centre = sums.setdefault(one.unit, defaultdict(float))
        for term, weight in unit_length(weighted(terms, rareness)).items():
            centre[term] += weight * one.weight
    return Router(rareness, {unit: unit_length(centre) for unit, centre in sums.items()})


def is_directory(units: Sequence[str], known: frozenset[str]) -> Decision:
    """Answer whether every line of a directory of matters names a unit in use."""
    decision = (
        YES if units else no("letters.no_matters", "表格里没有事项，请填写后再上传。", "sheet")
    )
    for line, unit in enumerate(units, start=2):
        if unit not in known:
            decision &= no(
                "letters.no_unit",
                f"第 {line} 行：没有单位“{unit}”，请填写单位代码或名称。",
                "sheet",
            )
    return decision


def _is_sure(found: Sequence[ProposedUnit]) -> bool:
    if not found or found[0].nearness < SURE:
        return False
    return len(found) == 1 or found[0].nearness >= AHEAD * found[1].nearness


def terms_of(text: str) -> Counter[str]:
    """Count the pairs of neighbouring signs, and the words of other scripts."""
    terms: Counter[str] = Counter()
    for run in _RUN.findall(text.casefold()):
        if run.isascii():
            terms[run] += 1
            continue
        pairs = (run[at : at + 2] for at in range(len(run) - 1))
        terms.update(pair for pair in pairs if not _PLAIN.issuperset(pair))
        terms.update(sign for sign in run if sign not in _PLAIN)
    return terms


def weighted(terms: Mapping[str, int], rareness: Mapping[str, float]) -> dict[str, float]:
    """Return the weight of each term whose rareness is known."""
    half = {1: 0.4}  # a single sign says less than a pair
    return {
        term: (1 + log(count)) * rareness[term] * half.get(len(term), 1.0)
        for term, count in terms.items()
        if term in rareness
    }


def unit_length(vector: Mapping[str, float]) -> dict[str, float]:
    """Return a vector of length 1 in the same direction."""
    length = sqrt(sum(weight * weight for weight in vector.values()))
    return {term: weight / length for term, weight in vector.items()} if length else {}
