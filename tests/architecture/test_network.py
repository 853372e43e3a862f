import ast
from collections.abc import Iterator

import pytest

from tests.architecture.exceptions import judge
from tests.architecture.source import sources

# The one guarded client reaches outside; `urllib.parse` and `http.HTTPStatus` reach nobody.
CLIENTS = {"urllib.request", "http.client", "requests", "httpx", "urllib3", "aiohttp", "smtplib"}


def _clients(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {node.module} | {f"{node.module}.{name.name}" for name in node.names}
        else:
            continue
        for name in sorted(names.intersection(CLIENTS)):
            yield node.lineno, f"a client of its own: {name}"


def test_only_the_guarded_client_reaches_outside() -> None:
    judge(
        "clients",
        ((source.name, line, what) for source in sources() for line, what in _clients(source.tree)),
    )


@pytest.mark.parametrize(
    "line", ["import urllib.request", "from urllib import request", "from http.client import *"]
)
def test_client_is_seen(line: str) -> None:
    assert list(_clients(ast.parse(line)))


@pytest.mark.parametrize(
    "line", ["from urllib.parse import urlsplit", "from http import HTTPStatus"]
)
def test_other_parts_are_let_through(line: str) -> None:
    assert not list(_clients(ast.parse(line)))
