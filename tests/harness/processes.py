"""Run the platform's own commands as real processes."""

import os
import subprocess
import sys
from pathlib import Path

LEFT_OUT = ("DJANGO_SETTINGS_MODULE", "MINGTANG_FACE", "MINGTANG_DATABASE_URL", "PORT")


def environment(**changes: str | Path) -> dict[str, str]:
    """Return an environment for a process of its own: nothing of this run but its data folder."""
    inherited = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    return inherited | {name: str(value) for name, value in changes.items()}


def run_mingtang(
    *arguments: str, given: str | None = None, **changes: str | Path
) -> "subprocess.CompletedProcess[str]":
    """Run `mingtang …` to its end; `given` goes to standard input, `changes` to the environment."""
    return subprocess.run(
        [sys.executable, "-m", "mingtang", *arguments],
        input=given,
        stdin=subprocess.DEVNULL if given is None else None,
        env=environment(**changes),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
