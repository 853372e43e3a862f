import ast
from collections.abc import Iterator

import pytest

from tests.architecture.exceptions import judge
from tests.architecture.source import Source, sources

# Who talks to the outside asks what time it is; everybody else is told.
STOREYS_WITH_A_CLOCK = {"wiring", "faces"}
MODULES_WITH_A_CLOCK = {"interfaces", "jobs", "management", "templatetags"}
READERS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("timezone", "localtime"),
    ("time", "time"),
    ("clock", "now"),
}


def _may_ask(source: Source) -> bool:
    storey, *inner = source.parts
    return storey in STOREYS_WITH_A_CLOCK or bool(MODULES_WITH_A_CLOCK.intersection(inner))


def _clock_readings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else ""
            owner = node.value.id if isinstance(node.value, ast.Name) else owner
            if (owner, node.attr) in READERS:
                yield node.lineno, f"reads the clock: {owner}.{node.attr}"
        elif isinstance(node, ast.ImportFrom) and (node.module or "").endswith("clock"):
            if any(name.name == "now" for name in node.names):
                yield node.lineno, "imports now; import the module clock, so that it is seen"
        elif isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            yield node.value.lineno, f"a hidden clock: {node.arg}"


def test_nothing_inside_reads_the_clock() -> None:
    judge(
        "clock",
        (
            (source.name, line, what)
            for source in sources()
            if not _may_ask(source)
            for line, what in _clock_readings(source.tree)
        ),
    )


@pytest.mark.parametrize(
    "line",
    [
        "at = clock.now()",
        "at = timezone.now()",
        "at = datetime.now(UTC)",
        "at = datetime.datetime.now(UTC)",
        "day = date.today()",
        "seconds = time.time()",
        "from mingtang.ground.foundation.clock import now",
        "created = models.DateTimeField(auto_now_add=True)",
        "created = models.DateTimeField(default=timezone.now)",
    ],
)
def test_reading_is_seen(line: str) -> None:
    assert list(_clock_readings(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    [
        "from mingtang.ground.foundation.clock import BEIJING",
        "seconds = time.monotonic()",
        "created = models.DateTimeField()",
    ],
)
def test_other_time_is_let_through(line: str) -> None:
    assert not list(_clock_readings(ast.parse(line)))
