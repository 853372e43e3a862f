"""Tables that people fill in (填表): declared columns in, values and a report per line out.

Pure: bytes in, values out. What a row is made into, the caller does.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.ground.foundation.text import comparison_key, shortened
from mingtang.ground.papers.cells import CellFault, CellParser, as_text, is_blank
from mingtang.ground.papers.workbooks import safe_workbook

MOST_ROWS = 5_000
HEADING_LINES = 5  # a title and a remark may stand above the headings


@dataclass(frozen=True)
class SheetColumn:
    """A column: `name` is the key of its value, `heading` what stands above it."""

    name: str
    heading: str
    parse: CellParser = field(default_factory=as_text)
    is_required: bool = False
    hint: str = ""  # how to fill it in

    @property
    def key(self) -> str:
        """The heading without what people add: stars, spaces, brackets, other width."""
        return comparison_key(self.heading)


class LineState(StrEnum):
    """What became of a line of a table."""

    MADE = "made"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True)
class LineResult:
    """One line of a report: its number as Excel shows it, what became of it, and why (Chinese)."""

    line: int
    state: LineState
    reason: str = ""


@dataclass(frozen=True)
class SheetRow:
    """The values of a line by the names of their columns; None where a cell is empty."""

    line: int
    values: dict[str, Any]


@dataclass(frozen=True)
class SheetRows:
    """What was read: `rows` that are whole, `faults` for lines that are not.

    `ignored` has the headings that nobody asked for.
    """

    rows: list[SheetRow]
    faults: list[LineResult]
    ignored: list[str]


@dataclass(frozen=True)
class SheetReport:
    """What became of each line, in their order."""

    lines: list[LineResult]
    is_trial: bool = False

    def count(self, state: LineState) -> int:
        """Return how many lines ended so."""
        return sum(line.state is state for line in self.lines)

    @property
    def sentence(self) -> str:
        """How it went and what to do now, in Chinese."""
        made, skipped, failed = (self.count(state) for state in LineState)
        done = "可以导入" if self.is_trial else "已导入"
        parts = [f"{done} {made:,} 行"] + ([f"跳过 {skipped:,} 行"] if skipped else [])
        parts += [f"有误 {failed:,} 行"] if failed else []
        text = f"共 {len(self.lines):,} 行：{'，'.join(parts)}。"
        if not self.lines:
            return "表格里没有可以导入的内容，请在表头下面填写后再上传。"
        if failed:
            again = "请在表格中改正后重新上传" + (
                "。" if self.is_trial else "，已导入的会自动跳过。"
            )
            return text + again
        return text + ("核对无误后请正式导入。" if self.is_trial and made else "")


def report(results: Iterable[LineResult], *, is_trial: bool = False) -> SheetReport:
    """Return the report of all lines, in the order of the table."""
    return SheetReport(sorted(results, key=lambda one: one.line), is_trial)


def read_table(
    content: bytes, columns: Sequence[SheetColumn], *, name: str, most_rows: int = MOST_ROWS
) -> SheetRows:
    """Read the first visible sheet of a workbook by its headings, which may stand in any order.

    :param name: what the file is called, for its extension.
    :raises Refused: the file as a whole cannot be taken, with what to do.
    """
    cells, merged = first_sheet(safe_workbook(content, name, most_rows=most_rows))
    line, places = find_headings(cells, columns)
    if any(top <= line <= bottom for (top, _), (bottom, _) in merged):
        text = f"第 {line + 1} 行的表头有合并的单元格，请取消合并，每列一个表头。"
        raise Refused([Reason("sheet.merged_heading", text)])
    asked = {column.key for column in columns}
    ignored = [str(one) for one in cells[line] if not is_blank(one) and _key(one) not in asked]
    rows: list[SheetRow] = []
    faults: list[LineResult] = []
    for one in read_lines(enumerate(cells[line + 1 :], start=line + 2), columns, places):
        if isinstance(one, SheetRow):
            rows.append(one)
        else:
            faults.append(one)
    return SheetRows(rows, faults, [shortened(heading, 30) for heading in ignored])


def read_lines(
    lines: Iterable[tuple[int, Sequence[Any]]],
    columns: Sequence[SheetColumn],
    places: Mapping[str, int],
) -> Iterator[SheetRow | LineResult]:
    """Yield the values of each numbered line, or its fault; lines without a value are left out."""
    for number, row in lines:
        if all(is_blank(_cell(row, place)) for place in places.values()):
            continue
        values, reasons = _values(row, columns, places)
        if reasons:
            yield LineResult(number, LineState.FAILED, "".join(reasons))
        else:
            yield SheetRow(number, values)


def _cell(row: Sequence[Any], place: int) -> Any:
    return row[place] if place < len(row) else None


def first_sheet(source: Any) -> tuple[list[list[Any]], list[Any]]:
    """Return the cells and the merged ranges of the first visible sheet of a safe workbook.

    :raises Refused: there is none, or it cannot be read.
    """
    from python_calamine import (  # slow import
        CalamineError,
        SheetTypeEnum,
        SheetVisibleEnum,
        load_workbook,
    )

    try:
        book = load_workbook(source)
        for sheet in book.sheets_metadata:
            if (sheet.typ, sheet.visible) == (SheetTypeEnum.WorkSheet, SheetVisibleEnum.Visible):
                found = book.get_sheet_by_name(sheet.name)
                return found.to_python(skip_empty_area=False), found.merged_cell_ranges or []
    except CalamineError:
        pass  # said below: no sheet can be read
    text = "表格里没有可以读取的工作表。请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。"
    raise Refused([Reason("sheet.unreadable", text)])


def _key(cell: Any) -> str:
    return comparison_key(str(cell))


def find_headings(
    cells: Sequence[Sequence[Any]], columns: Sequence[SheetColumn]
) -> tuple[int, dict[str, int]]:
    """Return the line with the most of the headings, and where each column stands in it.

    :raises Refused: a required heading is missing, or one stands there twice.
    """
    keys = [[_key(cell) for cell in row] for row in cells[:HEADING_LINES]]
    asked = {column.key for column in columns}
    line = max(range(len(keys)), key=lambda at: len(asked & set(keys[at])), default=0)
    found = keys[line] if keys else []
    reasons = [
        Reason("sheet.heading", f"缺少表头“{column.heading}”，请下载模板，按模板的表头填写。")
        for column in columns
        if column.is_required and column.key not in found
    ] + [
        Reason(
            "sheet.heading_twice",
            f"表头“{column.heading}”有 {found.count(column.key)} 列，请只留一列。",
        )
        for column in columns
        if found.count(column.key) > 1
    ]
    if reasons:
        raise Refused(reasons)
    places = {each.name: found.index(each.key) for each in columns if each.key in found}
    return line, places


def _values(
    row: Sequence[Any], columns: Sequence[SheetColumn], places: Mapping[str, int]
) -> tuple[dict[str, Any], list[str]]:
    values: dict[str, Any] = {}
    reasons = []
    for column in columns:
        cell = _cell(row, places[column.name]) if column.name in places else None
        try:
            values[column.name] = None if is_blank(cell) else column.parse(cell)
        except CellFault as fault:
            reasons.append(f"“{column.heading}”{fault}")
            continue
        if column.is_required and values[column.name] is None:
            reasons.append(f"“{column.heading}”没有填写。")
    return values, reasons
