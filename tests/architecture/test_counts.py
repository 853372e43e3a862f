import ast
from collections.abc import Iterator

import pytest

from tests.architecture.exceptions import judge
from tests.architecture.source import Source, sources

# A screen counts what belongs to one row; how long a list is, `capped_count` says, which stops counting.
MANAGERS = {"objects", "_default_manager"}


def _is_screen(source: Source) -> bool:
    return "interfaces" in source.parts or source.parts[:2] == ("faces", "office")


def _counts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "count"
            and not node.args
            and not _is_of_one_row(node.func.value)
        ):
            yield node.lineno, f"counts a whole list: {ast.unparse(node)[:80]}"


def _is_of_one_row(node: ast.expr) -> bool:
    """Tell whether something hangs on a row (`row.opinions`), or is the method of a screen itself."""
    if isinstance(node, ast.Name) and node.id == "self":
        return True
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Call):
            node = node.func.value if isinstance(node.func, ast.Attribute) else node.func
        elif isinstance(node, ast.Attribute):
            if node.attr not in MANAGERS:
                return True
            node = node.value
        else:
            return False
    return False


def test_no_screen_counts_a_whole_list() -> None:
    judge(
        "counts",
        (
            (source.name, line, what)
            for source in sources()
            if _is_screen(source)
            for line, what in _counts(source.tree)
        ),
    )


@pytest.mark.parametrize(
    "line",
    [
        "rows.count()",
        "rows.filter(state='late').count()",
        "Case.objects.count()",
        "Case.objects.visible_to(person).filter(state='late').count()",
        "self.unseen().count()",
    ],
)
def test_counting_is_seen(line: str) -> None:
    assert list(_counts(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    ["row.opinions.count()", "row.words.waiting().count()", "self.count()", "text.count('，')"],
)
def test_counting_what_one_row_has_is_let_through(line: str) -> None:
    assert not list(_counts(ast.parse(line)))
