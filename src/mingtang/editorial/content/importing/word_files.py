"""Documents of Word at the door."""

import io
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath

from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.ground.foundation.files import FileKind, FileUse, admit_file
from mingtang.ground.papers.old_word import OLD, as_docx, converter
from mingtang.ground.papers.word_in import WordText, read_word
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.actions.media import note_refused_upload

LARGEST = 50 * 1024 * 1024  # bytes
_CONVERTED = "这是旧格式的文件，已转换后收入，请对照原文件核对版式、编号和表格。"


def admit_word(person: Person, at: datetime, name: str, data: bytes) -> WordText:
    """Judge a file as one for download and read it; what is refused by the door leaves an event.

    An old format is converted first where the machine can, and judged again as what it became.

    :raises Refused: for other kinds, old formats that cannot be converted here, files above 50 MB,
        and by the door for uploads.
    """
    extension = PurePosixPath(name).suffix[1:].lower()
    if len(data) > LARGEST:
        text = f"文件超过 {LARGEST // 1024 // 1024} MB，请压缩其中的图片后再上传。"
        raise Refused([Reason("content.word.too_large", text, "upload")])
    if extension not in OLD:
        return _read(person, at, name, data)
    if converter() is not None:
        _judge(person, at, name, data)
    word = _read(person, at, f"{PurePosixPath(name).stem}.docx", as_docx(data, extension))
    return replace(word, notes=(_CONVERTED, *word.notes))


def _read(person: Person, at: datetime, name: str, data: bytes) -> WordText:
    if _judge(person, at, name, data) is not FileKind.DOCX:
        text = "请选择 .docx 格式的 Word 文件。"
        raise Refused([Reason("content.word.other_kind", text, "upload")])
    return read_word(data)


def _judge(person: Person, at: datetime, name: str, data: bytes) -> FileKind:
    try:
        return admit_file(io.BytesIO(data), name, FileUse.ATTACHMENT).judged.kind
    except Refused as refusal:
        codes = [reason.code for reason in refusal.reasons]
        note_refused_upload(actor=person, at=at, use=FileUse.ATTACHMENT, codes=codes)
        raise
