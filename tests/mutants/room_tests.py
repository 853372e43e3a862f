"""Which tests speak of a room: its own, its cases of `tests/actions`, and what of its storey imports its modules."""

import ast
from pathlib import Path

ACTIONS = "tests/actions"


def paths_of_tests(root: Path, room: str) -> list[str]:
    """Return folders and files of tests to try, below the root."""
    own = f"tests/{room}"
    paths = {path for path in (own, ACTIONS) if (root / path).is_dir()}
    for path in sorted((root / own).parent.rglob("test_*.py")):
        name = path.relative_to(root).as_posix()
        if not name.startswith(f"{own}/") and imports(path, rules_of(room)):
            paths.add(name)
    return sorted(paths)


def rules_of(room: str) -> tuple[str, str]:
    """Return the modules of `storey/room` that mutants are made of."""
    package = f"mingtang.{room.replace('/', '.')}"
    return f"{package}.policies", f"{package}.actions"


def case_modules(root: Path, room: str) -> list[str]:
    """Return the modules of `tests/actions` that describe actions of the room.

    The modules of tests there hold the cases of all rooms.
    """
    found = [path for path in (root / ACTIONS).glob("*.py") if imports(path, rules_of(room))]
    stems = sorted(path.stem for path in found if not path.stem.startswith("test_"))
    return [f"tests.actions.{stem}" for stem in stems]


def imports(path: Path, names: tuple[str, ...]) -> bool:
    """Tell whether a file imports one of these modules, or from one, or from what is below one."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        imported: list[str] = []
        if isinstance(node, ast.ImportFrom) and not node.level:
            module = node.module or ""
            imported = [module, *(f"{module}.{one.name}" for one in node.names)]
        elif isinstance(node, ast.Import):
            imported = [one.name for one in node.names]
        if any(f"{one}.".startswith(f"{name}.") for one in imported for name in names):
            return True
    return False
