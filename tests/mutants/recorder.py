"""The pytest plugin of the first run: which test reaches which line, and how long it takes.

`pytest -p tests.mutants.recorder --reach FILE --reach-room storey/room …` writes it as JSON.
"""

import importlib
import json
from collections import defaultdict
from collections.abc import Generator, Iterable
from pathlib import Path

import pytest
from coverage import Coverage

from tests.mutants.pool import files_of
from tests.mutants.room_tests import ACTIONS, case_modules


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--reach", type=Path, help="write here which test reaches which line")
    parser.addoption("--reach-room", help="the room, as storey/room")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(
        _Recorder(config.rootpath, config.getoption("reach_room"), config.getoption("reach"))
    )


class _Recorder:
    def __init__(self, root: Path, room: str, target: Path) -> None:
        self._root, self._room, self._target = root, room, target
        self._files = files_of(root, room)
        self._seconds: dict[str, float] = defaultdict(float)
        self._called: set[str] = set()
        self._failed: set[str] = set()
        paths = [str(root / file) for file in self._files]
        self._coverage = Coverage(data_file=None, config_file=False, include=paths)
        self._coverage.set_option("run:core", "ctrace")  # the only one with contexts everywhere
        self._coverage.start()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Leave out cases of other rooms."""
        names = {case.name for case in self._cases()}
        left_out = [item for item in items if self._is_foreign(item, names)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]

    def _cases(self) -> Iterable:
        modules = map(importlib.import_module, case_modules(self._root, self._room))
        return [case for module in modules for case in getattr(module, "CASES", ())]

    @staticmethod
    def _is_foreign(item: pytest.Item, names: set[str]) -> bool:
        case = getattr(getattr(item, "callspec", None), "params", {}).get("case")
        return item.nodeid.startswith(f"{ACTIONS}/") and case is not None and case.name not in names

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self._coverage.switch_context(item.nodeid)
        try:
            return (yield)
        finally:
            self._coverage.switch_context("")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._seconds[report.nodeid] += report.duration
        if report.failed:
            self._failed.add(report.nodeid)
        elif report.when == "call" and report.passed:
            self._called.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        self._coverage.stop()
        data = self._coverage.get_data()
        lines = {
            file: data.contexts_by_lineno(str((self._root / file).resolve()))
            for file in self._files
        }
        passed = self._called - self._failed
        found = {
            "seconds": {test: round(self._seconds[test], 3) for test in sorted(passed)},
            "failed": sorted(self._failed),
            "lines": lines,
        }
        self._target.write_text(json.dumps(found, ensure_ascii=False), "utf-8")
