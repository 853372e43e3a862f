"""A small run of the attacks: everybody is answered; times are for a quiet machine."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness.processes import environment

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("more", "attacks"),
    [((), ("reads", "sign-ins", "slow-bodies", "large")), (("--postgresql",), ("reads",))],
    ids=["sqlite", "postgresql"],
)
def test_readers_and_officers_are_answered_during_a_small_attack(
    more: tuple[str, ...], attacks: tuple[str, ...]
) -> None:
    small = ("--articles", "3", "--seconds", "1", "--scale", "0.2")
    chosen = [word for name in attacks for word in ("--attack", name)]
    run = subprocess.run(
        [sys.executable, "bench/abuse.py", *small, *chosen, *more],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )

    rows = re.findall(r"^\| ([a-z-]+) \| [\d.]+ \|", run.stdout, re.MULTILINE)
    assert rows == ["none", *attacks], run.stdout + run.stderr
    faults = [line for line in run.stdout.splitlines() if re.match(r"[a-z-]+: ", line)]
    assert [fault for fault in faults if " took " not in fault] == []
    assert run.returncode == bool(faults)
