"""The measures: what is counted. A room registers each of its own at start."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from mingtang.spine.events.subscribers import EventFacts


@dataclass(frozen=True)
class Addition:
    """What one event adds to a measure, and under which keys.

    `unit` and `site` are codes, `column` is an opaque key (`column:12`), `kind` a class of the room that
    counts; each is empty where the event says nothing about it. `amount` may be negative where an event
    takes something back. `day` is stated by an event that imports past records; any other event
    counts for the day on which it was recorded.
    """

    unit: str = ""
    site: str = ""
    column: str = ""
    kind: str = ""
    amount: int = 1
    day: date | None = None


@dataclass(frozen=True)
class Measure:
    """Something that is counted by day (统计指标).

    `counts(facts)` returns what an event of one of `codes` adds: a pure function of the event, without
    the database or the clock, so that a rebuild from the log gives the same figures. `kinds` returns pairs of
    class and label. Raise `version` whenever `counts` changes: `mingtang doctor` then asks for a rebuild.
    """

    name: str
    label: str
    codes: frozenset[str]
    counts: Callable[[EventFacts], Iterable[Addition]]
    unit_word: str = "件"
    version: int = 1
    kinds: Callable[[], Iterable[tuple[str, str]]] = tuple


_measures: dict[str, Measure] = {}


def register_measures(*measures: Measure) -> None:
    """Add measures; called in `AppConfig.ready()`. A repeat is harmless.

    :raises ValueError: another measure has the name.
    """
    for one in measures:
        if _measures.setdefault(one.name, one) != one:
            raise ValueError(f"two measures are called {one.name!r}")


def measure(name: str) -> Measure:
    """Return a measure by its name.

    :raises LookupError: no room registered it.
    """
    return _measures[name]


def all_measures() -> tuple[Measure, ...]:
    """Return every measure, by name."""
    return tuple(_measures[name] for name in sorted(_measures))


def forget_measure(name: str) -> None:
    """Remove a measure; for tests that register their own."""
    _measures.pop(name, None)


def definitions() -> str:
    """Return names and versions of all measures in one line: what a build was counted with."""
    return " ".join(f"{one.name}:{one.version}" for one in all_measures())


def of_event(facts: EventFacts) -> tuple[Addition, ...]:
    """Count an event once, under its own unit, site and the kind that its payload names."""
    return (Addition(facts.unit, facts.site, kind=str(facts.payload.get("kind", ""))),)
