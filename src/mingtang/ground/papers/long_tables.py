"""Tables of a whole year from a file on this machine: workbooks of Excel and CSV, line by line."""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Any

from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.ground.foundation.text import shortened
from mingtang.ground.papers.cells import is_blank
from mingtang.ground.papers.tables_in import (
    HEADING_LINES,
    LineResult,
    SheetColumn,
    SheetRow,
    find_headings,
    first_sheet,
    read_lines,
)
from mingtang.ground.papers.workbooks import MEGABYTE, safe_workbook

LARGEST = 100 * MEGABYTE
MOST_LINES = 1_048_576  # of a sheet of Excel
_BOOKS = (".xlsx", ".xlsm", ".xls", ".et")
_SAMPLE = 64 * 1024
_SEPARATORS = ",\t;"
_CELL_BYTES = 1_000_000

Lines = Iterator[SheetRow | LineResult]


@contextmanager
def open_table(path: Path, columns: Sequence[SheetColumn]) -> Iterator[Lines]:
    """Open a table by its headings and yield its lines: values, or the fault of a line.

    The name tells a workbook (.xlsx) from CSV, which may be UTF-8, UTF-16 or GB18030 and is read
    as it is needed, so that memory does not grow with its length.

    :raises Refused: the file cannot be read as a table, or a heading is missing.
    :raises OSError: the file cannot be opened.
    """
    if path.suffix.lower() in _BOOKS:
        content = path.read_bytes()
        book = safe_workbook(content, path.name, most_rows=MOST_LINES, largest=LARGEST)
        yield _lines(iter(first_sheet(book)[0]), columns)
        return
    with path.open("rb") as file:
        charset = _charset(file.read(_SAMPLE))
    with path.open(encoding=charset, errors="replace", newline="") as text:
        yield _lines(_rows(text, charset), columns)


def read_whole(
    content: bytes, name: str, *, most_rows: int, largest: int = LARGEST
) -> list[Sequence[Any]]:
    """Return all rows of an uploaded table with its headings; the suffix decides on XLSX or CSV.

    :raises Refused: it cannot be read as a table, or exceeds `most_rows` or `largest`.
    """
    if len(content) > largest:
        text = f"表格超过 {largest // MEGABYTE} MB，请分成几份。"
        raise Refused([Reason("sheet.large", text)])
    if Path(name).suffix.lower() in _BOOKS:
        rows: list[Sequence[Any]] = list(
            first_sheet(safe_workbook(content, name, most_rows=most_rows, largest=largest))[0]
        )
    else:
        charset = _charset(content[:_SAMPLE])
        text = content.decode(charset, errors="replace")
        rows = list(islice(_rows(io.StringIO(text, newline=""), charset), most_rows + 1))
    if len(rows) > most_rows:
        raise Refused([Reason("sheet.long", f"表格超过 {most_rows:,} 行，请分成几份。")])
    return rows


def _lines(rows: Iterator[Sequence[Any]], columns: Sequence[SheetColumn]) -> Lines:
    head = list(islice(rows, HEADING_LINES))
    line, places = find_headings(head, columns)
    if missing := [column.heading for column in columns if column.name not in places]:
        given = "、".join(str(cell) for cell in head[line] if not is_blank(cell)) if head else ""
        text = f"没有列“{'”“'.join(missing)}”，表头有：{shortened(given, 200) or '（空）'}。请核对列名。"
        raise Refused([Reason("sheet.heading", text)])
    return read_lines(enumerate(chain(head[line + 1 :], rows), start=line + 2), columns, places)


def _charset(sample: bytes) -> str:
    """Tell the charset of CSV by its content: Excel saves UTF-8 with a mark, or GB18030."""
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\x00" in sample:
        text = "文件不是表格。请用 Excel 或 WPS 打开后另存为 .xlsx 或 .csv 再导入。"
        raise Refused([Reason("sheet.unreadable", text)])
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character may be cut at the end of the sample.
        if error.start < len(sample) - 3:
            return "gb18030"
    return "utf-8-sig"


def _rows(text: Any, charset: str) -> Iterator[list[str]]:
    sample = text.read(_SAMPLE)
    text.seek(0)
    first = sample.splitlines()[0] if sample.strip() else ""
    separator = max(_SEPARATORS, key=first.count)
    csv.field_size_limit(_CELL_BYTES)
    try:
        yield from csv.reader(text, delimiter=separator)
    except csv.Error:
        reason = "表格中有一个单元格的引号没有配对，请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。"
        raise Refused([Reason("sheet.quotes", reason)]) from None
