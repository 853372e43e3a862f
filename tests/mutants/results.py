"""What became of each mutant: kept in a file, told in a report."""

import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from tests.mutants.pool import Mutant, mutant_at, places_in
from tests.mutants.selection import statement_at

MOST_SURVIVORS = 0.1


class Fate(StrEnum):
    """What became of a mutant; `NOT_REACHED` survives because no test runs its line."""

    KILLED = "killed"
    TIMED_OUT = "timed out"
    SURVIVED = "survived"
    NOT_REACHED = "not reached"


ALIVE = frozenset({Fate.SURVIVED, Fate.NOT_REACHED})


@dataclass(frozen=True)
class Result:
    """The end of one mutant. `world` is the digest of sources and tests, `by` the test that failed."""

    key: str
    fate: Fate
    world: str
    seconds: float = 0.0
    tests: int = 0
    reaching: int = 0
    by: str = ""

    def holds_in(self, world: str) -> bool:
        """Tell whether this need not be tried again: what survived may be killed by a new test."""
        return self.fate not in ALIVE or self.world == world


class Results:
    """Results in a file of JSON lines; the last line of a mutant counts."""

    def __init__(self, path: Path) -> None:
        self._path = path
        text = path.read_text("utf-8") if path.exists() else ""
        whole, _, torn = text.rpartition("\n")
        if torn:  # the end of a run that was killed
            path.write_text(f"{whole}\n" if whole else "", "utf-8")
        self.by_key = {one.key: one for one in map(_read, whole.splitlines())}

    def add(self, result: Result) -> None:
        """Store a result at once."""
        self.by_key[result.key] = result
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(result), ensure_ascii=False) + "\n")


def _read(line: str) -> Result:
    told = json.loads(line)
    return Result(**{**told, "fate": Fate(told["fate"])})


@dataclass(frozen=True)
class Equivalent:
    """A mutant that no test can tell from the original. Once its line changes, this is void."""

    file: str
    within: str
    before: str
    after: str
    reason: str

    def is_about(self, mutant: Mutant, within: str) -> bool:
        """Tell whether this names a mutant."""
        names = (mutant.place.file, within, mutant.before, mutant.after)
        return names == (self.file, self.within, self.before, self.after)


def equivalents_in(path: Path) -> tuple[Equivalent, ...]:
    """Read the mutants that do not count."""
    told = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    return tuple(Equivalent(**one) for one in told.get("equivalent", ()))


def void_among(root: Path, equivalents: Iterable[Equivalent]) -> list[Equivalent]:
    """Return the entries that name no mutant of the source as it is."""
    return [one for one in equivalents if not _names_something(root, one)]


def _names_something(root: Path, entry: Equivalent) -> bool:
    path = root / entry.file
    if not path.exists():
        return False
    code = path.read_text("utf-8")
    lines = code.splitlines()
    wanted = entry.before.splitlines()
    for place in places_in(entry.file, code):
        if lines[place.start[0] - 1].strip() in wanted:
            mutant = mutant_at(place, code)
            if mutant and entry.is_about(mutant, statement_at(code, place.start[0]).within):
                return True
    return False


@dataclass(frozen=True)
class Report:
    """What a sample showed. `withins` names the function of each mutant by its key."""

    room: str
    mutants: Sequence[Mutant]
    results: Mapping[str, Result]
    withins: Mapping[str, str]
    equivalents: Sequence[Equivalent]

    def _fate(self, mutant: Mutant) -> Fate:
        return self.results[mutant.key].fate

    def _is_equivalent(self, mutant: Mutant) -> bool:
        within = self.withins[mutant.key]
        return any(one.is_about(mutant, within) for one in self.equivalents)

    @property
    def survivors(self) -> list[Mutant]:
        """Mutants that live and are not named as equivalent."""
        alive = [one for one in self.mutants if self._fate(one) in ALIVE]
        return [one for one in alive if not self._is_equivalent(one)]

    @property
    def share(self) -> float:
        """The part of the mutants that count which survived or were not reached."""
        dead = sum(self._fate(one) not in ALIVE for one in self.mutants)
        counted = dead + len(self.survivors)
        return len(self.survivors) / counted if counted else 0.0

    @property
    def is_good(self) -> bool:
        """Whether at most a tenth survived."""
        return self.share <= MOST_SURVIVORS

    def lines(self) -> Iterator[str]:
        """Yield the report."""
        for mutant in sorted(self.survivors, key=lambda one: (one.place.file, one.place.start)):
            yield from self._told(mutant)
        for mutant in self.mutants:
            if self._fate(mutant) not in ALIVE and self._is_equivalent(mutant):
                yield f"named as equivalent, but killed: {_where(mutant)}: {mutant.after}"
        fates = Counter(self._fate(one) for one in self.survivors)
        fates.update(self._fate(one) for one in self.mutants if self._fate(one) not in ALIVE)
        alike = len(self.mutants) - fates.total()
        counts = ", ".join(f"{fates[fate]} {fate}" for fate in Fate)
        yield f"{self.room}: {len(self.mutants)} mutants: {counts}, {alike} equivalent"
        yield f"{self.share:.1%} survived (at most {MOST_SURVIVORS:.0%})"

    def _told(self, mutant: Mutant) -> Iterator[str]:
        result = self.results[mutant.key]
        of = f" of {result.reaching}" if result.reaching > result.tests else ""
        yield f"{_where(mutant)} in {self.withins[mutant.key] or 'the module'}: {result.fate}"
        yield f"    {mutant.place.operator}, {result.tests}{of} tests"
        for sign, text in (("-", mutant.before), ("+", mutant.after)):
            yield from (f"    {sign} {line}" for line in text.splitlines())
        yield ""


def _where(mutant: Mutant) -> str:
    return f"{mutant.place.file}:{mutant.place.start[0]}"
