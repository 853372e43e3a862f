"""What a page calls its document where it does not show a title: in its head, and beside labels."""

import re
from collections.abc import Sequence

from mingtang.editorial.reading import document_numbers, furniture, offices
from mingtang.editorial.reading.label_names import FIELD_OF
from mingtang.editorial.reading.labels import labelled
from mingtang.editorial.reading.lines import Line
from mingtang.editorial.reading.title_names import FORMAL, clean, is_site, squash
from mingtang.editorial.reading.tree import SEAM

CUT = re.compile(r"(?:\.\.\.|…+|。。。)$")
LEAST_STATED = 8  # characters of a title without its office
SHORTEST_TOLD = 6  # characters of a title behind its label


class StatedTitles:
    """What the page states its title to be, ready to compare."""

    def __init__(self, stated: Sequence[str], told: Sequence[str] = ()) -> None:
        self.whole: dict[str, int] = {}
        self.cut: dict[str, int] = {}
        self.texts: dict[str, str] = {}
        for place, one in enumerate(stated):
            key = squash(CUT.sub("", one))
            is_number = bool(document_numbers.number_of_line(one))
            if (
                len(key) < 4
                or is_number
                or offices.is_office(one)
                or (is_site(one) and not FORMAL.match(one))
            ):
                continue
            points = 7 if place == 0 else 5
            (self.cut if CUT.search(one) else self.whole).setdefault(key, points)
            self.texts.setdefault(key, one)
        # A second witness: what stands behind the label of the title.
        self.told = {squash(document_numbers.without_number(one)) for one in told}

    def points(self, key: str) -> int:
        """Return how much speaks for a squashed text."""
        if key in self.whole:
            return self.whole[key]
        if any(len(one) >= 8 and key.startswith(one) for one in self.cut):
            return next(p for one, p in self.cut.items() if key.startswith(one))
        return 0

    def resembles(self, text: str) -> bool:
        """Tell whether something stated is most of a text, or the other way round."""
        key = squash(text)
        is_name = is_site(text) or offices.is_office(text)
        is_name = is_name or bool(document_numbers.number_of_line(text))
        return not is_name and any(_is_most_of(one, key) for one in self.whole)

    def begins(self, key: str) -> bool:
        """Tell whether something stated is longer and begins so."""
        return len(key) >= 2 and any(one.startswith(key) and one != key for one in self.whole)

    def is_told(self, text: str) -> bool:
        """Tell whether a label of the page calls the document so."""
        return squash(document_numbers.without_number(text)) in self.told

    def stated(self, text: str) -> str:
        """Return what was stated, for a text that is it."""
        return self.texts.get(squash(text), "")


def _is_most_of(stated: str, key: str) -> bool:
    """Tell whether one of two squashed titles is the other with some words before or behind."""
    short, long = sorted((stated, key), key=len)
    if (
        len(short) >= LEAST_STATED
        and long.endswith(short)
        and offices.is_office(long[: -len(short)])
    ):
        return True
    return len(short) >= 8 and len(short) * 5 >= len(long) * 3 and short in long


def labelled_titles(lines: Sequence[Line]) -> list[str]:
    """Return what a page calls its document beside the labels above the text (`信息名称`)."""
    found = []
    above = lines[: first_prose(lines, len(lines))]
    pairs = [(one.field, one.value) for one in labelled(above)]
    for line in above:
        name, seam, value = (line.marked or "").partition(SEAM)
        if seam and SEAM not in value and name in FIELD_OF:
            pairs.append((FIELD_OF[name], value))
    for name, value in pairs:
        text = clean(value)
        if name == "title" and len(squash(text)) >= SHORTEST_TOLD and not is_site(text):
            found.append(text)
    return found


def first_prose(lines: Sequence[Line], limit: int) -> int:
    """Return where running text begins; a title stands before it."""
    for index, line in enumerate(lines[:limit]):
        if line.kind == "text" and not line.in_frame and furniture.is_prose(line.text):
            return index
    return limit
