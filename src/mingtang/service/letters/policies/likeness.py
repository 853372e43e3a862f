"""Letters about the same matter (热点), grouped by the words that they share.

Pure: texts in, groups out. Two letters are alike if the cosine of their weighted terms (those of
routing) is at least `LIKE`; a group is a connected set of alike letters.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words
from mingtang.service.letters.policies.routing import terms_of, unit_length, weighted

LIKE = 0.26  # least cosine of two letters about the same matter
LEAST = 3  # letters in a group that is shown
SHARED_WORDS = 4
LONGEST_WORD = 8  # signs


@dataclass(frozen=True)
class LikeLetters:
    """The keys of letters about the same matter, and the words that most of them share."""

    keys: tuple[int, ...]
    words: tuple[str, ...]


def common_questions(
    letters: Sequence[tuple[int, str]], *, least: int = LEAST
) -> list[LikeLetters]:
    """Return the groups of at least `least` letters (pairs of key and text), the largest first."""
    counted = [terms_of(text) for _, text in letters]
    documents: Counter[str] = Counter()
    for terms in counted:
        documents.update(terms.keys())
    rareness = {term: log((1 + len(letters)) / (1 + seen)) + 1 for term, seen in documents.items()}
    vectors = [unit_length(weighted(terms, rareness)) for terms in counted]
    groups: dict[int, list[int]] = defaultdict(list)
    for at, leader in enumerate(_leaders(vectors)):
        groups[leader].append(at)
    found = [
        LikeLetters(
            tuple(letters[at][0] for at in members),
            _words([letters[at][1] for at in members], [counted[at] for at in members], rareness),
        )
        for members in groups.values()
        if len(members) >= least
    ]
    return sorted(found, key=lambda one: (-len(one.keys), one.keys))


def _leaders(vectors: Sequence[dict[str, float]]) -> Iterable[int]:
    """Return for each letter the first of its group; one that is like two groups merges them."""
    leaders: list[int] = []
    holders: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for at, vector in enumerate(vectors):
        near: defaultdict[int, float] = defaultdict(float)
        for term, weight in vector.items():
            for other, its in holders[term]:
                near[other] += weight * its
            holders[term].append((at, weight))
        joined = {leaders[other] for other, nearness in near.items() if nearness >= LIKE}
        first = min(joined, default=at)
        leaders = [first if leader in joined else leader for leader in leaders] + [first]
    return leaders


def _words(
    texts: Sequence[str], counted: Sequence[Counter[str]], rareness: dict[str, float]
) -> tuple[str, ...]:
    shared: Counter[str] = Counter()
    for terms in counted:
        shared.update(term for term in terms if len(term) > 1)
    half = [term for term, seen in shared.items() if 2 * seen > len(counted)]
    ranked = sorted(half, key=lambda term: (-shared[term] * rareness[term], term))
    words: list[str] = []
    for term in ranked:
        if len(words) == SHARED_WORDS:
            break
        if not any(term in word for word in words):
            word = _grown(term, half, [text.casefold() for text in texts])
            words = [one for one in words if one not in word] + [word]
    return tuple(words)


def _grown(term: str, pairs: Sequence[str], texts: Sequence[str]) -> str:
    """Return the longest word around a pair of signs that more than half of the texts have.

    >>> _grown("书馆", ["图书", "书馆"], ["图书馆占座", "去图书馆", "闭馆"])
    '图书馆'
    """
    word = term
    while True:
        longer = [f"{pair[0]}{word}" for pair in pairs if pair[1:] == word[0]]
        longer += [f"{word}{pair[1]}" for pair in pairs if len(pair) == 2 and pair[0] == word[-1]]
        common = [one for one in longer if 2 * sum(one in text for text in texts) > len(texts)]
        if not common or len(word) >= LONGEST_WORD:
            return word
        word = common[0]


def may_answer(name: str, text: str, letters: int) -> Decision:
    """Answer whether letters can be answered together: needs a name, a text and letters."""
    decision = YES
    if not has_words(name):
        decision &= no(
            "letters.no_topic_name", "请写明群众反映的是什么，例如：供暖温度不够。", "name"
        )
    if not has_words(text):
        decision &= no("letters.no_topic_text", "请写回应的内容，之后还可以修改。", "text")
    if not letters:
        decision &= no("letters.no_letters", "请至少选择一封来信。", "letters")
    return decision


def demand_words(name: str, letters: int) -> str:
    """Return the sentence that says in the published answer how many letters it answers."""
    return f"近期，{letters} 位群众来信反映：{name}。现就大家关心的问题回应如下。"


def answered_words(name: str, title: str, link: str) -> str:
    """Return the message to the senders when the answer is online."""
    return f"您和其他群众来信反映的“{name}”已经公开回应：《{title}》，请看 {link} 。"
