"""No module imports itself by way of others, in no room and in no storey.

Imports inside functions count: they put the circle off, they do not untie it.
"""

import ast
from collections.abc import Iterator, Mapping

import pytest

from tests.architecture.source import Source, sources

Graph = Mapping[str, frozenset[str]]


def _name(source: Source) -> str:
    parts = source.parts[:-1] if source.parts[-1] == "__init__" else source.parts
    return ".".join(("mingtang", *parts))


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def _imported(tree: ast.AST) -> Iterator[str]:
    """Yield what a module imports when it runs, at the top or later, `module` or `module.name`."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif not _is_for_types(node):
            waiting.extend(ast.iter_child_nodes(node))


def _graph(trees: Mapping[str, ast.AST]) -> Graph:
    def module_of(name: str) -> str:
        return name if name in trees else name.rpartition(".")[0]

    return {
        name: frozenset({module_of(one) for one in _imported(tree)} & trees.keys() - {name})
        for name, tree in trees.items()
    }


def _knots(graph: Graph) -> list[set[str]]:
    """Return the sets of modules that reach each other."""
    graph = _without_ends(graph)
    reached = {name: _reached(name, graph) for name in graph}
    knots: list[set[str]] = []
    for name in sorted(graph):
        knot = {other for other in reached[name] if name in reached[other]}
        if knot and knot not in knots:
            knots.append(knot)
    return knots


def _without_ends(graph: Graph) -> Graph:
    """Drop, again and again, modules that import nothing more: what is left leads into a circle."""
    left = dict(graph)
    while ends := {name for name, imported in left.items() if not imported}:
        left = {name: imported - ends for name, imported in left.items() if name not in ends}
    return left


def _reached(start: str, graph: Graph) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = graph[waiting.pop()] - found
        found |= new
        waiting.extend(new)
    return found


def test_modules_do_not_import_each_other_in_a_circle() -> None:
    graph = _graph({_name(source): source.tree for source in sources()})
    assert sum(map(len, graph.values())) > 1000

    assert _knots(graph) == []


@pytest.mark.parametrize(
    ("upper", "lower", "knots"),
    [
        ("import a.lower", "x = 1", 0),
        ("from a import lower", "from a.upper import x", 1),
        ("from a.lower import x", "def late():\n    from a import upper", 1),
        ("from a.lower import x", "import typing\nif typing.TYPE_CHECKING:\n    import a.upper", 0),
        ("from a.middle import x", "import a.upper", 1),
    ],
)
def test_circle_is_seen(upper: str, lower: str, knots: int) -> None:
    trees = {"a": "", "a.upper": upper, "a.middle": "from a.lower import x", "a.lower": lower}

    assert len(_knots(_graph({name: ast.parse(text) for name, text in trees.items()}))) == knots
