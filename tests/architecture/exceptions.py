"""The short list of exceptions, each with its reason (`allowed.toml`)."""

import tomllib
from collections.abc import Iterable
from pathlib import Path


def allowed(rule: str) -> dict[str, str]:
    """Return the files that a rule leaves alone, with the reasons."""
    path = Path(__file__).with_name("allowed.toml")
    reasons: dict[str, str] = tomllib.loads(path.read_text("utf-8"))[rule]
    assert all(reasons.values()), f"an exception of {rule!r} has no reason"
    return reasons


def _covers(entry: str, file: str, what: str) -> bool:
    """Say whether an entry covers a violation: a file, a folder, or `file: words` of the violation."""
    place, _, words = entry.partition(": ")
    return (file == place or (place.endswith("/") and file.startswith(place))) and words in what


def judge(rule: str, found: Iterable[tuple[str, int, str]]) -> None:
    """Fail on a violation (file, line, what) outside the list, and on an entry that nothing needs."""
    exceptions = allowed(rule)
    unused = set(exceptions)
    wrong: list[str] = []
    for file, line, what in found:
        entries = {entry for entry in exceptions if _covers(entry, file, what)}
        unused -= entries
        if not entries:
            wrong.append(f"{file}:{line}: {what}")
    assert not wrong, "\n" + "\n".join(wrong)
    assert not unused, f"no longer needed in allowed.toml: {sorted(unused)}"
