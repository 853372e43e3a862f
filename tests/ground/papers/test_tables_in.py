"""Workbooks that people fill in, and workbooks that are built to do harm."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter

from mingtang.ground.foundation.decisions import Refused
from mingtang.ground.papers.cells import as_choice, as_day, as_text, as_whole_number
from mingtang.ground.papers.sheets import write_template
from mingtang.ground.papers.tables_in import (
    LineResult,
    LineState,
    SheetColumn,
    SheetRow,
    SheetRows,
    read_table,
    report,
)

COLUMNS = (
    SheetColumn("name", "姓名", as_text(most=20), is_required=True),
    SheetColumn("phone", "手机号"),
    SheetColumn("since", "到岗日期", as_day()),
    SheetColumn("age", "年龄", as_whole_number(low=18, high=99)),
    SheetColumn("kind", "类别", as_choice({"正式": 1, "借调": 2})),
)
HEADINGS = [column.heading for column in COLUMNS]


def workbook(rows: Sequence[Sequence[Any]], *, merge: str = "", more: int = 0) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(line, place, cell, day)
                else:
                    sheet.write(line, place, cell)
        if merge:
            sheet.merge_range(merge, "合并")
        for _ in range(more):
            book.add_worksheet()
    return out.getvalue()


def read(*rows: Sequence[Any], **options: Any) -> SheetRows:
    return read_table(workbook([HEADINGS, *rows], **options), COLUMNS, name="人员.xlsx")


def refusal(content: bytes, **options: Any) -> str:
    with pytest.raises(Refused) as refused:
        read_table(content, COLUMNS, name="人员.xlsx", **options)
    return str(refused.value)


def changed(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """Return a workbook with some bytes of one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w", 8) as made:
        for part in given.namelist():
            data = given.read(part)
            if part == name:
                assert old in data
                data = data.replace(old, new)
            made.writestr(part, data)
    return out.getvalue()


def test_rows_become_values_whatever_excel_made_of_them() -> None:
    table = read(
        ["张三", 13800138000, date(2026, 3, 1), 30, "正式"],
        ["　李 四\u200b", "138 0013 8000", 46082, "31", "借调"],
        ["", None, "", "  ", None],
        ["王五", None, "2026年3月1日", None, None],
    )

    day = date(2026, 3, 1)
    assert table.rows == [
        SheetRow(2, {"name": "张三", "phone": "13800138000", "since": day, "age": 30, "kind": 1}),
        SheetRow(
            3, {"name": "李 四", "phone": "138 0013 8000", "since": day, "age": 31, "kind": 2}
        ),
        SheetRow(5, {"name": "王五", "phone": None, "since": day, "age": None, "kind": None}),
    ]
    assert (table.faults, table.ignored) == ([], [])


@pytest.mark.parametrize(
    "cell",
    ["2026-3-1", "2026/03/01", "2026.3.1", 20260301, "20260301", datetime(2026, 3, 1, 9)],  # noqa: DTZ001
)
def test_dates_as_people_write_them(cell: Any) -> None:
    assert as_day()(cell) == date(2026, 3, 1)


def test_each_fault_of_a_line_is_said_with_its_number() -> None:
    table = read(
        ["", 1, "昨天", 17, "临时"],
        ["赵" * 21, 110101199003077777, "2026-02-30", 1.5, "正式"],
    )

    assert table.rows == []
    assert table.faults == [
        LineResult(
            2,
            LineState.FAILED,
            "“姓名”没有填写。“到岗日期”应为日期，例如 2026-03-01 或 2026年3月1日。"
            "“年龄”应为 18 到 99 之间的整数。“类别”应为：正式、借调。",
        ),
        LineResult(
            3,
            LineState.FAILED,
            "“姓名”有 21 个字符，最多 20 个。“手机号”数字超过 15 位，Excel 已改动末尾几位。"
            "请把这一列设为“文本”格式后重新填写。“到岗日期”没有 2026年2月30日 这一天，请核对。"
            "“年龄”应为整数，例如 12。",
        ),
    ]


def test_headings_stand_in_any_order_below_a_title() -> None:
    content = workbook([["花名册"], ["备注", "手机号 ", "姓名*"], ["无", "1", "张三"]])

    table = read_table(content, COLUMNS, name="a.xlsx")
    assert [(row.line, row.values["name"], row.values["phone"]) for row in table.rows] == [
        (3, "张三", "1")
    ]
    assert table.ignored == ["备注"]


