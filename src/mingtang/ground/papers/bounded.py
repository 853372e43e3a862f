"""Runs another program under limits of its own, so that a hostile document costs no more than they allow."""

import contextlib
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

MEMORY = 4 * 1024**3  # bytes of addresses; office programs reserve far more than they fill
FILE = 300 * 1024**2  # bytes of one file that is written


def run_bounded(command: Sequence[str], folder: Path, *, seconds: int) -> bool:
    """Run a program inside a folder, which is its home, and tell whether it ended well.

    It and all that it starts are ended after `seconds` by the clock, or as many of a processor.

    :raises TimeoutError: it took too long.
    """
    limited = [sys.executable, "-m", __name__, str(seconds), *command]
    inside = {"HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}
    known = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    with subprocess.Popen(
        limited,
        cwd=folder,
        env=known | inside,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            return process.wait(timeout=seconds) == 0
        except subprocess.TimeoutExpired as late:
            raise TimeoutError(command[0]) from late
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # also what it left running


def _become(seconds: int, command: Sequence[str]) -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    os.execvp(command[0], list(command))  # noqa: S606 - a list, no shell


if __name__ == "__main__":
    _become(int(sys.argv[1]), sys.argv[2:])
