"""One installation on one machine: its folder, who runs it, whether it is prepared (安装)."""

import fcntl
import hashlib
import os
import shutil
from pathlib import Path
from typing import IO

from mingtang.wiring.config.environment import data_dir
from mingtang.wiring.config.private_files import open_the_way

MARK = ".mingtang-demo"
LOCK = "run.lock"
STAMP = "prepared"


class AlreadyRunning(RuntimeError):
    """Someone else runs this installation; the text is a Chinese and an English sentence."""


class Installation:
    """The folder of an installation, held by one supervisor at a time."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._lock: IO[str] | None = None

    @classmethod
    def demo(cls) -> "Installation":
        """Return the demo city's, in a folder of its own that may be thrown away."""
        installation = cls(data_dir() / "demo")
        open_the_way(installation.home.parent)
        open_the_way(installation.home)
        (installation.home / MARK).touch()
        return installation

    @property
    def logs(self) -> Path:
        """The folder of the processes' words."""
        return self.home / "logs"

    def hold(self) -> None:
        """Keep others out until this process ends. :raises AlreadyRunning:"""
        open_the_way(self.home)
        lock = (self.home / LOCK).open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            lock.close()
            raise AlreadyRunning(
                f"{self.home} 已有一个平台在运行，请先停止它。"
                " Already running from this folder: stop the other one first."
            ) from problem
        self._lock = lock

    def release(self) -> None:
        """Let others in again; the end of the process does the same."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def clear(self) -> None:
        """Throw everything away but the lock; only ever the demo city's folder."""
        if not (self.home / MARK).exists():
            raise ValueError(f"{self.home} is not a demo folder")
        for path in self.home.iterdir():
            if path.name in {MARK, LOCK}:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()

    def was_prepared(self) -> bool:
        """Say whether the tables were ever made to the end, by this version or another one."""
        return (self.home / STAMP).exists()

    def is_prepared(self) -> bool:
        """Say whether the tables were made by this very version of the program."""
        try:
            return (self.home / STAMP).read_text() == program_digest()
        except FileNotFoundError:
            return False

    def note_prepared(self) -> None:
        """Remember which version of the program has prepared this folder."""
        (self.home / STAMP).write_text(program_digest())


def program_digest() -> str:
    """Return a digest that changes with any file of the program, in some ten milliseconds."""
    package = Path(__file__).resolve().parents[2]
    digest = hashlib.sha256()
    for folder, folders, files in os.walk(package):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(files):
            status = os.stat(os.path.join(folder, name))
            digest.update(f"{folder}/{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
