import json
import logging
import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from mingtang.wiring.config.logs.configuration import SHORTEST_DAYS, days_kept, logging_settings
from mingtang.wiring.config.logs.files import DailyFile
from mingtang.wiring.config.logs.lines import access_lines
from tests.conftest import AT


def _record(words: str) -> logging.LogRecord:
    return logging.LogRecord("test", logging.ERROR, __file__, 1, words, None, None)


def test_a_day_has_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    handler = DailyFile(str(folder), "errors", 190)
    umask = os.umask(0)
    try:
        for day in range(3):
            with time_machine.travel(AT + timedelta(days=day), tick=False):
                handler.emit(_record(f"day {day}"))
                handler.emit(_record("again"))
    finally:
        os.umask(umask)
        handler.close()

    names = sorted(path.name for path in folder.iterdir())
    assert names == [f"errors-2026-03-{day}.jsonl" for day in (11, 12, 13)]
    assert (folder / names[1]).read_text() == "day 1\nagain\n"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_old_files_go_and_others_stay(tmp_path: Path) -> None:
    old = [f"errors-{(AT - timedelta(days=days)).date()}.jsonl" for days in (189, 190, 191, 400)]
    strange = ["access-office-2020-01-01.jsonl", "errors-2020.jsonl", "office.log"]
    for name in (*old, *strange):
        (tmp_path / name).write_text("x")
    handler = DailyFile(str(tmp_path), "errors", 190)
    with time_machine.travel(AT, tick=False):
        handler.emit(_record("now"))
    handler.close()

    left = {path.name for path in tmp_path.iterdir()}
    assert left == {*old[:2], *strange, "errors-2026-03-11.jsonl"}


def test_two_writers_share_a_file(tmp_path: Path) -> None:
    one, two = (DailyFile(str(tmp_path), "errors", 190) for _ in range(2))
    with time_machine.travel(AT, tick=False):
        for turn in range(100):
            (one, two)[turn % 2].emit(_record(str(turn)))
    one.close()
    two.close()

    (file,) = tmp_path.iterdir()
    assert file.read_text().split() == [str(turn) for turn in range(100)]


def test_request_is_one_line_without_its_query(tmp_path: Path) -> None:
    record = logging.LogRecord("mingtang.access", logging.INFO, "", 0, "/a/13812345678", None, None)
    record.__dict__.update(method="GET", status=200, client="10.0.0.1", agent="Test", seconds=0.1)
    line = json.loads(access_lines().format(record))

    assert line["path"] == "/a/138****5678"
    assert (line["method"], line["status"], line["client"]) == ("GET", 200, "10.0.0.1")
    assert "event" not in line


@pytest.mark.parametrize("days", ["183", "0", "-1", "many"])
def test_logs_are_kept_for_six_months_at_least(days: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert days_kept() >= SHORTEST_DAYS == 184
    monkeypatch.setenv("MINGTANG_LOG_DAYS", days)
    with pytest.raises(ValueError, match="六个月以上"):
        logging_settings(Path("/nowhere"), "office")
