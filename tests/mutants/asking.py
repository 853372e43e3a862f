"""Asking a run of pytest that forks for each mutant: see `forks`."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.mutants.forks import FAILED, PASSED
from tests.mutants.running import PYTEST, TIMES, Ended, Runner
from tests.mutants.selection import Reach


@dataclass
class Forks:
    """A run of pytest in a copy, with these files of tests; it starts with the first question.

    It only finds who kills a mutant. What it does not see dead is tried in a process of its own.
    """

    runner: Runner
    copy: Path
    files: Sequence[str]
    reach: Reach
    least: float = 10.0  # seconds that a child may take at least
    _sound: dict[str, bool] = field(
        default_factory=dict
    )  # whether a test passes here without a mutant
    _process: "subprocess.Popen[str] | None" = None

    def killer_of(self, file: str, code: str, tests: Sequence[str]) -> Ended | None:
        """Show tests a changed text of a file; return how the run ended if one of them failed."""
        started = time.monotonic()
        how, by = self._ask(file, code, tests)
        if how != FAILED or not self._is_sound(by):
            return None
        return Ended(1, round(time.monotonic() - started, 1), f"FAILED {by}")

    def _is_sound(self, test: str) -> bool:
        if test not in self._sound:
            self._sound[test] = self._ask("", None, [test])[0] == PASSED
        return self._sound[test]

    def _ask(self, file: str, code: str | None, tests: Sequence[str]) -> tuple[str, str]:
        limit = self.least + TIMES * sum(self.reach.seconds.get(test, 0) for test in tests)
        question = {"file": file, "code": code, "tests": list(tests), "limit": limit}
        if self._process is None:
            self._process = self._started()
        try:
            self._talk.write(json.dumps(question) + "\n")
            self._talk.flush()
            how, by = json.loads(self._talk.readline())
        except (OSError, ValueError):  # it did not start, or ended: its log says why
            return "", ""
        return how, by

    def _started(self) -> "subprocess.Popen[str]":
        ours, theirs = socket.socketpair()
        told = ("-p", "tests.mutants.forks", "--questions", str(theirs.fileno()))
        command = [sys.executable, *PYTEST, *told, *self.files]
        with ours, theirs, self.copy.with_suffix(".log").open("w") as log:
            process = self.runner.start(command, self.copy, log, descriptors=(theirs.fileno(),))
            self._talk = ours.makefile("rw", encoding="utf-8")
        return process
