"""Documents of Word at the door."""

import io
from datetime import datetime
from pathlib import PurePosixPath

from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.ground.foundation.files import FileKind, FileUse, admit_file
from mingtang.ground.papers.word_in import WordText, read_word
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.actions.media import note_refused_upload

LARGEST = 50 * 1024 * 1024  # bytes
_OLD = frozenset({"doc", "wps", "rtf"})


def admit_word(person: Person, at: datetime, name: str, data: bytes) -> WordText:
    """Judge a file as one for download and read it; what is refused by the door leaves an event.

    :raises Refused: for old formats, other kinds, files above 50 MB, and by the door for uploads.
    """
    extension = PurePosixPath(name).suffix[1:].lower()
    if extension in _OLD:
        text = "这是旧格式的文件，请用 Word 或 WPS 打开，另存为 .docx 后再上传。"
        raise Refused([Reason("content.word.old", text, "upload")])
    if len(data) > LARGEST:
        text = f"文件超过 {LARGEST // 1024 // 1024} MB，请压缩其中的图片后再上传。"
        raise Refused([Reason("content.word.too_large", text, "upload")])
    try:
        admitted = admit_file(io.BytesIO(data), name, FileUse.ATTACHMENT)
    except Refused as refusal:
        codes = [reason.code for reason in refusal.reasons]
        note_refused_upload(actor=person, at=at, use=FileUse.ATTACHMENT, codes=codes)
        raise
    if admitted.judged.kind is not FileKind.DOCX:
        text = "请选择 .docx 格式的 Word 文件。"
        raise Refused([Reason("content.word.other_kind", text, "upload")])
    return read_word(data)
