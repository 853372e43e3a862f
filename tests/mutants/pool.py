"""Mutants of a room's policies and actions, made by the operators of cosmic-ray."""

import ast
import difflib
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator
from cosmic_ray.plugins import get_operator, operator_names

from tests.mutants.behaviour import behaviour_of, orders_nothing

# A replacement by an operator of another family only raises a TypeError, or compares singletons by
# `==` instead of `is`: the first is killed by any test, the second by none.
_FAMILIES = (
    {"Add", "Sub", "Mul", "Div", "FloorDiv", "Mod", "Pow"},
    {"BitAnd", "BitOr", "BitXor", "Sub"},
    {"LShift", "RShift"},
    {"Eq", "NotEq", "Lt", "LtE", "Gt", "GtE"},
    {"Is", "IsNot"},
)
_NEED_ARGUMENTS = {"core/VariableReplacer", "core/VariableInserter"}


@dataclass(frozen=True)
class Place:
    """Where an operator can change a file: its `occurrence`-th chance; lines count from 1."""

    file: str
    operator: str
    occurrence: int
    start: tuple[int, int]
    end: tuple[int, int]


@dataclass(frozen=True)
class Mutant:
    """A changed file. `before` and `after` are the lines that differ, without their indent."""

    place: Place
    before: str
    after: str
    code: str
    behaviour: str  # a digest; the same for two mutants that behave alike
    content: str  # a digest of the file that it was made from

    @property
    def key(self) -> str:
        """What names this mutant among results, as long as its file stays as it is."""
        place = self.place
        return f"{place.file}:{place.operator}:{place.occurrence}:{self.content}"


def files_of(root: Path, room: str) -> list[str]:
    """Return the modules of `policies` and `actions` of a room (`storey/room`), below the root."""
    folder = root / "src" / "mingtang" / room
    found = [path for path in folder.rglob("*.py") if _is_judged(path.relative_to(folder))]
    return sorted(path.relative_to(root).as_posix() for path in found)


def _is_judged(path: Path) -> bool:
    return path.parts[0].removesuffix(".py").startswith(("policies", "actions"))


@cache
def _operators() -> tuple[tuple[str, Operator], ...]:
    names = [name for name in operator_names() if name not in _NEED_ARGUMENTS]
    return tuple((name, get_operator(name)()) for name in names if _is_sensible(name))


def _is_sensible(name: str) -> bool:
    if not name.startswith(("core/ReplaceBinaryOperator_", "core/ReplaceComparisonOperator_")):
        return True
    _, old, new = name.split("_")
    return any({old, new} <= family for family in _FAMILIES)


def places_in(file: str, code: str) -> list[Place]:
    """Return every place of a file where an operator could make a mutant."""
    counts: Counter[str] = Counter()
    places = []
    for node in ast_nodes(get_ast(code)):
        for name, operator in _operators():
            for start, end in operator.mutation_positions(node):
                places.append(Place(file, name, counts[name], start, end))
                counts[name] += 1
    return places


def mutant_at(place: Place, code: str) -> Mutant | None:
    """Make a mutant; None if what it changes is no behaviour, or no Python."""
    mutated = mutate_code(code, get_operator(place.operator)(), place.occurrence)
    behaviour = _behaviour(mutated) if mutated else None
    if not mutated or not behaviour or behaviour == _behaviour_of_original(code):
        return None
    if orders_nothing(ast.parse(mutated)) > orders_nothing(ast.parse(code)):
        return None  # of `==` between what is only equal or not, `!=` is the mutant
    before, after = _changed_lines(code, mutated)
    return Mutant(place, before, after, mutated, behaviour, digest_of(code))


def _behaviour(code: str) -> str | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # as pytest does: `is` with a literal ends the import
            tree = ast.parse(code)
            compile(code, "<mutant>", "exec")
    except (SyntaxError, ValueError):
        return None
    return digest_of(behaviour_of(tree))


_behaviour_of_original = cache(_behaviour)


def _changed_lines(code: str, mutated: str) -> tuple[str, str]:
    diff = list(difflib.unified_diff(code.splitlines(), mutated.splitlines(), n=0))[2:]
    return (
        "\n".join(line[1:].strip() for line in diff if line.startswith("-")).strip(),
        "\n".join(line[1:].strip() for line in diff if line.startswith("+")).strip(),
    )


def digest_of(text: str) -> str:
    """Return what tells one content of a file from another."""
    return sha256(text.encode()).hexdigest()[:16]


def sample(places: Iterable[Place], *, seed: int) -> Iterator[Place]:
    """Yield all places in an order of chance; no spot of the source comes twice before each came once.

    The order of two places stays when others come or go, so that most of a sample outlives a change.
    """
    spots: dict[object, list[Place]] = defaultdict(list)
    for place in places:
        spots[place.file, place.start, place.end].append(place)
    firsts = sorted(spots.values(), key=lambda row: _lot(seed, row[0]))
    rows = [sorted(row, key=lambda one: _lot(seed, one)) for row in firsts]
    for turn in range(max(map(len, rows), default=0)):
        yield from (row[turn] for row in rows if turn < len(row))


def _lot(seed: int, place: Place) -> str:
    return digest_of(f"{seed}:{place.file}:{place.operator}:{place.occurrence}")


def mutants_of(root: Path, files: Iterable[str], *, seed: int) -> Iterator[Mutant]:
    """Yield mutants of these files in the order of a sample, no two that behave alike."""
    codes = {file: (root / file).read_text("utf-8") for file in files}
    places = [place for file, code in codes.items() for place in places_in(file, code)]
    seen = set()
    for place in sample(places, seed=seed):
        mutant = mutant_at(place, codes[place.file])
        if mutant and (known := (place.file, mutant.behaviour)) not in seen:
            seen.add(known)
            yield mutant
