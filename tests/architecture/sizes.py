"""How long rooms, files and functions are: `python -m tests.architecture.sizes [STOREY] [--long]`.

Prints a table of the rooms of a storey, or of all; with `--long` the files over 300 lines and the functions over 40.
"""

import argparse
import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.architecture.source import PACKAGE, Source, sources

LONG_FILE = 300  # lines; what is longer is worth a look, not forbidden
LONG_FUNCTION = 40


@dataclass(frozen=True)
class RoomSize:
    """Lines of Python of a room, without its migrations and with them."""

    room: str
    lines: int
    with_migrations: int
    files: int


def room_sizes(storey: str = "") -> list[RoomSize]:
    """Return the rooms of a storey, or of all, the longest first."""
    rooms = sorted({one.parts[:2] for one in sources() if len(one.parts) > 2})
    found = [_size("/".join(parts)) for parts in rooms if storey in {"", parts[0]}]
    return sorted(found, key=lambda one: (-one.lines, one.room))


def _size(room: str) -> RoomSize:
    own = [source.text.count("\n") for source in sources() if source.name.startswith(f"{room}/")]
    whole = sum(path.read_text("utf-8").count("\n") for path in (PACKAGE / room).rglob("*.py"))
    return RoomSize(room, sum(own), whole, len(own))


def functions() -> list[tuple[int, str]]:
    """Return length and place of every function."""
    return [
        ((node.end_lineno or node.lineno) - node.lineno + 1, f"{source.name}: {node.name}")
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def long_files(files: Iterable[Source]) -> Iterator[tuple[int, str]]:
    """Yield length and name of the files that are worth a look."""
    for source in files:
        if (length := source.text.count("\n")) > LONG_FILE:
            yield length, source.name


def table(storey: str = "") -> str:
    """Return the rooms as a table of Markdown."""
    rows = [
        f"| `{one.room}` | {one.lines:,} | {one.with_migrations:,} | {one.files} |"
        for one in room_sizes(storey)
    ]
    head = ["| room | lines | with migrations | files |", "| --- | --- | --- | --- |"]
    return "\n".join([*head, *rows])


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("storey", nargs="?", default="")
    parser.add_argument("--long", action="store_true")
    asked = parser.parse_args()
    print(table(asked.storey))
    if asked.long:
        worst = (one for one in functions() if one[0] > LONG_FUNCTION)
        for length, place in sorted([*long_files(sources()), *worst], reverse=True):
            print(f"{length:>5}  {place}")


if __name__ == "__main__":
    main()
