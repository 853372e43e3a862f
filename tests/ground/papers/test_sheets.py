import csv
import io
import tracemalloc
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mingtang.ground.papers import sheets
from mingtang.ground.papers.sheets import SheetForm, write_sheet

MOMENT = datetime(2026, 3, 11, 2, 30, tzinfo=UTC)
DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    '=HYPERLINK("http://x.example")',
    "=cmd|' /C calc'!A0",
]


def written(path: Path, form: SheetForm, rows: list[list[Any]], title: str = "稿件") -> Path:
    with write_sheet(path, form=form, title=title, headings=["标题", "值"]) as add:
        for row in rows:
            add(row)
    return path


def workbook(path: Path, rows: list[list[Any]], title: str = "稿件") -> Any:
    return openpyxl.load_workbook(written(path, SheetForm.XLSX, rows, title))


def test_workbook_holds_values_of_their_kinds(tmp_path: Path) -> None:
    rows = [
        ["文", 3],
        ["日", date(2026, 3, 1)],
        ["时", MOMENT],
        ["真", True],
        ["无", None],
        ["数", 1.5],
    ]
    sheet = workbook(tmp_path / "a.xlsx", rows).active
    assert sheet.title == "稿件"
    assert [cell.value for cell in sheet[1]] == ["标题", "值"]
    values = [sheet.cell(row, 2).value for row in range(2, 8)]
    assert [str(value) for value in values] == [
        "3", "2026-03-01 00:00:00", "2026-03-11 10:30:00", "是", "None", "1.5",
    ]  # fmt: skip
    assert sheet.freeze_panes == "A2"


def test_csv_opens_in_excel_and_tells_the_same(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.csv", SheetForm.CSV, [["文", MOMENT], ["真", False], ["无", None], ["数", 3]]
    )
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    assert lines == [
        ["标题", "值"],
        ["文", "2026-03-11 10:30"],
        ["真", "否"],
        ["无", ""],
        ["数", "3"],
    ]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_is_a_formula(tmp_path: Path, text: str) -> None:
    cell = workbook(tmp_path / "a.xlsx", [[text, 1]]).active["A2"]
    assert (cell.data_type, cell.value) == ("s", text)

    path = written(tmp_path / "a.csv", SheetForm.CSV, [[text, -1]])
    line = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))[1]
    assert line == [f"'{text}", "-1"]


def test_long_numbers_and_texts_are_kept_as_text(tmp_path: Path) -> None:
    sheet = workbook(tmp_path / "a.xlsx", [[3418000001341800000, "长" * 40_000]]).active
    assert sheet["A2"].value == "3418000001341800000"
    assert len(sheet["B2"].value) == sheets.CELL_LENGTH


@pytest.mark.parametrize("title", ["稿件：[2026]/*?", "", "一" * 60, "'a'"])
def test_any_title_names_a_sheet(tmp_path: Path, title: str) -> None:
    assert workbook(tmp_path / "a.xlsx", [["a", 1]], title).sheetnames[0]


def test_a_full_sheet_goes_on_with_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "SHEET_ROWS", 2)
    book = workbook(tmp_path / "a.xlsx", [[str(number), number] for number in range(5)])
    assert book.sheetnames == ["稿件", "稿件 2", "稿件 3"]
    assert [[row[1].value for row in sheet.iter_rows(min_row=2)] for sheet in book] == [
        [0, 1],
        [2, 3],
        [4],
    ]
    assert all(sheet["A1"].value == "标题" for sheet in book)


@pytest.mark.parametrize("form", list(SheetForm))
def test_memory_does_not_grow_with_the_rows(tmp_path: Path, form: SheetForm) -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        with write_sheet(tmp_path / "a", form=form, title="稿件", headings=["标题", "值"]) as add:
            for number in range(count):
                add([f"第{number}条", number])
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(10)  # what is imported or compiled once
    assert peak(20_000) < peak(2_000) + 1_000_000