def test_headings_that_are_wrong_are_named() -> None:
    assert "缺少表头“姓名”，请下载模板" in refusal(workbook([["名字"], ["张三"]]))
    assert "缺少表头“姓名”" in refusal(workbook([]))
    assert "表头“姓名”有 2 列" in refusal(workbook([["姓名", "姓名"]]))
    merged = workbook([["姓名", "手机号"]], merge="C1:D1")
    assert "第 1 行的表头有合并的单元格，请取消合并" in refusal(merged)


def test_template_is_taken_back_as_filled_in() -> None:
    content = write_template("人员", [(column.heading, "怎样填") for column in COLUMNS])

    assert read_table(content, COLUMNS, name="模板.xlsx").rows == []


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048576", "A1000000"])
def test_cell_at_the_far_corner_costs_no_memory(cell: str) -> None:
    content = workbook([HEADINGS, ["张三"]])
    hostile = changed(content, "xl/worksheets/sheet1.xml", b'r="A2"', f'r="{cell}"'.encode())

    assert f"第 {int(cell.lstrip('XFDA')):,} 行还有内容，一次最多 5,000 行。" in refusal(hostile)


def test_wide_and_long_tables_are_refused() -> None:
    assert "一次最多 2 行" in refusal(workbook([HEADINGS, ["一"], ["二"]]), most_rows=2)
    wide = workbook([[*HEADINGS, *["多"] * 100]])
    assert "第 1 行在第 101 列还有内容，最多 100 列。" in refusal(wide)


def test_cell_of_a_megabyte_is_a_fault_of_its_line() -> None:
    content = workbook([HEADINGS, ["张三"]])
    hostile = changed(content, "xl/sharedStrings.xml", "张三".encode(), ("长" * 350_000).encode())

    table = read_table(hostile, COLUMNS, name="a.xlsx")
    assert table.faults == [
        LineResult(2, LineState.FAILED, "“姓名”有 350,000 个字符，最多 20 个。")
    ]


def test_bombs_are_refused() -> None:
    content = workbook([HEADINGS, ["张三"]])
    entities = b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet'
    with pytest.raises(Refused):
        read_table(
            changed(content, "xl/worksheets/sheet1.xml", b"<worksheet", entities),
            COLUMNS,
            name="a.xlsx",
        )
    bomb = changed(content, "xl/styles.xml", b"</styleSheet>", b" " * 90_000_000 + b"</styleSheet>")
    assert len(bomb) < 500_000
    with pytest.raises(Refused):
        read_table(bomb, COLUMNS, name="a.xlsx")


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600]
)
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    assert refusal(content)


def test_broken_workbooks_are_refused_with_what_to_do() -> None:
    content = workbook([HEADINGS])
    cut = changed(content, "xl/worksheets/sheet1.xml", b"</worksheet>", b"")
    assert "请用 Excel 或 WPS 打开后另存为 .xlsx" in refusal(cut)
    unlinked = changed(content, "xl/workbook.xml", b"</sheets>", b"</sheets><x/>")
    assert read_table(unlinked, COLUMNS, name="a.xlsx").rows == []
    no_sheet = changed(content, "xl/workbook.xml", b'sheetId="1"', b'sheetId="1" state="hidden"')
    assert "没有可以读取的工作表" in refusal(no_sheet)


def test_reports_say_what_happened_and_what_to_do() -> None:
    made, skipped = LineResult(2, LineState.MADE), LineResult(4, LineState.SKIPPED, "已有")
    failed = LineResult(3, LineState.FAILED, "重名")

    assert report([skipped, made, failed]).sentence == (
        "共 3 行：已导入 1 行，跳过 1 行，有误 1 行。请在表格中改正后重新上传，已导入的会自动跳过。"
    )
    assert [one.line for one in report([skipped, made, failed]).lines] == [2, 3, 4]
    assert (
        report([made], is_trial=True).sentence == "共 1 行：可以导入 1 行。核对无误后请正式导入。"
    )
    assert report([made]).sentence == "共 1 行：已导入 1 行。"
    assert report([]).sentence == "表格里没有可以导入的内容，请在表头下面填写后再上传。"
