"""The pytest plugin of a run that has started already, and forks for each mutant.

`pytest -p tests.mutants.forks --questions DESCRIPTOR …` collects tests, makes the tables, and answers
questions on a socket, a line of JSON each: the changed text of a module and tests to show it to. What the
functions of the module do is exchanged in the child, which ends; the start of a process takes longer than its tests.
"""

import functools
import gc
import json
import os
import shutil
import signal
import socket
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, cast

import pytest

Name = tuple[str, int]  # of a function inside a file: its qualified name and first line
PASSED, FAILED, CANNOT = "passed", "failed", "cannot"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--questions", type=int, help="descriptor of the socket with the questions")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(_Forks())


class _Forks:
    """Runs tests in children. `_failed` is the first test that failed in this process."""

    def __init__(self) -> None:
        self._failed = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self._failed:
            self._failed = report.nodeid

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Answer until nobody asks any more, instead of running what was collected."""
        items = {item.nodeid: item for item in session.items}
        self._make_tables(session)
        databases = [(path, _copied(path)) for path in _database_files()]
        functions, caches = functions_and_caches(session.config.rootpath / "src")
        with socket.socket(fileno=session.config.getoption("questions")) as talk:
            for line in talk.makefile(encoding="utf-8"):
                for path, copy in databases:
                    _restore(path, copy)
                answer = self._fork(json.loads(line), items, functions, caches)
                talk.sendall(json.dumps(answer).encode() + b"\n")
        return True

    def _make_tables(self, session: pytest.Session) -> None:
        """Run one test that needs tables; fixtures of the session stay."""
        for item in session.items:
            if item.get_closest_marker("django_db") and not item.get_closest_marker("skip"):
                _run(item, cast("pytest.Item", session))
                self._failed = ""
                return

    def _fork(
        self,
        question: dict[str, Any],
        items: dict[str, pytest.Item],
        functions: dict[tuple[str, Name], list[FunctionType]],
        caches: list[Any],
    ) -> tuple[str, str]:
        reading, writing = os.pipe()
        if child := os.fork():
            os.close(writing)
            return _awaited(child, reading, question["limit"])
        answer = (CANNOT, "")
        try:
            os.setpgid(0, 0)
            os.close(reading)
            chosen = [items[test] for test in question["tests"]]
            if exchange(question["file"], question["code"], functions):
                for cache in caches:
                    cache.cache_clear()
                answer = self._tried(chosen)
        finally:
            with suppress(OSError):
                os.write(writing, json.dumps(answer).encode())
            os._exit(0)

    def _tried(self, items: list[pytest.Item]) -> tuple[str, str]:
        for number, item in enumerate(items, 1):
            following = items[number] if number < len(items) else item.session
            _run(item, cast("pytest.Item", following))
            if self._failed:
                return FAILED, self._failed
        return PASSED, ""


def _run(item: pytest.Item, following: pytest.Item) -> None:
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)


def _awaited(child: int, reading: int, limit: float) -> tuple[str, str]:
    """Return what a child says; one whose time is up, or that dies, says nothing."""
    until = time.monotonic() + limit
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if time.monotonic() > until:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            break
        time.sleep(0.01)
    with suppress(ProcessLookupError):  # programs that its tests have started
        os.killpg(child, signal.SIGKILL)
    with os.fdopen(reading, "rb") as pipe:
        os.set_blocking(reading, False)
        said = pipe.read()
    return tuple(json.loads(said)) if said else (CANNOT, "")


def _database_files() -> Iterator[Path]:
    """Yield the files of the databases, which nobody has open any more."""
    from django.conf import settings  # set by the run

    if settings.configured:
        from django.db import connections  # needs settings

        connections.close_all()
        for connection in connections.all():
            path = Path(str(connection.settings_dict["NAME"]))
            if connection.vendor == "sqlite" and path.is_file():
                yield path


def _copied(path: Path) -> Path:
    return Path(shutil.copyfile(path, f"{path}.tables"))


def _restore(path: Path, copy: Path) -> None:
    for end in ("-wal", "-shm", "-journal"):
        Path(f"{path}{end}").unlink(missing_ok=True)
    shutil.copyfile(copy, path)


def functions_and_caches(
    source: Path,
) -> tuple[dict[tuple[str, Name], list[FunctionType]], list[Any]]:
    """Return the functions of the source by file and name, and what remembers their answers."""
    gc.unfreeze()
    found = gc.get_objects()
    gc.freeze()
    functions, caches = defaultdict(list), []
    for (
        one
    ) in found:  # by `type`: some objects that stand for others answer `isinstance` with an error
        if type(one) is FunctionType and _is_below(source, one):
            code = one.__code__
            functions[code.co_filename, (code.co_qualname, code.co_firstlineno)].append(one)
        elif type(one) is functools._lru_cache_wrapper and _is_below(source, one.__wrapped__):
            caches.append(one)
    return functions, caches


def _is_below(source: Path, function: object) -> bool:
    code = getattr(function, "__code__", None)
    return code is not None and code.co_filename.startswith(str(source))


def exchange(
    file: str, code: str | None, functions: dict[tuple[str, Name], list[FunctionType]]
) -> bool:
    """Give the functions of a file what they do in a changed text; tell whether that is all that differs."""
    if code is None:
        return True
    path = str(Path(file).resolve())
    texts = (Path(path).read_text("utf-8"), code)
    old, new = (_codes(compile(text, path, "exec", dont_inherit=True)) for text in texts)
    if old.keys() != new.keys():
        return False
    changed = [name for name in old if old[name] != new[name]]
    found = [(one, new[name]) for name in changed for one in functions.get((path, name), ())]
    try:
        for function, code_of_it in found:
            function.__code__ = code_of_it
    except ValueError:  # it closes over other names than before
        return False
    return bool(found)


def _codes(module: CodeType) -> dict[Name, CodeType]:
    """Return the code of every function of a module, those inside others too."""
    found: dict[Name, CodeType] = {}
    waiting: list[CodeType] = [module]
    while waiting:
        inner: Iterable[object] = waiting.pop().co_consts
        for one in inner:
            if isinstance(one, CodeType):
                found[one.co_qualname, one.co_firstlineno] = one
                waiting.append(one)
    return found
