"""Which tests a mutant is shown to."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest

MOST_TESTS = 60


@dataclass(frozen=True)
class Statement:
    """The innermost statement around a line: its lines, the names around it, when it runs."""

    lines: range
    within: str
    at_import: bool


@dataclass(frozen=True)
class Reach:
    """What a run of the room's tests showed: seconds of each test that passed, tests of each line."""

    seconds: Mapping[str, float]
    lines: Mapping[str, Mapping[int, frozenset[str]]]  # file → line → tests
    failed: tuple[str, ...] = ()

    def tests_of(self, file: str, lines: Iterable[int]) -> set[str]:
        """Return the tests that passed and reached one of these lines."""
        by_line = self.lines.get(file, {})
        found = {test for line in lines for test in by_line.get(line, ())}
        return found & self.seconds.keys()

    def cheapest_first(self, tests: Iterable[str]) -> list[str]:
        """Order tests by their time."""
        return sorted(tests, key=lambda test: (self.seconds[test], test))


@cache
def _statements(code: str) -> list[tuple[ast.stmt, range]]:
    """Return every statement with all its lines, those of its decorators too."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.stmt):
            decorators = getattr(node, "decorator_list", [])
            first = min([node.lineno, *(one.lineno for one in decorators)])
            found.append((node, range(first, (node.end_lineno or node.lineno) + 1)))
    return found


def statement_at(code: str, line: int) -> Statement:
    """Return what surrounds a line; of a statement with a body, the lines of its head."""
    around = [(node, lines) for node, lines in _statements(code) if line in lines]
    around.sort(key=lambda one: len(one[1]), reverse=True)
    outer = [node for node, _ in around if line >= _first_of_body(node)]
    names = [
        node.name
        for node in outer
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]
    in_function = any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) for node in outer)
    return Statement(_head(around, line), ".".join(names), at_import=not in_function)


def _first_of_body(node: ast.stmt) -> float:
    body = getattr(node, "body", None)
    return body[0].lineno if body else float("inf")


def _head(around: list[tuple[ast.stmt, range]], line: int) -> range:
    if not around:
        return range(line, line + 1)
    node, lines = around[-1]
    end = min(lines.stop, _first_of_body(node))
    # Further heads of a statement, such as `except` and `case`, are lines of their own.
    return range(lines.start, int(end)) if line < end else range(line, line + 1)


def select(reach: Reach, file: str, statement: Statement, *, most: int = MOST_TESTS) -> list[str]:
    """Choose tests for a mutant of a statement, cheapest first, at most so many.

    Of more than that, each test function gives one in turn: the cheapest of all might be sixty examples
    of one table. What runs at the import can matter anywhere in the file: tests of all its lines follow.
    """
    chosen = _in_turn(reach, reach.tests_of(file, statement.lines))
    if statement.at_import:
        by_line = [reach.tests_of(file, [line]) for line in reach.lines.get(file, {})]
        cheapest = {reach.cheapest_first(tests)[0] for tests in by_line if tests}
        chosen += _in_turn(reach, cheapest)
        chosen += _in_turn(reach, set().union(*by_line))
    return reach.cheapest_first(list(dict.fromkeys(chosen))[:most])


def _in_turn(reach: Reach, tests: Iterable[str]) -> list[str]:
    by_function: dict[str, list[str]] = defaultdict(list)
    for test in reach.cheapest_first(tests):
        by_function[test.partition("[")[0]].append(test)
    turns = zip_longest(*by_function.values())
    return [test for turn in turns for test in turn if test is not None]
