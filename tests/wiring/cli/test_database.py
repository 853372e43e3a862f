"""Every command that needs tables says in one sentence that they are missing, and what to run."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

UNPREPARED = "Error: 数据库还没有准备好，请先运行 mingtang prepare。"
Ran = subprocess.CompletedProcess[str]

NEEDS_TABLES = [
    "token issue x",
    "token list x",
    "import {file} --site a --column b --unit c --as d",
    "operator first --code city --name 市 --username a --person b",
    "operator rescue a",
    "worker",
    "worker --once",
    "publish status",
    "publish verify",
    "publish work",
    "events tail",
    "events verify",
    "obligations list",
    "obligations sweep",
]


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Ran]:
    """Run the program in a folder of its own."""

    def call(*arguments: str, database: str = "") -> Ran:
        names = ("MINGTANG_DATABASE_URL", "DJANGO_SETTINGS_MODULE", "MINGTANG_TEST_DATABASE")
        environment = {name: one for name, one in os.environ.items() if name not in names}
        environment["MINGTANG_HOME"] = str(tmp_path / "home")
        if database:
            environment["MINGTANG_DATABASE_URL"] = database
        return subprocess.run(
            [sys.executable, "-m", "mingtang", *arguments],
            env=environment, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    return call


@pytest.mark.parametrize("line", NEEDS_TABLES)
def test_command_on_an_unprepared_database_says_what_to_run(
    run: Callable[..., Ran], tmp_path: Path, line: str
) -> None:
    file = tmp_path / "a.html"
    file.write_text("<h1>明州市教育局关于防汛的通知</h1><p>各学校：</p>", "utf-8")
    ran = run(*line.format(file=file).split())
    assert ran.returncode == 1
    assert ran.stderr.strip().splitlines()[-1] == UNPREPARED
    assert "Traceback" not in ran.stderr


def test_database_of_a_later_version_is_refused_before_anything_is_done(
    run: Callable[..., Ran], tmp_path: Path
) -> None:
    file = tmp_path / "home" / "mingtang.sqlite3"
    file.parent.mkdir(mode=0o700)
    with closing(sqlite3.connect(file)) as database:
        database.execute(
            "CREATE TABLE django_migrations (id integer PRIMARY KEY, app text, name text, applied text)"
        )
        columns = "INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, ?)"
        database.execute(columns, ("events", "9999_what_comes", "2030-01-01"))
        database.execute(columns, ("account", "0001_of_a_package_that_left", "2020-01-01"))
        database.commit()
    for line in ("prepare", "worker --once", "operator rescue a"):
        ran = run(*line.split())
        assert ran.returncode == 1, line
        assert ran.stderr.strip() == (
            "Error: 数据库是较新版本的程序建立的（events.9999_what_comes），本版本不能使用。"
            "请换用新版本的程序，或用 MINGTANG_HOME 另设数据目录。"
        )
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == [
            ("django_migrations",)
        ]
    told = run("doctor")
    assert "数据库是较新版本的程序建立的（events.9999_what_comes）" in told.stdout + told.stderr


def test_command_without_a_database_says_so(run: Callable[..., Ran]) -> None:
    ran = run("token", "list", "x", database="postgresql://nobody@127.0.0.1:1/none")
    assert ran.returncode == 1
    assert "连接不上数据库（" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1


def test_command_that_needs_no_tables_runs_without(run: Callable[..., Ran]) -> None:
    for line in ("rights", "worker --list", "regulations list"):
        ran = run(*line.split())
        assert (ran.returncode, ran.stderr) == (0, "")
