"""Record which tests named by a clause read the rules of that clause (`-p tests.plugins.trace_recorder`).

A complete run leaves its part in `build/trace-run.json`, named after its database and its markers; a
run of some files or with `-k` leaves nothing, so that it cannot wipe out what the others showed.
`scripts/record-trace` joins the parts.
"""

import json
import os
import tempfile
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import pytest

from mingtang.institution.regulations import tracing
from mingtang.institution.regulations.last_run import clauses_in

if TYPE_CHECKING:
    from mingtang.institution.regulations.schema import Rule

RUN_FILE = Path("build") / "trace-run.json"
PROPERTY = "clauses_read"
_RANK = {"skipped": 0, "passed": 1, "failed": 2}


class Entry(TypedDict):
    """What is kept of one test."""

    outcome: str
    clauses_read: list[str]


@dataclass
class Outcomes:
    """What the tests named by a clause did, by their name without parameters."""

    tests: dict[str, Entry] = field(default_factory=dict)

    def note(self, name: str, outcome: str, clauses_read: list[str]) -> None:
        """Add one phase of one test; the worst outcome stays, what was read adds up."""
        known = self.tests.setdefault(name, {"outcome": "skipped", "clauses_read": []})
        known["outcome"] = max(known["outcome"], outcome, key=_RANK.__getitem__)
        known["clauses_read"] = sorted({*known["clauses_read"], *clauses_read})


class Recorder:
    """Listens while a test named by a clause runs, in this process and in those that it starts."""

    def __init__(self) -> None:
        self.outcomes = Outcomes()
        self._process = os.getpid()
        handle, name = tempfile.mkstemp(prefix="mingtang-reads-")
        os.close(handle)
        self._file = Path(name)
        self._read: set[str] = set()
        self._start = 0
        os.environ[tracing.READS_FILE] = name  # after the import: for other processes only

    def close(self) -> None:
        """Forget the file that other processes wrote to."""
        os.environ.pop(tracing.READS_FILE, None)
        self._file.unlink(missing_ok=True)

    def _listen(self, rule: "Rule") -> None:
        if os.getpid() == self._process:
            self._read.update(rule.clauses)
        else:  # a fork of this process
            with self._file.open("a", encoding="utf-8") as file:
                file.write(f"{rule.pack}:{rule.id} {' '.join(rule.clauses)}\n")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        if not clauses_in(_function(item.nodeid)):
            return (yield)
        self._read = set()
        self._start = self._file.stat().st_size
        with tracing.listening(self._listen):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        own = clauses_in(_function(item.nodeid))
        if own:
            read = sorted((self._read | self._read_elsewhere()).intersection(own))
            report.user_properties.append((PROPERTY, " ".join(read)))
        return report

    def _read_elsewhere(self) -> set[str]:
        with self._file.open(encoding="utf-8") as file:
            file.seek(self._start)
            return {clause for line in file for clause in line.split()[1:]}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not clauses_in(_function(report.nodeid)):
            return
        outcome = _outcome(report)
        read = str(dict(report.user_properties).get(PROPERTY, "")).split()
        if outcome:
            self.outcomes.note(_name(report.nodeid), outcome, read)

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if not hasattr(session.config, "workerinput") and _is_complete(session, int(exitstatus)):
            _leave_part(session.config, self.outcomes)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Recorder(), "trace-recorder")


def pytest_unconfigure(config: pytest.Config) -> None:
    recorder = config.pluginmanager.get_plugin("trace-recorder")
    if isinstance(recorder, Recorder):
        recorder.close()


def _name(nodeid: str) -> str:
    return nodeid.partition("[")[0]


def _function(nodeid: str) -> str:
    return _name(nodeid).rsplit("::", 1)[-1]


def _outcome(report: pytest.TestReport) -> str:
    """Return what a phase says about the test; "" where a good phase says nothing yet."""
    if report.failed:
        return "failed"
    if report.skipped or hasattr(report, "wasxfail"):
        return "skipped"
    return "passed" if report.when == "call" else ""


def _is_complete(session: pytest.Session, exitstatus: int) -> bool:
    """Tell whether everything that the markers leave in was run to its end."""
    config = session.config
    option = config.option
    narrowed = (
        option.keyword,
        getattr(option, "deselect", None),
        getattr(option, "lf", False),
        getattr(option, "stepwise", False),
        getattr(option, "collectonly", False),
        getattr(option, "ignore", None),
        getattr(option, "ignore_glob", None),
        session.shouldfail,
        session.shouldstop,
    )
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return whole and exitstatus in {0, 1} and not any(narrowed)


def _leave_part(config: pytest.Config, outcomes: Outcomes) -> None:
    path = config.rootpath / RUN_FILE
    parts = json.loads(path.read_text("utf-8"))["parts"] if path.is_file() else {}
    database = os.environ.get("MINGTANG_TEST_DATABASE") or "sqlite"
    parts[f"{database}: {config.option.markexpr}"] = dict(sorted(outcomes.tests.items()))
    path.parent.mkdir(exist_ok=True)
    beside = path.with_suffix(".tmp")
    beside.write_text(json.dumps({"parts": parts}, indent=1, sort_keys=True), "utf-8")
    beside.replace(path)
