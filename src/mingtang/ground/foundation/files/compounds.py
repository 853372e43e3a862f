"""Word, Excel and PowerPoint files of the older form, and those of WPS Office: what is in them.

Source: MS-XLS 2.4.28 (BoundSheet8), 2.4.117 (FilePass); MS-DOC 2.5.2 (FibBase).
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO

from mingtang.ground.foundation.decisions import Reason
from mingtang.ground.foundation.files.containers import CompoundFile
from mingtang.ground.foundation.files.kinds import FileKind
from mingtang.ground.foundation.files.reasons import EMBEDDED, ENCRYPTED, MACRO

PACKAGED_FILE = "\x01ole10native"  # the stream in which Office keeps a file of any kind
_MACROS = frozenset({"macros", "vba", "_vba_project", "_vba_project_cur"})
_KINDS = {
    "worddocument": FileKind.DOC,
    "workbook": FileKind.XLS,
    "book": FileKind.XLS,
    "powerpoint document": FileKind.PPT,
}
_ENCRYPTED = frozenset({"encryptedpackage", "encryptedsummary"})
_GLOBALS = 1024 * 1024  # of the table stream; names of sheets stand at its beginning
_SHEET, _PASSWORD, _END = 0x85, 0x2F, 0x0A
_MACRO_SHEETS = frozenset({b"\x01", b"\x06"})
_WORD_ENCRYPTED = 0x0100


def judge_compound(source: BinaryIO, size: int) -> tuple[FileKind | None, list[Reason]]:
    """Return what a compound file is (None: nothing that is taken), and why it may not come in.

    :raises DamagedFile: its tables do not lead through it.
    """
    file = CompoundFile(source, size)
    names = {name.casefold() for name in file.names}
    kind = next((kind for name, kind in _KINDS.items() if name in names), None)
    if names & _ENCRYPTED:
        return kind, [ENCRYPTED]
    return kind, list(dict.fromkeys(_faults(file, names)))


def _faults(file: CompoundFile, names: set[str]) -> Iterator[Reason]:
    if names & _MACROS:
        yield MACRO
    if PACKAGED_FILE in names:
        yield EMBEDDED
    for name in ("Workbook", "Book"):
        yield from _table_faults(file.beginning(name, _GLOBALS))
    head = file.beginning("WordDocument", 12)
    if len(head) == 12 and struct.unpack_from("<H", head, 10)[0] & _WORD_ENCRYPTED:
        yield ENCRYPTED


def _table_faults(content: bytes) -> Iterator[Reason]:
    """Look for sheets of macros of Excel 4 and for a password among the records of a workbook."""
    place = 0
    while place + 4 <= len(content):
        record, length = struct.unpack_from("<HH", content, place)
        if record == _END:
            return
        if record == _PASSWORD:
            yield ENCRYPTED
        elif record == _SHEET and length >= 6 and content[place + 9 : place + 10] in _MACRO_SHEETS:
            yield MACRO
        place += 4 + length
