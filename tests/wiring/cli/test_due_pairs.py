"""`mingtang due --pairs`: a table of received and answered times, judged by the working-day calendar."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from click.testing import CliRunner, Result

from mingtang.wiring.cli.main import main

HEADINGS = ("编号", "收到", "答复")
# 1 to 5 May 2026 is a holiday, Saturday 9 May a working day.
LINES = (
    ("1", "2026-04-30 10:00", "2026-04-30 16:00"),
    ("2", "2026-04-30 10:00", "2026-05-06 09:00"),
    ("3", "2026/4/30 17:00:05", "2026年5月9日"),
    ("4", "2026-05-08T10:00+08:00", "2026-05-10 08:00"),
    ("5", "2026-04-30", ""),
)


_local = datetime.fromisoformat  # as a workbook has it, without a zone


def pairs(path: Path, *arguments: str, form: str = "json") -> Result:
    given = ("--pairs", str(path), "--received", "收到", "--answered", "答复", "--format", form)
    return CliRunner().invoke(main, ["due", *given, *arguments])


def csv_file(path: Path, lines: Sequence[Sequence[str]], charset: str = "utf-8") -> Path:
    path.write_text("\n".join(",".join(line) for line in (HEADINGS, *lines)), encoding=charset)
    return path


def workbook(path: Path, lines: Sequence[Sequence[Any]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for row, line in enumerate((HEADINGS, *lines)):
            for column, cell in enumerate(line):
                if isinstance(cell, datetime):
                    sheet.write_datetime(row, column, cell, moment)
                elif isinstance(cell, date):
                    sheet.write_datetime(row, column, cell, day)
                else:
                    sheet.write(row, column, cell)
    return path


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_pairs_are_counted_whatever_charset_csv_is_saved_in(tmp_path: Path, charset: str) -> None:
    answer = pairs(csv_file(tmp_path / "信件.csv", LINES, charset))
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert json.loads(answer.stdout) == {
        "pairs": [0, 1, 4, 1],
        # The fourth was answered on a Sunday, after the end of the working day before.
        "within": {"1": 50.0, "2": 75.0, "5": 100.0, "7": 100.0, "10": 100.0, "15": 100.0},
        "unanswered": 1,
        "wrong": [],
    }


def test_pairs_reads_the_dates_of_a_workbook(tmp_path: Path) -> None:
    lines = [
        ("1", _local("2026-04-30T10:00"), _local("2026-05-06T23:59:59")),
        ("2", _local("2026-04-30T10:00"), date(2026, 4, 30)),
        ("3", date(2026, 4, 30), "2026-05-07 00:00"),
    ]
    answer = json.loads(pairs(workbook(tmp_path / "信件.xlsx", lines)).stdout)
    assert answer["pairs"] == [1, 0, 2]
    assert answer["within"]["1"] == 66.7


def test_wrong_lines_are_named_and_left_out(tmp_path: Path) -> None:
    lines = (
        ("1", "2026-04-30 10:00", "2026-04-30 09:59"),
        ("2", "去年", "2026-05-06"),
        ("3", "2026-02-30", "2026-05-06"),
        ("4", "", "2026-05-06"),
        ("5", "2026-04-30 25:00", "2026-05-06"),
        ("6", "1026-04-30", "2026-05-06"),
        ("7", "2026-04-30 10:00", "2026-05-06"),
    )
    result = pairs(csv_file(tmp_path / "信件.csv", lines))
    answer = json.loads(result.stdout)
    assert result.exit_code == 0
    assert answer["pairs"] == [1]
    assert [one["line"] for one in answer["wrong"]] == [2, 3, 4, 5, 6, 7]
    assert "第 2 行：答复时间早于收到时间。" in result.stderr
    assert "第 3 行：“收到”应为时间" in result.stderr
    assert "第 5 行：有答复时间，没有收到时间。" in result.stderr


def test_the_text_says_what_an_office_asks(tmp_path: Path) -> None:
    result = pairs(csv_file(tmp_path / "信件.csv", LINES), form="text")
    assert result.stdout.splitlines()[:3] == [
        "已答复 4 件，未答复 1 件，有误 0 行",
        "平均 1.5 个工作日，最长 4 个工作日",
        " 1 个工作日内答复  50.0%",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a,b\n1,2\n", "没有列“收到”“答复”，表头有：a、b"),
        ("", "表头有：（空）"),
        ("收到,答复\n2026-04-30,\n", "没有一行同时有收到时间和答复时间"),
        ("收到,答复\n\0,\n", "文件不是表格"),
        ('收到,答复\n"' + "1" * 1_100_000, "引号没有配对"),
    ],
    ids=["headings", "empty", "unanswered", "binary", "quotes"],
)
def test_a_table_that_cannot_be_judged_is_refused(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "信件.csv"
    path.write_text(content, encoding="utf-8")
    result = pairs(path)
    assert result.exit_code == 2
    assert said in result.stderr


def test_files_that_are_none_are_refused(tmp_path: Path) -> None:
    assert "打不开文件" in pairs(tmp_path / "没有.csv").stderr
    false = tmp_path / "图.xlsx"
    false.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    assert pairs(false).exit_code == 2


def test_a_long_table_is_counted_whole(tmp_path: Path) -> None:
    lines = [("1", "2026-04-30 10:00", "2026-05-06")] * 20_000
    assert json.loads(pairs(csv_file(tmp_path / "信件.csv", lines)).stdout)["pairs"] == [1] * 20_000
