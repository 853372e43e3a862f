"""The whole tool on a tree of its own; each mutant is a real run of pytest."""

from pathlib import Path

import pytest

from tests.mutants.__main__ import run
from tests.mutants.results import Fate, Results
from tests.mutants.running import BrokenRunError, Runner, copy_tree

pytestmark = pytest.mark.slow
ROOM = "upper/room"
POLICIES = "src/mingtang/upper/room/policies.py"


def _fates(tree: Path) -> dict[tuple[str, str], Fate]:
    results = Results(tree / "build/mutants/upper-room.jsonl").by_key.values()
    parts = [(one.key.split(":"), one.fate) for one in results]
    return {(operator, occurrence): fate for (_, operator, occurrence, _), fate in parts}


def _forget(tree: Path, operator: str) -> None:
    path = tree / "build/mutants/upper-room.jsonl"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if operator not in line), "utf-8")


def test_tests_kill_what_they_look_at(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    usual = (tree / POLICIES).read_bytes()

    code = run(tree, ROOM, size=100, seed=1)

    told = capsys.readouterr().out
    assert code == 1
    assert _fates(tree) == {
        ("core/ReplaceComparisonOperator_IsNot_Is", "0"): Fate.KILLED,
        ("core/ReplaceAndWithOr", "0"): Fate.KILLED,
        ("core/NumberReplacer", "0"): Fate.KILLED,  # LIMIT = 4
        ("core/NumberReplacer", "1"): Fate.SURVIVED,  # LIMIT = 2
        ("core/ReplaceUnaryOperator_Delete_Not", "0"): Fate.NOT_REACHED,
    }
    assert f"{POLICIES}:6 in the module: survived\n" in told
    assert "    - LIMIT = 3\n    + LIMIT = 2\n" in told
    assert f"{POLICIES}:15 in is_early: not reached\n" in told
    assert (tree / POLICIES).read_bytes() == usual

    _forget(tree, "IsNot_Is")
    assert run(tree, ROOM, size=100, seed=1) == 1
    again = capsys.readouterr().out
    assert "recording" not in again
    assert "5 mutants, 1 to try\n" in again
    assert _fates(tree)["core/ReplaceComparisonOperator_IsNot_Is", "0"] is Fate.KILLED


def test_tests_that_fail_without_a_mutant_end_the_run(tree: Path) -> None:
    (tree / "tests/conftest.py").write_text("raise OSError\n", "utf-8")

    with pytest.raises(BrokenRunError, match="OSError"):
        run(tree, ROOM, size=1, seed=1)


def test_room_without_policies_is_told(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tree, "upper/nothing", size=1, seed=1) == 2
    assert capsys.readouterr().err == "upper/nothing: no policies and no actions to change\n"


def test_test_that_hangs_is_ended(tree: Path, tmp_path: Path) -> None:
    (tree / "tests/test_hang.py").write_text("def test_hang():\n    while True:\n        pass\n")
    copy = tmp_path / "copy"
    copy_tree(tree, copy)

    ended = Runner().pytest(copy, "tests/test_hang.py", limit=3)

    assert ended.code is None
    assert ended.seconds < 60
