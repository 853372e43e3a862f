"""A log of the first format is refused in one sentence: its events seal words that must be erasable."""

import sqlite3
from pathlib import Path

import pytest

from tests.harness.processes import run_mingtang

pytestmark = pytest.mark.slow

OLD_EVENT = (
    "INSERT INTO events_event (code, subject, actor, unit, site, payload, occurred_at, recorded_at,"
    " reason, hash) VALUES ('a.b', 'a:1', 'system', '', '', '{}', '2026-03-11 02:00:00',"
    " '2026-03-11 02:00:00', '', '')"
)


def test_database_with_events_of_the_first_format_is_refused(tmp_path: Path) -> None:
    first = run_mingtang("manage", "migrate", "events", "0001", MINGTANG_HOME=tmp_path)
    assert first.returncode == 0, first.stderr
    (file,) = tmp_path.rglob("*.sqlite3")
    with sqlite3.connect(file) as database:
        database.execute(OLD_EVENT)
    database.close()

    refused = run_mingtang("manage", "migrate", "events", MINGTANG_HOME=tmp_path)

    assert refused.returncode == 1
    assert (
        refused.stderr.strip()
        .splitlines()[-1]
        .startswith("CommandError: 数据库中的事件日志是旧格式，本版本不能沿用")
    )
    assert "Traceback" not in refused.stderr


def test_database_without_events_goes_on(tmp_path: Path) -> None:
    for target in ("0001", "0002"):
        done = run_mingtang("manage", "migrate", "events", target, MINGTANG_HOME=tmp_path)
        assert done.returncode == 0, done.stderr
