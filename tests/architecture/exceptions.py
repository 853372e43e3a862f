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


def judge(rule: str, found: Iterable[tuple[str, int, str]]) -> None:
    """Fail on a finding (file, line, what) outside the list, and on an entry that nothing needs."""
    exceptions = allowed(rule)
    findings = list(found)
    wrong = [f"{file}:{line}: {what}" for file, line, what in findings if file not in exceptions]
    assert not wrong, "\n" + "\n".join(wrong)
    unused = set(exceptions) - {file for file, _, _ in findings}
    assert not unused, f"no longer needed in allowed.toml: {sorted(unused)}"
