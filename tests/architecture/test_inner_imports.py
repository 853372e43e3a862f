import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.source import sources

# Why an import may stand inside a function: the list is closed, a word may follow after a dash.
REASONS = (
    "slow import",
    "needs set-up",
    "optional dependency",
    "app ready",
)


def _unreasoned(text: str, tree: ast.AST) -> Iterator[int]:
    lines = text.splitlines()
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(function):
            if not isinstance(node, ast.Import | ast.ImportFrom):
                continue
            written = (lines[node.lineno - 1], lines[(node.end_lineno or node.lineno) - 1])
            comments = [re.sub(r".*#\s*", "", line) for line in written if "#" in line]
            if not any(comment.startswith(REASONS) for comment in comments):
                yield node.lineno


def test_import_inside_a_function_has_a_reason() -> None:
    wrong = {
        f"{source.name}:{line}"
        for source in sources()
        for line in _unreasoned(source.text, source.tree)
    }

    assert not wrong, f"give one of the reasons {REASONS} in a comment: {sorted(wrong)}"


@pytest.mark.parametrize(
    ("line", "is_wrong"),
    [
        ("import django", True),
        ("import django  # because", True),
        ("import django  # slow import", False),
        ("import django  # needs set-up - settings are read", False),
        ("from django import (  # slow import\n        db,\n    )", False),
    ],
)
def test_reason_is_read(line: str, is_wrong: bool) -> None:
    text = f"def late():\n    {line}\n"

    assert bool(list(_unreasoned(text, ast.parse(text)))) is is_wrong


def test_import_at_the_top_needs_no_reason() -> None:
    assert not list(_unreasoned("import django\n", ast.parse("import django\n")))
