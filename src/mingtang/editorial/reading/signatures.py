"""The end of a document: who signed it, and when (落款)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mingtang.editorial.reading import dates, offices
from mingtang.editorial.reading.lines import Line

MOST_SIGNERS = 12
LAST_LINES = 8


@dataclass(frozen=True, slots=True)
class Signature:
    """Offices and date at the end of a document; `start` to `end` are its lines in the body."""

    signers: tuple[str, ...]
    day: date | None
    start: int
    end: int
    evidence: str


def signatures_in(body: Sequence[Line]) -> list[Signature]:
    """Return every place where offices stand above (or before) a whole date, in order."""
    found: list[Signature] = []
    last = 0
    for index, line in enumerate(body):
        if line.kind != "text" or len(line.text) > 120 or index == 0:
            continue
        one = _at(body, index, last)
        if one is not None:
            found.append(one)
            last = one.end
    return found


def lonely_date(body: Sequence[Line]) -> Signature | None:
    """Return a whole date alone on one of the last lines, with nobody above it, or None."""
    for index in range(len(body) - 1, max(len(body) - LAST_LINES, 0), -1):
        day = dates.date_of_line(body[index].text) if body[index].kind == "text" else None
        if day is not None:
            return Signature((), day, index, index + 1, body[index].text)
    return None


def _at(body: Sequence[Line], index: int, first: int) -> Signature | None:
    text = body[index].text
    day = dates.date_of_line(text)
    if day is not None:
        signers, start = _above(body, index, first)
        if signers:
            return Signature(signers, day, start, index + 1, _words(body, start, index + 1))
        after = body[index + 1] if index + 1 < len(body) else None
        if after is not None and offices.is_office(after.text) and index + 2 >= len(body) - 1:
            return Signature((after.text,), day, index, index + 2, _words(body, index, index + 2))
        return None
    parted = dates.date_at_end(text)
    if parted is None or not parted[0]:
        return None
    own = offices.offices_of_line(parted[0])
    if not own or not all(offices.is_office(one) or offices.may_sign(one) for one in own):
        return None
    above, start = _above(body, index, first)
    return Signature((*above, *own), parted[1], start, index + 1, _words(body, start, index + 1))


def _above(body: Sequence[Line], index: int, first: int) -> tuple[tuple[str, ...], int]:
    """Return the offices on the lines above a date, and where they begin."""
    found: list[str] = []
    start = index
    while start - 1 >= max(first, 1) and len(found) < MOST_SIGNERS:
        line = body[start - 1]
        if line.kind == "picture" and start == index:
            start -= 1
            continue
        if line.kind != "text" or line.tag in {"h1", "h2", "ul", "ol"}:
            break
        here = offices.offices_of_line(line.text)
        if not here:
            break
        found[:0] = here
        start -= 1
    return tuple(dict.fromkeys(found)), (start if found else index)


def _words(body: Sequence[Line], start: int, end: int) -> str:
    return " ".join(line.text for line in body[start:end] if line.text)
