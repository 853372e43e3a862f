"""Run tests in copies of the working tree, one mutant at a time in each."""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.util import cache_from_source
from pathlib import Path
from threading import Event, Lock
from typing import IO

import pytest

from tests.mutants.pool import Mutant
from tests.mutants.room_tests import paths_of_tests
from tests.mutants.selection import Reach

QUICK = "not slow and not soak and not browser"
# The same seed for every run, the order as given: a mutant is judged alike twice.
PYTEST = (
    "-m", "pytest", "-n", "0", "-m", QUICK, "-p", "no:cacheprovider",
    "--randomly-seed=1", "--randomly-dont-reorganize", "--hypothesis-seed=1",
)  # fmt: skip
START, TIMES = 60.0, 5  # seconds that a run takes to start at most; times that its tests may take
_FIRST_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
# What belongs to another run. Bytecode is written: each run would compile the whole platform.
_LEFT_OUT = ("PYTEST_", "MINGTANG_", "COVERAGE_", "DJANGO_", "PYTHONDONTWRITEBYTECODE")


class BrokenRunError(Exception):
    """A run that cannot judge: the tests fail without a mutant, or were ended from outside."""


@dataclass(frozen=True)
class Ended:
    """How a run of pytest ended; `code` is None if its time was up."""

    code: int | None
    seconds: float
    output: str

    @property
    def first_failed(self) -> str:
        """The test that failed, if one did."""
        found = _FIRST_FAILED.search(self.output)
        return found.group(1) if found else ""


def world_of(root: Path) -> str:
    """Return a digest of all that tests depend on; this tool is no part of it."""
    state = sha256()
    for path in _tracked(root):
        is_source = path.parts[0] in {"src", "tests"} and path.parts[:2] != ("tests", "mutants")
        if is_source or path.suffix == ".lock" or path.name == "pyproject.toml":
            state.update(f"{path}\0".encode() + (root / path).read_bytes())
    return state.hexdigest()[:16]


def _tracked(root: Path) -> list[Path]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    names = sorted({name for name in listed.stdout.split("\0") if name})
    return [Path(name) for name in names if (root / name).is_file()]


def copy_tree(root: Path, target: Path) -> None:
    """Copy what git knows of the working tree, changes that are not committed included."""
    for path in _tracked(root):
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / path, target / path)


@dataclass
class Runner:
    """Starts programs in copies, and can stop them all."""

    stopped: Event = field(default_factory=Event)
    _running: set["subprocess.Popen[str]"] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def pytest(self, copy: Path, *arguments: str, limit: float | None = None) -> Ended:
        """Run pytest in a copy, which is the only source of `mingtang` and `tests`.

        :raises BrokenRunError: if something else ended it: that says nothing about a mutant.
        """
        started = time.monotonic()
        with self._started([sys.executable, *PYTEST, *arguments], copy) as process:
            try:
                output, _ = process.communicate(timeout=limit)
                code: int | None = process.returncode
            except subprocess.TimeoutExpired:
                _kill(process)
                output, code = process.communicate()[0], None
        if code == -signal.SIGKILL:
            raise BrokenRunError("The tests were killed from outside: too little memory?")
        return Ended(code, round(time.monotonic() - started, 1), output)

    @contextlib.contextmanager
    def _started(self, command: Sequence[str], copy: Path) -> Iterator["subprocess.Popen[str]"]:
        process = self.start(command, copy, subprocess.PIPE)
        try:
            yield process
        finally:
            _kill(process)
            self._running.discard(process)

    def start(
        self,
        command: Sequence[str],
        copy: Path,
        output: int | IO[str],
        *,
        descriptors: Sequence[int] = (),
    ) -> "subprocess.Popen[str]":
        """Start a program in a copy, to which these descriptors stay open; :meth:`stop` ends it."""
        with self._lock:
            if self.stopped.is_set():
                raise KeyboardInterrupt
            process = subprocess.Popen(
                command,
                cwd=copy,
                env=_environment(copy),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
                pass_fds=descriptors,
            )
            self._running.add(process)
        return process

    def stop(self) -> None:
        """End what runs; nothing starts after this."""
        with self._lock:
            self.stopped.set()
            for process in tuple(self._running):
                _kill(process)
                process.wait()


def _kill(process: "subprocess.Popen[str]") -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _environment(copy: Path) -> dict[str, str]:
    temporary = copy.parent / f"{copy.name}-tmp"
    temporary.mkdir(exist_ok=True)
    usual = {name: value for name, value in os.environ.items() if not name.startswith(_LEFT_OUT)}
    return usual | {
        "MINGTANG_HYPOTHESIS": "quick",
        "PYTHONPATH": f"{copy / 'src'}{os.pathsep}{copy}",
        "TMPDIR": str(temporary),
    }


def record(runner: Runner, copy: Path, room: str, target: Path) -> None:
    """Run the tests of a room once; write to `target` what :func:`reach_from` reads.

    :raises BrokenRunError: if the run did not come to its end.
    """
    part = target.with_suffix(".part")
    told = ("-p", "tests.mutants.recorder", "--reach", str(part), "--reach-room", room)
    ended = runner.pytest(copy, *told, *paths_of_tests(copy, room))
    if ended.code not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
        raise BrokenRunError(ended.output)
    part.replace(target)


def reach_from(path: Path) -> Reach:
    """Read what the first run showed."""
    told = json.loads(path.read_text("utf-8"))
    lines = {
        file: {int(line): frozenset(tests) for line, tests in by_line.items()}
        for file, by_line in told["lines"].items()
    }
    return Reach(told["seconds"], lines, tuple(told["failed"]))


def try_mutant(
    runner: Runner, copy: Path, mutant: Mutant, tests: Sequence[str], reach: Reach
) -> Ended:
    """Run tests against a mutant in a copy, and put its file right again."""
    path = copy / mutant.place.file
    usual = path.read_bytes()
    limit = START + TIMES * sum(reach.seconds[test] for test in tests)
    try:
        _write(path, mutant.code.encode())
        return runner.pytest(copy, "-x", *tests, limit=limit)
    finally:
        _write(path, usual)


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    # Two mutants of one length within one second look the same to Python's cache.
    Path(cache_from_source(str(path))).unlink(missing_ok=True)
