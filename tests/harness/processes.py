"""Run the platform's own commands as real processes."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

LEFT_OUT = ("DJANGO_SETTINGS_MODULE", "MINGTANG_FACE", "MINGTANG_DATABASE_URL", "PORT", "MAKELEVEL")


def environment(**changes: str | Path) -> dict[str, str]:
    """Return an environment for a process of its own: nothing of this run but its data folder."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in LEFT_OUT and not name.startswith("PYTEST_")
    }
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
        timeout=900,  # the tables alone are forty seconds of processor time; a test has its own limit
    )


def start_mingtang(*arguments: str, **changes: str | Path) -> "subprocess.Popen[str]":
    """Start `mingtang …` in a session of its own; what it says comes through `stdout`."""
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "mingtang", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment(**changes),
        text=True,
        start_new_session=True,
    )


def is_running(pid: int) -> bool:
    """Say whether a process is there and not just waiting to be buried."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def processes_with(variable: str, value: str | Path) -> set[int]:
    """Return the running processes that have a variable in their environment."""
    wanted = f"{variable}={value}".encode()
    found: set[int] = set()
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                if wanted in (folder / "environ").read_bytes().split(b"\0"):
                    found.add(int(folder.name))
    return {pid for pid in found if is_running(pid)}


def wait_until(condition: Callable[[], object], seconds: float = 20) -> bool:
    """Look again and again until a condition holds; say whether it did in time."""
    latest = time.monotonic() + seconds
    while time.monotonic() < latest:
        if condition():
            return True
        time.sleep(0.05)
    return False


def free_ports(count: int) -> list[int]:
    """Return ports of this machine that were free a moment ago."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
