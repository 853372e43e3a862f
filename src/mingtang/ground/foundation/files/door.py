"""The one door for files from outside: judged, cleaned, and only then taken."""

import hashlib
import io
from dataclasses import dataclass
from typing import BinaryIO

from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.ground.foundation.files.judging import JudgedFile, judge_file
from mingtang.ground.foundation.files.pictures import clean_picture
from mingtang.ground.foundation.files.uses import FileUse

REPLACED = Reason(
    "file.replaced", "文件与审核时的不是同一份内容，请重新上传正确的文件，换到稿件中后再次送审"
)


@dataclass(frozen=True, slots=True)
class AdmittedFile:
    """A file that came through the door; `content` is what is to be stored, at its beginning."""

    judged: JudgedFile
    content: BinaryIO


def admit_file(source: BinaryIO, name: str, use: FileUse) -> AdmittedFile:
    """Judge a seekable file and clean it; pictures are written again without metadata.

    :raises Refused: with every reason why it may not come in.
    """
    judged = judge_file(source, name, max_bytes=use.max_bytes, allowed=use.kinds)
    if not judged.kind.is_image:
        return AdmittedFile(judged, source)
    content = io.BytesIO(clean_picture(source, judged.kind))
    size = content.getbuffer().nbytes
    return AdmittedFile(JudgedFile(judged.kind, judged.name, size, _digest(content)), content)


def judge_stored(source: BinaryIO, name: str, use: FileUse, digest: str) -> JudgedFile:
    """Judge a file again that came in before, by the rules of today.

    :raises Refused: with every reason; `file.replaced` when it has other bytes than `digest` says.
    """
    if digest and _digest(source) != digest:
        raise Refused([REPLACED])
    return judge_file(source, name, allowed=use.kinds)


def _digest(source: BinaryIO) -> str:
    source.seek(0)
    digest = hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]
    source.seek(0)
    return digest
