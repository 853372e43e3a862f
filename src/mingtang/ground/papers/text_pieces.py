"""The words of a Word file, a workbook, a PDF or a picture, each piece with its place.

Run as a program it does the work for :mod:`mingtang.ground.papers.file_texts`, in a process that may use so much
memory and time and no more.
"""

import json
import os
import resource
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mingtang.ground.foundation.decisions import Refused
from mingtang.ground.papers.workbooks import safe_workbook

MEMORY = 2 * 1024**3  # address space of the process, bytes
SECONDS = 60  # of processor
MOST_CHARACTERS = 300_000  # of all pieces
MOST_ROWS = 50_000  # of a sheet
MOST_PAGES = 500
LARGEST = 50 * 1024 * 1024  # bytes of a workbook
TOO_LARGE, DAMAGED, NO_WORDS = 3, 4, 5  # what the process ends with

Piece = tuple[str, str]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = {
    "document": "正文",
    "header": "页眉",
    "footer": "页脚",
    "footnotes": "脚注",
    "endnotes": "尾注",
    "comments": "批注",
}
_HIDDEN = "（隐藏）"


def pieces_of_file(path: Path, kind: str) -> Iterator[Piece]:
    """Yield the place of each paragraph, cell or page, in Chinese, and its words; empty ones are left out."""
    readers = {"docx": _word, "xlsx": _workbook, "pdf": _pdf}
    for where, text in readers.get(kind, _picture)(path):
        if words := text.strip():
            yield where, words


def _word(path: Path) -> Iterator[Piece]:
    """Yield paragraphs of the text, and of what is printed around it and noted beside it."""
    from docx import Document  # slow import
    from docx.oxml import parse_xml  # slow import

    for part in Document(str(path)).part.package.iter_parts():
        stem = Path(str(part.partname)).stem.rstrip("0123456789")
        if stem not in _PARTS or not str(part.partname).startswith("/word/"):
            continue
        root = parse_xml(part.blob)
        for number, paragraph in enumerate(root.iter(f"{_W}p"), 1):
            yield f"{_PARTS[stem]}第{number}段", "".join(_words(paragraph))


def _words(node: Any) -> Iterator[str]:
    """Yield the words of a paragraph without those of a text box in it, which has paragraphs of its own."""
    for child in node:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in {f"{_W}tab", f"{_W}br"}:
            yield " "
        elif child.tag != f"{_W}p":
            yield from _words(child)


def _workbook(path: Path) -> Iterator[Piece]:
    """Yield the cells of all sheets, also of hidden ones: what is hidden goes online with the file."""
    from python_calamine import SheetVisibleEnum, load_workbook  # slow import

    content = safe_workbook(
        path.read_bytes(), path.with_suffix(".xlsx").name, most_rows=MOST_ROWS, largest=LARGEST
    )
    book = load_workbook(content)
    for sheet in book.sheets_metadata:
        hidden = "" if sheet.visible == SheetVisibleEnum.Visible else _HIDDEN
        rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        for line, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                yield f"工作表“{sheet.name}”{hidden}{_letters(place)}{line}", _shown(cell)


def _shown(cell: Any) -> str:
    """Return a cell as it is read; a number that Excel holds as 13912345678.0 is one without a point."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _letters(place: int) -> str:
    name, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _pdf(path: Path) -> Iterator[Piece]:
    import pypdfium2  # slow import

    document = pypdfium2.PdfDocument(path)
    for number in range(min(len(document), MOST_PAGES)):
        # A line ends where the paper ends: a word goes on over it.
        text = document[number].get_textpage().get_text_bounded()
        yield f"第{number + 1}页", "".join(text.split("\r\n")).replace("\n", "")


def _picture(path: Path) -> Iterator[Piece]:
    from rapidocr import RapidOCR  # optional dependency

    found = RapidOCR()(str(path))
    for number, words in enumerate(found.txts or (), 1):
        yield f"图中第{number}行", str(words)


def _bounded(path: Path, kind: str) -> dict[str, Any]:
    pieces: list[Piece] = []
    room = MOST_CHARACTERS
    for where, text in pieces_of_file(path, kind):
        pieces.append((where, text[:room]))
        room -= len(text)
        if room <= 0:
            break
    return {"pieces": pieces, "is_whole": room > 0}


def main(source: str, kind: str, memory: str) -> int:
    """Read a file within the limits and print what it says; return how the process ends."""
    os.nice(10)  # readers and editors first
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
    warnings.simplefilter("ignore")
    try:
        found = _bounded(Path(source), kind)
    except (MemoryError, Refused):
        return TOO_LARGE
    except Exception:  # noqa: BLE001 - whatever a library says of a damaged file
        return DAMAGED
    if not found["pieces"]:
        return NO_WORDS
    with open(sys.stdout.fileno(), "w", encoding="utf-8", closefd=False) as out:
        out.write(json.dumps(found, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
