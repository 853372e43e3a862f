"""What is in an archive: members that may not come in, and what is inside those that may."""

import io
import stat
import struct
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.ground.foundation.files.compounds import judge_compound
from mingtang.ground.foundation.files.containers import member_name
from mingtang.ground.foundation.files.documents import DOCUMENTS, document_faults
from mingtang.ground.foundation.files.kinds import FileKind
from mingtang.ground.foundation.files.members import (
    MEGABYTE,
    MemberBudget,
    archive_members,
    kind_of,
    opened_archive,
    read_member,
    read_pieces,
)
from mingtang.ground.foundation.files.names import (
    CARRIERS,
    PACKED,
    RUNNABLE,
    extension_of,
    safe_name,
)
from mingtang.ground.foundation.files.pdf import pdf_faults
from mingtang.ground.foundation.files.reasons import ENCRYPTED
from mingtang.ground.foundation.files.rtf import rtf_faults
from mingtang.ground.foundation.files.signatures import HEAD, Container, Refusable, recognise

_UNICODE_PATH = 0x7075  # Info-ZIP: another name of the member, which some programs prefer
MOST_TOLD = 10  # reasons; nobody reads a thousand
TOO_LARGE = Reason("file.archive_too_large", "压缩包解开后过大或文件过多，请拆分后再上传")
_IN_MEMORY = 8 * MEGABYTE


def judge_archive(
    source: BinaryIO, members: list[zipfile.ZipInfo], room: MemberBudget | None = None
) -> tuple[FileKind, list[Reason]]:
    """Return what an archive is, and every reason why it may not come in.

    `room` is that of the archive around it, where it is in one.

    :raises DamagedFile: when a part that has to be opened cannot be read.
    :raises Refused: it unpacks to too much.
    """
    kind, is_outer, room = kind_of(members), room is None, room or MemberBudget()
    if any(member.flag_bits & 1 for member in members):
        return kind, [ENCRYPTED]
    if not room.takes(members):
        raise Refused([TOO_LARGE])
    with opened_archive(source) as archive:
        if kind in DOCUMENTS:
            return kind, document_faults(archive, members)
        judging = _Judging(archive, kind, room, is_outer=is_outer)
        found = (reason for member in members for reason in judging.faults(member))
        return kind, list(islice(found, MOST_TOLD))


class _Judging:
    """Judges the members of one archive."""

    def __init__(
        self, archive: zipfile.ZipFile, kind: FileKind, room: MemberBudget, *, is_outer: bool
    ) -> None:
        self._archive = archive
        self._kind = kind
        self._room = room
        self._is_outer = is_outer

    def faults(self, member: zipfile.ZipInfo) -> Iterator[Reason]:
        """Yield why a member may not come in."""
        name = member_name(member)
        path = PurePosixPath(name.replace("\\", "/"))
        if _leads_outside(member, name, path):
            text = f"压缩包里的“{safe_name(name)}”指向压缩包以外的位置，请重新打包"
            yield Reason("file.archive_path", text)
        elif member.is_dir():
            return
        elif extension_of(path.name) in RUNNABLE | CARRIERS:
            yield _program(path.name)
        elif extension_of(path.name) in PACKED:
            yield _nested(path.name)
        else:
            yield from self._content_faults(member, path.name)

    def _content_faults(self, member: zipfile.ZipInfo, name: str) -> Iterator[Reason]:
        """Judge a member by its content; what is unknown there may stay, as plans and maps do."""
        head = read_member(self._archive, member, HEAD)
        verdict = recognise(io.BytesIO(head), is_cut=member.file_size > HEAD)
        if verdict is Refusable.EXECUTABLE or (verdict is Refusable.MARKUP and self._no_page(name)):
            yield _program(name)
        elif verdict is Refusable.PACKED or (verdict is Container.ARCHIVE and not self._is_outer):
            yield _nested(name)
        elif verdict in {Container.COMPOUND, Container.ARCHIVE, FileKind.RTF, FileKind.PDF}:
            with self._unpacked(member) as source:
                for reason in self._inner_faults(source, member.file_size, verdict):
                    yield Reason(reason.code, f"压缩包里的“{safe_name(name)}”：{reason.text}")

    def _inner_faults(self, source: BinaryIO, size: int, verdict: object) -> Iterator[Reason]:
        if verdict is FileKind.RTF:
            yield from rtf_faults(source)
        elif verdict is FileKind.PDF:
            yield from pdf_faults(source)
        elif verdict is Container.COMPOUND:
            yield from judge_compound(source, size)[1]
        else:
            yield from judge_archive(source, archive_members(source), self._room)[1]

    def _no_page(self, name: str) -> bool:
        """Tell whether a page may not be here: an OFD document itself is made of XML."""
        return self._kind is not FileKind.OFD or extension_of(name) != "xml"

    @contextmanager
    def _unpacked(self, member: zipfile.ZipInfo) -> Iterator[BinaryIO]:
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as unpacked:
            for piece in read_pieces(self._archive, member):
                unpacked.write(piece)
            unpacked.flush()
            yield cast("BinaryIO", unpacked)


def _leads_outside(member: zipfile.ZipInfo, name: str, path: PurePosixPath) -> bool:
    """Tell whether unpacking a member writes elsewhere: by its path, a link, or a second name."""
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    has_other_name = _second_name(member.extra) not in {None, member.filename, name}
    return path.is_absolute() or ".." in path.parts or ":" in name or is_link or has_other_name


def _second_name(extra: bytes) -> str | None:
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == _UNICODE_PATH:
            return extra[9 : 4 + length].decode("utf-8", "replace")
        extra = extra[4 + length :]
    return None


def _program(name: str) -> Reason:
    text = f"压缩包里的“{safe_name(name)}”是程序、网页或带宏的文件，请删去后重新打包"
    return Reason("file.archive_member", text)


def _nested(name: str) -> Reason:
    text = f"压缩包里的“{safe_name(name)}”也是压缩包，请解开后重新打包"
    return Reason("file.archive_nested", text)
