"""Adding events up: pure, the same from the same events in any number of pieces."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date
from hashlib import sha256

from mingtang.ground.foundation.clock import beijing_date
from mingtang.institution.figures.kinds import Measure
from mingtang.spine.events.subscribers import EventFacts


@dataclass(frozen=True, order=True)
class FigureKey:
    """What a figure is of. Columns of the table, in the order of its constraint."""

    measure: str
    day: date
    unit: str = ""
    site: str = ""
    column: str = ""
    kind: str = ""


def added_by(measures: Iterable[Measure], events: Iterable[EventFacts]) -> Counter[FigureKey]:
    """Return what events add to each figure, by the day of the record (Beijing) or the stated day.

    Source: 国办发〔2017〕47号: forged dates of release are a veto; figures go by when it was recorded.
    """
    by_code: dict[str, list[Measure]] = {}
    for one in measures:
        for code in one.codes:
            by_code.setdefault(code, []).append(one)
    found: Counter[FigureKey] = Counter()
    for event in events:
        day = beijing_date(event.recorded_at)
        for one in by_code.get(event.code, ()):
            for part in one.counts(event):
                key = FigureKey(
                    one.name, part.day or day, part.unit, part.site, part.column, part.kind
                )
                found[key] += part.amount
    return found


def digest_of(figures: Iterable[tuple[FigureKey, int]]) -> str:
    """Return the digest of figures in the order of their keys; those of 0 count as absent."""
    digest = sha256()
    for key, amount in figures:
        if amount:
            digest.update(f"{'|'.join(map(str, astuple(key)))}|{amount}\n".encode())
    return digest.hexdigest()
