"""Words like one that finds nothing: one character otherwise, as a keyboard of sounds mistakes them."""

from collections import Counter
from collections.abc import Iterable, Sequence

from mingtang.spine.search.policies.questions import cut_words
from mingtang.spine.search.policies.terms import is_han

SHORTEST, LONGEST = 3, 12
MOST = 5


def parts_of(run: str) -> list[str]:
    """Return the parts of a run that a misspelt word may be: all of it, and words that follow each other."""
    words = cut_words(run)
    parts = {run, *words}
    parts |= {"".join(words[at : at + 2]) for at in range(len(words) - 1)}
    parts |= {"".join(words[at : at + 3]) for at in range(len(words) - 2)}
    fit = [part for part in parts if SHORTEST <= len(part) <= LONGEST and is_han(part)]
    return sorted(fit, key=lambda part: (-len(part), part))


def similar(part: str, titles: Iterable[str]) -> list[str]:
    """Return what stands in folded titles in place of a part, with one character otherwise, most frequent first."""
    size = len(part)
    seen: Counter[str] = Counter()
    for title in titles:
        windows = {title[at : at + size] for at in range(len(title) - size + 1)}
        seen.update(window for window in windows if _is_like(part, window))
    return [word for word, _ in sorted(seen.items(), key=lambda item: (-item[1], item[0]))]


def _is_like(part: str, other: str) -> bool:
    if part == other or not other.isalpha():
        return False
    unlike = sum(one != two for one, two in zip(part, other, strict=True))
    return unlike == 1 or (unlike == 2 and sorted(part) == sorted(other))


def corrected(query: str, part: str, words: Sequence[str]) -> list[str]:
    """Return the query with a part replaced by each of some words."""
    return [query.replace(part, word) for word in words[:MOST]]
