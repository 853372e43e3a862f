"""A small run of visits: every answer is counted; times are for a quiet machine."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness.processes import environment

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.parametrize("more", [(), ("--postgresql",)], ids=["sqlite", "postgresql"])
def test_every_visit_that_was_answered_is_counted(more: tuple[str, ...]) -> None:
    small = ("--articles", "3", "--seconds", "2", "--rate", "100")
    run = subprocess.run(
        [sys.executable, "bench/visits.py", *small, *more],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )

    assert "| counted, lost of those answered | 200, 0 |" in run.stdout, run.stdout + run.stderr
    assert run.returncode == 0, run.stdout
