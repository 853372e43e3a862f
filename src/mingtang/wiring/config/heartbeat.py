"""Signs of life of workers (心跳): a file for each, written before every step.

The supervisor replaces a worker whose file no longer changes; `/healthz` and `/metrics` tell its age.
A file and not a row, so that a database that is away does not look like a worker that hangs.
"""

import contextlib
import os
import platform
import time
from dataclasses import dataclass
from pathlib import Path

from mingtang.wiring.config.environment import data_dir

STALE_SECONDS = 60.0  # told by `/healthz`
HUNG_SECONDS = 180.0  # longer than any step takes: the supervisor replaces the worker
SLOW = "慢通道 "  # before the job of a worker that serves slow lanes and nothing else
_WIDTH = 80


@dataclass(frozen=True)
class Beat:
    """The latest sign of life of one worker: `age` in seconds, and the job it was at."""

    worker: str
    age: float
    job: str

    @property
    def is_slow(self) -> bool:
        """Whether the worker serves slow lanes alone: it seals and publishes nothing."""
        return self.job.startswith(SLOW)


def folder(home: Path | None = None) -> Path:
    """Return the folder of the files."""
    return (home or data_dir()) / "workers"


def path_of(pid: int, home: Path | None = None) -> Path:
    """Return the file of a worker of this machine."""
    return folder(home) / f"{platform.node()}-{pid}"


class Heartbeat:
    """The sign of life of this process, from now to its end; `role` comes before each job."""

    def __init__(self, role: str = "") -> None:
        self._role = role
        self.path = path_of(os.getpid())
        self.path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
        self._descriptor = os.open(self.path, flags, 0o644)
        self.beat("start")

    def beat(self, job: str) -> None:
        """Say that this process lives and is at a job. A full disk is told elsewhere."""
        with contextlib.suppress(OSError):
            words = f"{self._role}{job}"[: _WIDTH - 1]
            os.pwrite(self._descriptor, f"{words:{_WIDTH - 1}}\n".encode(), 0)
            os.utime(self._descriptor)

    def end(self) -> None:
        """Say that this process ends as it should."""
        os.close(self._descriptor)
        self.path.unlink(missing_ok=True)


def stamp_of(pid: int, home: Path) -> int:
    """Return a number that changes with every beat of a worker, 0 before its first."""
    try:
        return path_of(pid, home).stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def beats() -> list[Beat]:
    """Return the workers that live, or may live on another machine that shares the folder."""
    found = []
    for path in sorted(folder().glob("*-*")):
        host, _, pid = path.name.rpartition("-")
        if host == platform.node() and not _is_running(pid):
            continue
        with contextlib.suppress(FileNotFoundError):
            age = max(time.time() - path.stat().st_mtime, 0.0)
            found.append(Beat(path.name, age, path.read_text("utf-8", "replace").strip()))
    return found


def forget_the_dead() -> None:
    """Remove the files of workers of this machine that are gone without a word."""
    for path in folder().glob(f"{platform.node()}-*"):
        if not _is_running(path.name.rpartition("-")[2]):
            path.unlink(missing_ok=True)


def _is_running(pid: str) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return Path(f"/proc/{pid}").exists() or not Path("/proc/self").exists()
    return state[0] != "Z"
