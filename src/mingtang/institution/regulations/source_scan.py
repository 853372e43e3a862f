"""Where code rests on a clause: clause IDs in docstrings, and rules read by their ID.

The files are read as text and parsed only where something looks like a hit: the whole package takes
a fraction of a second.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

CLAUSE_ID = re.compile(r"\b(?:XC|XN|GB|LA|HN)-\d\d\b")
_SKIPPED = {"regulations", "migrations"}  # the machinery of rules rests on none of them


@dataclass
class FoundCodes:
    """Places in code, as dotted names, by clause ID, by rule ID and by event code."""

    clauses: dict[str, set[str]] = field(default_factory=dict)
    rules: dict[str, set[str]] = field(default_factory=dict)
    events: dict[str, set[str]] = field(default_factory=dict)


def scan(package: Path, rule_ids: Iterable[str], event_codes: Iterable[str]) -> FoundCodes:
    """Return where the code below `package` names clauses, reads rules and records events."""
    wanted_rules, wanted_events = frozenset(rule_ids), frozenset(event_codes)
    found = FoundCodes()
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        text = path.read_text(encoding="utf-8")
        if _SKIPPED.isdisjoint(parts) and _looks_like_a_hit(text):
            _Visitor(".".join((package.name, *parts)), found, wanted_rules, wanted_events).visit(
                ast.parse(text)
            )
    return found


def _looks_like_a_hit(text: str) -> bool:
    return bool(CLAUSE_ID.search(text)) or "record" in text or ".rule" in text or "rules" in text


class _Visitor(ast.NodeVisitor):
    """Walks one module and keeps the name of the function it is in."""

    def __init__(
        self, module: str, found: FoundCodes, rules: frozenset[str], events: frozenset[str]
    ) -> None:
        self._names = [module.removesuffix(".__init__")]
        self._found = found
        self._rules = rules
        self._events = events
        self._is_action = "actions" in module.split(".")

    def visit_Module(self, node: ast.Module) -> None:
        self._read_docstring(node)
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._enter(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._enter(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._enter(node)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Attribute) and node.func.attr == "rule":
            self._note_rules(node.args)
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self._note_rules([node.slice])
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if self._is_action and node.value in self._events:
            self._add(self._found.events, str(node.value))

    def _enter(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        self._names.append(node.name)
        self._read_docstring(node)
        self.generic_visit(node)
        self._names.pop()

    def _read_docstring(
        self, node: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    ) -> None:
        for clause in CLAUSE_ID.findall(ast.get_docstring(node) or ""):
            self._add(self._found.clauses, clause)

    def _note_rules(self, nodes: Iterable[ast.expr]) -> None:
        for node in nodes:
            if isinstance(node, ast.Constant) and node.value in self._rules:
                self._add(self._found.rules, str(node.value))

    def _add(self, places: dict[str, set[str]], key: str) -> None:
        places.setdefault(key, set()).add(".".join(self._names))


def clauses_named(found: FoundCodes) -> Iterator[tuple[str, str]]:
    """Yield every clause ID that a docstring names, with the place."""
    for clause, places in sorted(found.clauses.items()):
        for place in sorted(places):
            yield clause, place


Places = Mapping[str, set[str]]
