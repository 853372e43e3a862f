import os
import sqlite3
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from mingtang.ground.foundation.checks import Level
from mingtang.wiring.config import database_checks, health, heartbeat, spaces
from mingtang.wiring.config.heartbeat import Heartbeat

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> Iterator[Heartbeat]:
    """A worker that lives in a data folder of this test."""
    monkeypatch.setenv("MINGTANG_HOME", str(tmp_path))
    settings.DATA_DIR = tmp_path
    made = Heartbeat()
    health._latest.forget()
    yield made
    health._latest.forget()
    if made.path.exists():
        made.end()


def answer(**told: str) -> tuple[int, str]:
    health._latest.forget()
    response = Client().get("/healthz", **told)  # type: ignore[arg-type]
    return response.status_code, response.content.decode()


def damaged(path: Path) -> Path:
    """A database of SQLite in the middle of which someone wrote."""
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE t (x)")
        made.executemany("INSERT INTO t VALUES (?)", [(f"{number:0500d}",) for number in range(99)])
    made.close()
    with path.open("r+b") as file:
        file.seek(3 * 4096)
        file.write(b"\xff" * 4096)
    return path


def test_installation_that_works_is_well() -> None:
    assert answer() == (200, "ok")


def test_database_file_that_was_removed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "sqlite":
        assert database_checks.lost_file() == ""  # a server holds its files itself
        return
    place = tmp_path / "mingtang.sqlite3"
    place.touch()
    monkeypatch.setitem(connection.settings_dict, "NAME", str(place))
    assert answer() == (200, "ok")

    place.unlink()

    assert answer() == (503, f"unwell\n数据库文件不见了：{place}。请停止服务，找回文件后再启动")


def test_database_that_is_away_is_told() -> None:
    def away(execute: object, sql: str, params: object, many: bool, context: object) -> object:
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(away):
        status, said = answer()

    assert status == 503
    assert said.splitlines() == [
        "unwell",
        "数据库不能使用：server closed the connection unexpectedly",
    ]


def test_worker_that_is_gone_is_told(worker: Heartbeat) -> None:
    worker.end()
    assert answer() == (503, "unwell\n没有后台任务进程在运行")


def test_worker_of_slow_lanes_does_not_stand_in_for_the_other(worker: Heartbeat) -> None:
    worker.end()
    slow = Heartbeat(heartbeat.SLOW)
    slow.beat("jobs.export")
    assert answer() == (503, "unwell\n没有后台任务进程在运行")
    slow.end()


def test_worker_that_hangs_is_told(worker: Heartbeat) -> None:
    worker.beat("publishing.watch")
    past = time.time() - heartbeat.STALE_SECONDS - 5
    os.utime(worker.path, (past, past))

    status, said = answer()

    assert status == 503
    assert "没有动静，停在 publishing.watch" in said


def test_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LITTLE", 2**62)
    status, said = answer()
    assert status == 503
    assert "发布目录所在磁盘已满" in said


@pytest.mark.parametrize(
    "told", [{"REMOTE_ADDR": "10.0.0.7"}, {"HTTP_X_FORWARDED_FOR": "10.0.0.7"}]
)
def test_strangers_learn_only_that_something_is_wrong(
    worker: Heartbeat, told: dict[str, str]
) -> None:
    worker.end()
    assert answer(**told) == (503, "unwell")


def test_many_who_ask_cost_one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []
    latest = health._Latest(lambda: looks.append(1) or [])  # type: ignore[func-returns-value]

    assert [latest.read() for _ in range(50)] == [[]] * 50
    assert len(looks) == 1


def test_spaces_are_of_the_three_folders() -> None:
    assert list(spaces.spaces()) == ["数据目录", "发布目录", "存储目录"]


def test_damaged_file_is_found_once_a_day_and_told(
    at: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "sqlite":
        assert database_checks.check_content_daily(at) == 0
        assert database_checks.corruption() == ""
        return
    database_checks.check_content_daily(at)
    assert database_checks.corruption() == ""

    bad = damaged(tmp_path / "bad.sqlite3")
    monkeypatch.setitem(connection.settings_dict, "NAME", str(bad))
    database_checks.check_content_daily(at + DAY / 2)
    assert database_checks.corruption() == ""  # not looked at yet
    database_checks.check_content_daily(at + DAY)
    assert database_checks.corruption() != ""

    status, said = answer()
    assert status == 503
    assert "数据库文件已损坏" in said
    (result,) = database_checks.check_content(at)
    assert result.level is Level.ERROR
    assert "备份" in result.advice


def test_file_that_is_no_database_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: datetime
) -> None:
    if connection.vendor != "sqlite":
        assert list(database_checks.check_content(at)) == []
        return
    wrong = tmp_path / "wrong.sqlite3"
    wrong.write_bytes(b"x" * 8192)
    monkeypatch.setitem(connection.settings_dict, "NAME", str(wrong))

    assert database_checks.quick_check() == "file is not a database"
