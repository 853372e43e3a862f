"""The title of a document: of all that may be one, what most speaks for."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mingtang.editorial.reading import chooser, offices
from mingtang.editorial.reading.lines import Line
from mingtang.editorial.reading.result import ValuePlace
from mingtang.editorial.reading.title_candidates import PageTop, TitleCandidate, candidates
from mingtang.editorial.reading.title_names import clean, squash
from mingtang.editorial.reading.title_shapes import is_one_heading
from mingtang.editorial.reading.title_signs import signs_of

_SUBTITLE = re.compile(r"(?:——|──|—)\s?[^—─。]{4,80}$")
LEAST_OF_BEST = 0.01  # the same text that stands higher up is taken from there
LEAST_OF_FIRST = 0.05
LEAST = -2.0  # score; less is found on pages that are no document
SURE = 0.9  # of being the right one


@dataclass(frozen=True, slots=True)
class Title:
    """A title, and the lines it takes up: from `start` up to `end`; equal where none holds it."""

    text: str
    start: int
    end: int
    place: ValuePlace
    stated: str = ""
    is_weak: bool = False  # another candidate, or that there is none, is not much less likely
    rival: str = ""  # what is the next likely
    score: float = 0.0  # how much speaks for it, whatever else stands on the page


def find_title(top: PageTop) -> Title | None:
    """Return the candidate that the trained model holds to be the title, or None where there is none."""
    found = list(candidates(top))
    weights = chooser.weights_of("title")
    scores = [chooser.score(weights, signs_of(top, one)) for one in found]
    if not found:
        return None
    best = top.lines[found[scores.index(max(scores))].start]
    is_shown = best.node is None or best.tag in {"h1", "h2", "h3"}
    if max(scores) <= LEAST and not is_shown:
        return None
    return replace(_titled(top, found, chooser.shares(scores)), score=max(scores))


def _titled(top: PageTop, found: Sequence[TitleCandidate], shares: Sequence[float]) -> Title:
    """Return the likeliest text, where it stands first, with what else of its heading belongs to it."""
    likely: dict[str, float] = defaultdict(float)
    for other, share in zip(found, shares, strict=True):
        likely[squash(other.text)] += share
    best = _best(top, found, shares)
    key = squash(found[shares.index(best)].text)
    one = next(
        one
        for one, share in zip(found, shares, strict=True)
        if squash(one.text) == key and share >= best * LEAST_OF_BEST
    )
    rival = max((text for text in likely if text != key), key=likely.__getitem__, default="")
    is_weak = likely[key] < SURE
    whole = _with_heading(top.lines, one)
    return Title(
        whole.text, whole.start, whole.end, one.place, one.stated, is_weak, rival if is_weak else ""
    )


def _best(top: PageTop, found: Sequence[TitleCandidate], shares: Sequence[float]) -> float:
    """Return the largest share; of two documents on a page that of the first."""
    best = max(shares)
    if found[shares.index(best)].start <= top.text_from:
        return best
    above = [share for one, share in zip(found, shares, strict=True) if one.start <= top.text_from]
    first = max(above, default=0.0)
    return first if first >= best * LEAST_OF_FIRST else best


def _with_heading(lines: Sequence[Line], one: TitleCandidate) -> TitleCandidate:
    """Return a title with the offices above it in one heading, and with its subtitle behind a dash."""
    text, start, end = one.text, one.start, one.end
    if start == end or one.place is not ValuePlace.TITLE:
        return one
    while start and _are_offices_of(lines[start - 1], lines[start]):
        before = clean(lines[start - 1].text)
        needs_space = offices.is_office(lines[start].text)
        text, start = f"{before}{' ' * needs_space}{text}", start - 1
    if end < len(lines) and _SUBTITLE.match(lines[end].text):
        text, end = clean(text + lines[end].text), end + 1
    return replace(one, text=text, start=start, end=end)


def _are_offices_of(above: Line, line: Line) -> bool:
    """Tell whether a line names nothing but offices in the heading of the line below it."""
    named = offices.offices_of_line(above.text)
    return bool(named) and all(map(offices.is_office, named)) and is_one_heading(above, line)
