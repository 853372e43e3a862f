"""What comes first: a number or name, then the title, then the text, newer before older, in force before repealed."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from mingtang.spine.search.policies.questions import Asked
from mingtang.spine.search.policies.terms import folded

_SIGNS = re.compile(r"[\W_]+")
# Words of nearly every title: they tell little.
_COMMON = frozenset(
    [
        "通知",
        "公告",
        "工作",
        "办法",
        "意见",
        "方案",
        "规定",
        "实施",
        "管理",
        "印发",
        "政府",
        "人民政府",
        "全市",
        "我市",
        "明州",
        "市",
        "县",
        "开展",
        "加强",
        "做好",
        "进一步",
        "情况",
    ]
)
HALF_AGE_DAYS = 730


@dataclass(frozen=True)
class Candidate:
    """A document that may answer: `found` tells where in its text a word begins, 0 for nowhere.

    `title` is folded. `has_key`: what was typed is a number, telephone or other name of it.
    """

    pk: int
    title: str
    dated: datetime
    found: Mapping[str, int]
    is_past: bool = False
    has_key: bool = False


def score(asked: Asked, words: Sequence[str], one: Candidate, at: datetime) -> float:
    """Return how well a document answers a question; the best has the highest number.

    `words` are those by which it was looked for.
    """
    weights, whole = _weights(tuple(words))
    in_title = sum(value for word, value in weights if word in one.title) / whole
    in_text = sum(value for word, value in weights if one.found.get(word)) / whole
    age: float = max(0.0, (at - one.dated).total_seconds() / 86400)
    return (
        1000.0 * one.has_key
        + 120.0 * in_title
        + 60.0 * in_text
        + _as_typed(asked, one)
        + 25.0 * _covered(words, one.title)
        + 20.0 * _earliness(words, one)
        + 12.0 * math.pow(0.5, age / HALF_AGE_DAYS)
        - 30.0 * one.is_past
    )


@lru_cache(maxsize=256)
def _weights(words: tuple[str, ...]) -> tuple[tuple[tuple[str, float], ...], float]:
    """Return how much each word tells, and all of them: of one question the same for each candidate."""
    told = tuple({word: weight(word) for word in words}.items())
    return told, sum(value for _, value in told) or 1.0


def weight(word: str) -> float:
    """Return how much a word tells: long ones more, those of every title little."""
    return 0.4 if word in _COMMON else float(min(len(word), 8))


def _as_typed(asked: Asked, one: Candidate) -> float:
    """Reward the question standing in the title as it was typed, most of all where it is the title."""
    typed, title = compact(asked.text), compact(one.title)
    if not typed or not title:
        return 0.0
    if typed == title:
        return 400.0
    if typed in title:
        return 60.0 + 80.0 * len(typed) / len(title)
    runs = [run.text for run in (*asked.runs, *asked.phrase_runs)]
    return 30.0 if runs and all(run in title for run in runs) else 0.0


def _covered(words: Sequence[str], title: str) -> float:
    """Return the share of the title that the words make up."""
    length = len(compact(title)) or 1
    return min(1.0, sum(len(word) for word in set(words) if word in title) / length)


def _earliness(words: Sequence[str], one: Candidate) -> float:
    """Return 1 where the words stand at the front, less the farther back they begin."""
    places = [one.found[word] for word in words if one.found.get(word)]
    return sum(1 / (1 + place / 150) for place in places) / len(words) if words else 0.0


@lru_cache(maxsize=1024)
def compact(text: str) -> str:
    """Return a text, folded, without spaces and signs.

    Of one question this is asked for the same text with every candidate.
    """
    return _SIGNS.sub("", folded(text))
