"""Installations that several tests start from, each made once a run."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.harness.demo import Demo
from tests.harness.processes import run_mingtang

# A process that was killed leaves its pipe; nobody reads it, so that a copy would wait forever.
NO_PIPES = shutil.ignore_patterns("doorbells")

MAKE_TABLES = """
from django.db import connection
from mingtang.wiring.config.first_tables import make_first_tables
assert make_first_tables(connection)
"""


@contextmanager
def _alone(name: str, factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield the folder of a kind of installation that all workers of this run share, to one at a time."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"shared-{name}"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def copy_of(home: Path, target: Path) -> Path:
    """Copy a data folder."""
    shutil.copytree(home, target, symlinks=True, dirs_exist_ok=True, ignore=NO_PIPES)
    return target


def make_tables(**changes: str | Path) -> None:
    """Make the tables of an empty installation as its first `mingtang prepare` does, and nothing else."""
    made = run_mingtang("manage", "shell", "--no-imports", "--command", MAKE_TABLES, **changes)
    assert made.returncode == 0, made.stderr


def copy_tables(factory: pytest.TempPathFactory, target: Path) -> None:
    """Make `target` the data folder of an installation that has its tables and nothing else."""
    with _alone("tables", factory) as folder:
        home = folder / "home"
        if not home.exists():
            unfinished = folder / "unfinished"  # of one who was stopped half-way: begun again
            shutil.rmtree(unfinished, ignore_errors=True)
            make_tables(MINGTANG_HOME=unfinished)
            unfinished.rename(home)
        copy_of(home, target)


@dataclass
class FirstStart:
    """A copy of a demo city that nobody runs; what its first start said, and on which ports."""

    demo: Demo
    said: str
    ports: list[int]


def copy_demo(factory: pytest.TempPathFactory, target: Path) -> FirstStart:
    """Return a demo city in `target`; its ports are its own, several copies may run at once."""
    with _alone("demo", factory) as folder:
        facts = folder / "facts.json"
        if not facts.exists():
            demo = Demo(folder / "home")
            with demo.running() as run:
                facts.write_text(json.dumps({"said": run.said, "ports": demo.ports}))
        told = json.loads(facts.read_text())
        copy_of(folder / "home", target)
    return FirstStart(Demo(target), told["said"], told["ports"])
