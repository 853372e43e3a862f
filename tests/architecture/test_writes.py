import ast
from collections.abc import Iterator

import pytest

from tests.architecture.exceptions import allowed, judge
from tests.architecture.source import Source, sources

WRITERS = {
    "save",
    "delete",
    "create",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
    "asave",
    "adelete",
    "acreate",
    "aget_or_create",
    "aupdate_or_create",
    "abulk_create",
    "abulk_update",
    "aupdate",
    "save_base",
    "_raw_delete",
}
SQL_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER", "TRUNCATE")
HOME_OF_WRITES = {"actions", "models", "management"}


def _is_home(source: Source) -> bool:
    """Say whether a file may write: actions, models and commands of a room."""
    return bool(HOME_OF_WRITES.intersection(source.parts[1:]))


def _is_queryset_update(call: ast.Call) -> bool:
    """Tell `rows.update(state=…)` from the update of a dict, a set or a digest."""
    return not call.args and bool(call.keywords)


def _sql(call: ast.Call) -> str:
    """Return the statement that a cursor is given, as far as it stands in the call."""
    if not call.args:
        return ""
    first = call.args[0]
    if isinstance(first, ast.JoinedStr) and first.values:
        first = next((part for part in first.values if isinstance(part, ast.Constant)), first)
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        return first.value.strip().upper()
    return ""


def _writes(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name = node.func.attr
        is_write = (
            name in WRITERS
            or (name == "update" and _is_queryset_update(node))
            or (name in {"execute", "executemany"} and _sql(node).startswith(SQL_WRITES))
        )
        if is_write:
            yield node.lineno, f"writes outside an action: {ast.unparse(node.func)[-60:]}(…)"


def test_nothing_writes_outside_actions() -> None:
    judge(
        "writes",
        (
            (source.name, line, what)
            for source in sources()
            if not _is_home(source)
            for line, what in _writes(source.tree)
        ),
    )


@pytest.mark.parametrize(
    "line",
    [
        "Article.objects.create(title='x')",
        "article.save(update_fields=['title'])",
        "article.delete()",
        "Article.objects.filter(pk=1).update(title='x')",
        "unit.people.get_or_create(name='x')",
        "Article.objects.bulk_update(rows, ['title'])",
        "cursor.execute('DELETE FROM content_article')",
        "cursor.execute(f'update {table} set x = 1')",
        "async def a():\n    await article.asave()",
    ],
)
def test_write_is_seen(line: str) -> None:
    assert list(_writes(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    [
        "digest.update(block)",
        "seen.update({1, 2})",
        "Article.objects.filter(pk=1).first()",
        "cursor.execute('SELECT 1')",
        "create(title='x')",
    ],
)
def test_read_is_let_through(line: str) -> None:
    assert not list(_writes(ast.parse(line)))


def test_exceptions_are_files() -> None:
    assert all(entry.partition(": ")[0].endswith(".py") for entry in allowed("writes"))
