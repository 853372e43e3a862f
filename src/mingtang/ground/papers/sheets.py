"""Tables of any length written to a file, row by row: workbooks of Excel and CSV (表格).

Memory does not grow with the number of rows. No cell is ever a formula, whatever was typed.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import xlsxwriter

from mingtang.ground.foundation.clock import BEIJING

SHEET_ROWS = 1_000_000  # Excel takes 1,048,576; the next million goes on to another sheet
CELL_LENGTH = 32_767  # characters that Excel takes in a cell
EXACT_DIGITS = 15  # of a number in Excel; a longer one, such as an identity code, is text
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

AddRow = Callable[[Sequence[Any]], None]


class SheetForm(StrEnum):
    """The forms a table is written in; the value is the end of the file's name."""

    XLSX = "xlsx"
    CSV = "csv"


def write_sheet(
    path: Path, *, form: SheetForm, title: str, headings: Sequence[str]
) -> AbstractContextManager[AddRow]:
    """Open a table at `path` and yield the function that adds a row; the file is whole at the end.

    A cell is text, a number, a truth value (是 or 否), a date, a moment (written in Beijing time) or
    None.
    """
    if form is SheetForm.CSV:
        return _csv(path, headings)
    return _workbook(path, title, headings)


@contextmanager
def _csv(path: Path, headings: Sequence[str]) -> Iterator[AddRow]:
    # The mark at the beginning tells Excel that it is UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        yield lambda cells: writer.writerow([_plain(cell) for cell in cells])


def _plain(cell: Any) -> str | int | float:
    """Return a cell of CSV; text that Excel would run as a formula gets an apostrophe in front."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, int | float):
        return cell
    if isinstance(cell, datetime):
        return f"{cell.astimezone(BEIJING):%Y-%m-%d %H:%M}"
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


@contextmanager
def _workbook(path: Path, title: str, headings: Sequence[str]) -> Iterator[AddRow]:
    with xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": str(path.parent)}) as book:
        yield _Sheets(book, title, headings).add


class _Sheets:
    """The sheets of a workbook: a new one with the same headings after each million rows."""

    def __init__(self, book: Any, title: str, headings: Sequence[str]) -> None:
        self._book, self._headings = book, headings
        self._title = _NOT_IN_NAMES.sub(" ", title).strip()[:27] or "表"
        self._bold = book.add_format({"bold": True, "bottom": 1})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._number = 0
        self._begin()

    def _begin(self) -> None:
        self._number += 1
        name = self._title if self._number == 1 else f"{self._title} {self._number}"
        self._sheet = self._book.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, max(len(self._headings) - 1, 0), 20)
        for column, heading in enumerate(self._headings):
            self._sheet.write_string(0, column, heading, self._bold)
        self._row = 1

    def add(self, cells: Sequence[Any]) -> None:
        if self._row > SHEET_ROWS:
            self._begin()
        for column, cell in enumerate(cells):
            self._write(self._row, column, cell)
        self._row += 1

    def _write(self, row: int, column: int, cell: Any) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, datetime):
            local = cell.astimezone(BEIJING).replace(tzinfo=None)
            self._sheet.write_datetime(row, column, local, self._moment)
        elif isinstance(cell, date):
            self._sheet.write_datetime(row, column, cell, self._day)
        elif isinstance(cell, int | float) and not isinstance(cell, bool) and _is_exact(cell):
            self._sheet.write_number(row, column, cell)
        else:
            text = ("是" if cell else "否") if isinstance(cell, bool) else str(cell)
            self._sheet.write_string(row, column, text[:CELL_LENGTH])


def _is_exact(number: float) -> bool:
    return abs(number) < 10**EXACT_DIGITS


def write_template(title: str, columns: Sequence[tuple[str, str]]) -> bytes:
    """Return a workbook to be filled in: headings, and below each, as a note of its cell, its hint.

    All cells are text, so that Excel leaves codes, phone numbers and dates as they are typed.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        sheet = book.add_worksheet(_NOT_IN_NAMES.sub(" ", title).strip()[:31] or "表")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(columns), 20, book.add_format({"num_format": "@"}))
        for place, (heading, hint) in enumerate(columns):
            sheet.write_string(0, place, heading, bold)
            if hint:
                sheet.write_comment(0, place, hint)
    return out.getvalue()
