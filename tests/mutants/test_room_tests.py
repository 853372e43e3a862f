from pathlib import Path

from tests.mutants.room_tests import case_modules, paths_of_tests

ROOM = "upper/room"


def _write(tree: Path, name: str, text: str) -> None:
    path = tree / "tests" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_tests_of_a_room_are_its_own_and_what_imports_it(tree: Path) -> None:
    _write(tree, "upper/test_a.py", "from mingtang.upper.room import policies as rules\n")
    _write(tree, "upper/test_b.py", "import mingtang.upper.room.actions.life\n")
    _write(
        tree, "upper/test_c.py", "def test_c():\n    from mingtang.upper.room.actions import go\n"
    )
    _write(tree, "upper/test_d.py", "from mingtang.upper.room import models\n")
    _write(tree, "lower/test_f.py", "from mingtang.upper.room import policies\n")
    _write(tree, "upper/test_e.py", "from mingtang.upper.room_of_another.policies import late\n")

    assert paths_of_tests(tree, ROOM) == [
        "tests/upper/room",
        "tests/upper/test_a.py",
        "tests/upper/test_b.py",
        "tests/upper/test_c.py",
    ]


def test_cases_of_a_room_stand_where_it_is_imported(tree: Path) -> None:
    _write(tree, "actions/rooms.py", "from mingtang.upper.room.actions import open_room\n")
    _write(tree, "actions/others.py", "from mingtang.upper.other.models import Other\n")
    _write(tree, "actions/test_actions.py", "from mingtang.upper.room.actions import open_room\n")

    assert paths_of_tests(tree, ROOM) == ["tests/actions", "tests/upper/room"]
    assert case_modules(tree, ROOM) == ["tests.actions.rooms"]
