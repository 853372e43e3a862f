"""A tree of its own: one room with a policy, and tests that overlook some of it."""

import shutil
import subprocess
from pathlib import Path

import pytest

POLICIES = '''"""Rules of the room."""

from collections.abc import Sequence

Days = int | None
LIMIT = 3


def is_late(days: Days) -> bool:
    """Answer whether something is late."""
    return days is not None and days not in range(LIMIT)


def is_early(days: int) -> bool:
    return not days
'''
TESTS = """import pytest

from mingtang.upper.room.policies import is_late


@pytest.mark.parametrize("days", [3, 400])
def test_late(days: int) -> None:
    assert is_late(days)


def test_not_late() -> None:
    assert not is_late(None)


@pytest.mark.slow
def test_slow() -> None:
    assert False
"""
PYTEST = """[tool.pytest.ini_options]
addopts = "--strict-markers -q -ra"
markers = ["slow: s", "soak: s", "browser: b"]
"""
HERE = Path(__file__).parent


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small tree in git's hands, with the tool in it."""
    room, tests = tmp_path / "src/mingtang/upper/room", tmp_path / "tests"
    (tests / "upper/room").mkdir(parents=True)
    room.mkdir(parents=True)
    for package in (room.parents[1], room.parent, room, tests, tests / "upper/room"):
        (package / "__init__.py").touch()
    (room / "policies.py").write_text(POLICIES, "utf-8")
    (room / "models.py").write_text("LIMIT = 3\n", "utf-8")
    (tests / "upper/room/test_policies.py").write_text(TESTS, "utf-8")
    (tmp_path / "pyproject.toml").write_text(PYTEST, "utf-8")
    shutil.copytree(
        HERE, tests / "mutants", ignore=shutil.ignore_patterns("test_*", "conftest*", "*.toml")
    )
    (tmp_path / ".gitignore").write_text("/build/\n__pycache__/\n", "utf-8")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    return tmp_path
