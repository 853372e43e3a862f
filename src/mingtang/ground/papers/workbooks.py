"""An untrusted workbook made safe to read: judged, measured, and packed again.

A reader of workbooks allocates a rectangle from the first cell to the last one, so that a single
cell at the far corner would cost the memory of the machine; cells are counted before.
"""

import io
import re
import zipfile
import zlib
from xml.parsers import expat

from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.ground.foundation.files.judging import judge_file
from mingtang.ground.foundation.files.kinds import FileKind

MEGABYTE = 1024 * 1024
LARGEST = 5 * MEGABYTE
MOST_TIMES = 13  # what a workbook grows to when it is unpacked
MOST_COLUMNS = 100
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_DAMAGED = Reason(
    "sheet.damaged", "表格已损坏，无法读取。请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。"
)
_HUGE = Reason("sheet.unpacked", "表格解开后过大，请删除图片和多余的工作表后再上传。")


def safe_workbook(
    content: bytes, name: str, *, most_rows: int, largest: int = LARGEST
) -> io.BytesIO:
    """Return a workbook that holds what was judged and no more, for a reader to open.

    :raises Refused: it is no workbook, damaged, encrypted, too large, has macros, or a cell beyond
        `most_rows` or MOST_COLUMNS; `largest` is in bytes as uploaded.
    """
    judge_file(io.BytesIO(content), name, max_bytes=largest, allowed={FileKind.XLSX})
    out, room = io.BytesIO(), largest * MOST_TIMES
    try:
        with (
            zipfile.ZipFile(io.BytesIO(content)) as given,
            zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as taken,
        ):
            for member in given.infolist():
                part = _read(given, member, room)
                room -= len(part)
                if member.filename.lower().endswith(".xml"):
                    _Cells(most_rows).measure(part)
                taken.writestr(zipfile.ZipInfo(member.filename), part)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, expat.ExpatError):
        raise Refused([_DAMAGED]) from None
    out.seek(0)
    return out


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: int) -> bytes:
    with archive.open(member) as source:
        part = source.read(room + 1)
    if len(part) > room:
        raise Refused([_HUGE])
    return part


class _Cells:
    """Where the cells of a sheet stand; in other parts there are none."""

    def __init__(self, most_rows: int) -> None:
        self._most_rows = most_rows
        self._row = self._column = 0

    def measure(self, part: bytes) -> None:
        """Read a part to its end. :raises Refused: a cell with a value stands too far away."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EntityDeclHandler = self._entity
        parser.Parse(part, True)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag.rpartition(":")[2]:
            case "row":
                self._row = _number(attributes.get("r")) or self._row + 1
                self._column = 0
            case "c":
                self._cell(attributes.get("r", ""))
            case "v" | "is":
                self._value()

    def _cell(self, reference: str) -> None:
        found = _REFERENCE.fullmatch(reference)
        if not found:
            self._column += 1
            return
        self._column, self._row = 0, int(found[2])
        for letter in found[1]:
            self._column = self._column * 26 + ord(letter) - 64

    def _value(self) -> None:
        if self._row > self._most_rows:
            raise Refused([_too_long(self._row, self._most_rows)])
        if self._column > MOST_COLUMNS:
            text = f"第 {self._row} 行在第 {self._column:,} 列还有内容，最多 {MOST_COLUMNS} 列。请删除多余的列后再上传。"
            raise Refused([Reason("sheet.too_wide", text)])

    def _entity(self, *declared: object) -> None:
        raise Refused([_DAMAGED])


def _number(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"[0-9]{1,7}", text) else 0


def _too_long(row: int, most: int) -> Reason:
    text = (
        f"第 {row:,} 行还有内容，一次最多 {most:,} 行。请删除多余的行，或拆分成几个表格分别上传。"
    )
    return Reason("sheet.too_long", text)
