"""The demo city in a folder of its own, run by real processes."""

import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.harness.processes import free_ports, processes_with, start_mingtang, wait_until

READY = "按 Ctrl-C 全部停止。"
PASSWORD = re.compile(r"\b[a-z0-9]{4}(?:-[a-z0-9]{4}){3}\b")


@dataclass
class Demo:
    """A demo city; `ports` are the public one and the office's; a small one is made in half the time."""

    home: Path
    ports: list[int] = field(default_factory=lambda: free_ports(2))
    is_small: bool = True

    @property
    def environment(self) -> dict[str, str]:
        """What its processes need to know."""
        public, office = self.ports
        return {
            "MINGTANG_HOME": str(self.home),
            "PORT": str(public),
            "OFFICE_PORT": str(office),
            "MINGTANG_DEMO_SIZE": "small" if self.is_small else "full",
        }

    @property
    def public(self) -> str:
        """The address of the public face."""
        return f"http://127.0.0.1:{self.ports[0]}/"

    @property
    def office(self) -> str:
        """The address of the office."""
        return f"http://127.0.0.1:{self.ports[1]}/"

    @property
    def sign_ins(self) -> Path:
        """The file of its sign-ins."""
        return self.home / "demo" / "sign-ins.txt"

    @property
    def pids(self) -> set[int]:
        """The processes that its supervisor keeps."""
        return processes_with("MINGTANG_HOME", self.home / "demo")

    def sign_in_of(self, post: str) -> tuple[str, str]:
        """Return user name and password of the first person who holds a post."""
        for line in self.sign_ins.read_text("utf-8").splitlines():
            cells = line.split()
            if cells and cells[0].startswith(post):
                return cells[-2], cells[-1]
        raise LookupError(f"nobody is listed as {post}")

    def start(self, **changes: str) -> "subprocess.Popen[str]":
        """Start it; the caller ends it."""
        return start_mingtang("run", "--demo", **self.environment, **changes)

    @contextmanager
    def running(self, **changes: str) -> Iterator["Running"]:
        """Run it for as long as the block lasts, and see that nothing is left."""
        process = self.start(**changes)
        try:
            yield Running(process, said_until_ready(process))
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            try:
                process.wait(30)
            finally:
                process.kill()
                process.wait()
                if process.stdout:
                    process.stdout.close()
        assert wait_until(lambda: not self.pids), self.pids


@dataclass
class Running:
    """A run of the demo city: its supervisor and what it said until it was ready."""

    process: "subprocess.Popen[str]"
    said: str

    def end(self, signum: int = signal.SIGINT) -> str:
        """End it by a signal; return what it said from then on."""
        assert self.process.stdout
        self.process.send_signal(signum)
        said = self.process.stdout.read()
        self.process.wait(30)
        return said


def said_until_ready(run: "subprocess.Popen[str]") -> str:
    """Return what a run says until everything is up."""
    assert run.stdout
    said = ""
    for line in run.stdout:
        said += line
        if READY in line:
            return said
    raise AssertionError(f"never ready:\n{said}")
