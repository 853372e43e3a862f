"""Write what the last complete run of all tests showed to `src/mingtang/institution/regulations/last_run.json`.

`scripts/record-trace` calls it at the end of `make test`. `mingtang regulations trace` reads the file; nobody edits it. The
parts in `build/trace-run.json` are used up, so that the next record rests on new runs alone. Says
nothing when all is well.
"""

import argparse
import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

from mingtang.institution.regulations.last_run import clauses_in

ROOT = Path(__file__).resolve().parents[2]
DATABASES = ("sqlite", "postgresql")
_RANK = {"skipped": 0, "passed": 1, "failed": 2}


class Entry(TypedDict):
    """What a part tells of one test."""

    outcome: str
    clauses_read: list[str]


Tests = dict[str, Entry]


def joined(parts: dict[str, Tests]) -> Tests:
    """Join the parts of a run: a failure anywhere is a failure, what was read adds up."""
    tests: Tests = {}
    for part in parts.values():
        for name, entry in part.items():
            known = tests.setdefault(name, {"clauses_read": [], "outcome": "skipped"})
            known["outcome"] = max(known["outcome"], entry["outcome"], key=_RANK.__getitem__)
            known["clauses_read"] = sorted({*known["clauses_read"], *entry["clauses_read"]})
    return dict(sorted(tests.items()))


def missing(parts: dict[str, Tests], expected: set[str]) -> list[str]:
    """Return what keeps the parts from being a complete run."""
    found = [
        f"no complete run on {database}"
        for database in DATABASES
        if not any(part.startswith(f"{database}:") for part in parts)
    ]
    ran = {name for part in parts.values() for name in part}
    return found + [f"not run: {name}" for name in sorted(expected - ran)]


def named_tests(folder: Path) -> Iterator[str]:
    """Yield the tests below a folder that carry a clause in their name, but those for `make soak`."""
    for path in sorted(folder.rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(_is_soak(node.value) for node in tree.body if isinstance(node, ast.Assign)):
            continue
        name = path.relative_to(folder.parent).as_posix()
        yield from (f"{name}::{test}" for test in _tests_in(tree, ""))


def _tests_in(tree: ast.Module | ast.ClassDef, prefix: str) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from _tests_in(node, f"{prefix}{node.name}::")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            is_named = node.name.startswith("test_") and clauses_in(node.name)
            if is_named and not any(map(_is_soak, node.decorator_list)):
                yield prefix + node.name


def _is_soak(node: ast.expr) -> bool:
    return "mark.soak" in ast.unparse(node)


def main() -> None:
    """Write the record, or say what is missing and exit with code 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT)
    root = parser.parse_args().root
    run_file = root / "build" / "trace-run.json"
    if not run_file.is_file():
        sys.exit("record-trace: no complete run; `make test` makes one")
    parts: dict[str, Tests] = json.loads(run_file.read_text("utf-8"))["parts"]
    lacking = missing(parts, set(named_tests(root / "tests")))
    if lacking:
        sys.exit("\n  ".join(["record-trace: nothing recorded", *lacking]))
    record = json.dumps({"tests": joined(parts)}, ensure_ascii=False, indent=1) + "\n"
    (root / "src" / "mingtang" / "institution" / "regulations" / "last_run.json").write_text(
        record, "utf-8"
    )
    run_file.unlink()


if __name__ == "__main__":
    main()
