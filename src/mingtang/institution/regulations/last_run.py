"""What the last recorded run of all tests showed: which test named by a clause passed, and what it read.

The file is written by `scripts/record-trace` after a complete run, never by hand.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LAST_RUN = Path(__file__).parent / "last_run.json"
_IN_NAME = re.compile(r"(?:^|_)(xc|xn|gb|la|hn)_(\d\d)(?=_|$)")


@dataclass(frozen=True)
class TestRecord:
    """One test named by a clause: its name, its outcome, and the clauses of the rules it read."""

    __test__ = False  # pytest looks at classes of this name

    name: str
    outcome: str
    clauses_read: frozenset[str]

    @property
    def passed(self) -> bool:
        """Answer whether it passed wherever it ran."""
        return self.outcome == "passed"

    @property
    def clauses(self) -> tuple[str, ...]:
        """Return the clauses that its name carries."""
        return clauses_in(self.name.rsplit("::", 1)[-1])


def clauses_in(test_name: str) -> tuple[str, ...]:
    """Return the clause IDs in the name of a test (`test_xn_20_release_meets` → XN-20)."""
    return tuple(
        dict.fromkeys(f"{place.upper()}-{number}" for place, number in _IN_NAME.findall(test_name))
    )


def last_run(path: Path = LAST_RUN) -> Mapping[str, tuple[TestRecord, ...]]:
    """Return the recorded tests by clause ID; empty where no run was ever recorded."""
    if not path.is_file():
        return {}
    tests = json.loads(path.read_text(encoding="utf-8"))["tests"]
    found: dict[str, list[TestRecord]] = {}
    for name, entry in sorted(tests.items()):
        record = TestRecord(name, entry["outcome"], frozenset(entry["clauses_read"]))
        for clause in record.clauses:
            found.setdefault(clause, []).append(record)
    return {clause: tuple(records) for clause, records in found.items()}
