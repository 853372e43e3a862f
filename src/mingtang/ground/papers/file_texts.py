"""Words of attached files, read in a process of their own: the one that asks does not grow."""

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from mingtang.ground.foundation.files.kinds import IMAGES, FileKind
from mingtang.ground.papers import text_pieces

LONGEST = 180  # seconds by the clock, on a machine that has other work
PICTURE_MEMORY = 8 * 1024**3  # address space that a reader of pictures reserves, bytes
_TOLD = {
    text_pieces.DAMAGED: "文件已损坏或加了密码，没有检查",
    text_pieces.NO_WORDS: "文件里没有文字（如扫描件），没有检查",
}
_TOO_LARGE = "文件过大，没有检查"


class Unread(ValueError):
    """The words of a file cannot be had; the text is Chinese and says why."""


@dataclass(frozen=True, slots=True)
class FileText:
    """The words of a file: the place of each piece (`第3页`), and the piece.

    `is_whole` is false where the file has more words than are read.
    """

    pieces: tuple[tuple[str, str], ...]
    is_whole: bool = True


@cache
def readable_kinds() -> frozenset[FileKind]:
    """Return the kinds of files whose words can be had here; of pictures only with `rapidocr`."""
    documents = frozenset({FileKind.DOCX, FileKind.XLSX, FileKind.PDF})
    return documents | IMAGES if find_spec("rapidocr") else documents


def file_text(path: Path, kind: FileKind) -> FileText:
    """Return the words of a file.

    :raises Unread: it is damaged, has no words, is too large, or takes too long.
    """
    memory = PICTURE_MEMORY if kind in IMAGES else text_pieces.MEMORY
    asked = [sys.executable, "-m", text_pieces.__name__, str(path), kind.value, str(memory)]
    try:
        ended = subprocess.run(asked, capture_output=True, timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired as error:
        raise Unread(_TOO_LARGE) from error
    if ended.returncode:
        raise Unread(_TOLD.get(ended.returncode, _TOO_LARGE))
    found = json.loads(ended.stdout)
    return FileText(tuple((where, text) for where, text in found["pieces"]), found["is_whole"])
