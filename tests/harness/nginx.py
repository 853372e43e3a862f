"""Run the real nginx as an ordinary user, in a folder of its own."""

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.harness.processes import wait_until

NOBODY = 65534


class NoNginx(RuntimeError):
    """No nginx was found."""


def find_nginx() -> str:
    """Return the program. :raises NoNginx: if there is none."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if not found:
        raise NoNginx("No nginx: run scripts/need nginx")
    return found


def _as_nobody() -> dict[str, object]:
    """Root gives its rights away; anybody else keeps what he has."""
    if os.getuid() != 0:
        return {}
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []}


def make_writable(folder: Path) -> None:
    """Make a folder in which nginx may write when it runs as an ordinary user."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.getuid() == 0:
        os.chown(folder, NOBODY, NOBODY)


def open_to_all(folder: Path) -> None:
    """Let anybody read what lies below a folder, whatever the umask of this process."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def check(configuration: Path) -> "subprocess.CompletedProcess[str]":
    """Run `nginx -t` over a whole configuration."""
    return subprocess.run(
        [find_nginx(), "-t", "-c", str(configuration), "-e", "stderr"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        **_as_nobody(),  # type: ignore[call-overload]
    )


class Nginx:
    """A running nginx with a configuration that keeps it in the foreground."""

    def __init__(self, configuration: Path, pid_file: Path) -> None:
        self.configuration = configuration
        self._pid_file = pid_file
        self._process: subprocess.Popen[bytes] | None = None

    @contextmanager
    def running(self) -> Iterator["Nginx"]:
        """Run it for as long as the block lasts."""
        command = [find_nginx(), "-c", str(self.configuration), "-e", "stderr"]
        self._process = subprocess.Popen(command, **_as_nobody())  # type: ignore[call-overload]
        try:
            if not wait_until(lambda: self._pid_file.is_file() or self._process.poll() is not None):
                raise AssertionError("nginx did not start")
            assert self._process.poll() is None, check(self.configuration).stderr
            yield self
        finally:
            self._process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(10)
            self._process.kill()
            self._process.wait()

    def reload(self) -> None:
        """Have it read its configuration again, and wait until only new workers take readers."""
        assert self._process
        before = self.workers()
        self._process.send_signal(signal.SIGHUP)
        assert wait_until(lambda: self.workers() and not before & self.workers())

    def workers(self) -> set[int]:
        """Return its working processes."""
        assert self._process
        pid = self._process.pid
        return {int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
