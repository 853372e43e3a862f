"""Judge an upload: what it is, whether it may come in, under which name it is kept."""

import hashlib
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from mingtang.foundation.decisions import Reason, Refused
from mingtang.foundation.files.containers import (
    DamagedFile,
    archive_members,
    compound_names,
    member_name,
)
from mingtang.foundation.files.kinds import FileKind
from mingtang.foundation.files.names import RUNNABLE, extension_of, safe_name
from mingtang.foundation.files.pictures import picture_faults
from mingtang.foundation.files.signatures import Container, Refusable, recognise

MEGABYTE = 1024 * 1024
MAX_MEMBERS = 10_000
MAX_UNPACKED = 2 * 1024 * MEGABYTE
MAX_RATIO = 200
_COMPOUND_KINDS = {
    "WordDocument": FileKind.DOC,
    "Workbook": FileKind.XLS,
    "Book": FileKind.XLS,
    "PowerPoint Document": FileKind.PPT,
}
_COMPOUND_MACROS = frozenset({"Macros", "VBA", "_VBA_PROJECT", "_VBA_PROJECT_CUR"})
_ARCHIVE_KINDS = {
    "word/document.xml": FileKind.DOCX,
    "xl/workbook.xml": FileKind.XLSX,
    "ppt/presentation.xml": FileKind.PPTX,
}
_REFUSALS = {
    Refusable.EXECUTABLE: ("file.executable", "这是程序、脚本或快捷方式，不能上传"),
    Refusable.MARKUP: ("file.markup", "网页（HTML、XML、SVG）文件不能上传，请转存为 PDF 或图片"),
    Refusable.UNKNOWN: (
        "file.unknown",
        "认不出文件的格式，请转存为 PDF、Word、Excel、图片或 ZIP 后再上传",
    ),
}
_DAMAGED = Reason("file.damaged", "文件已损坏或内容与格式不符，请重新导出后再上传")
_ENCRYPTED = Reason("file.encrypted", "文件加了打开密码，无法检查，请去掉密码后再上传")
_MACRO = Reason("file.macro", "文件带有宏，请另存为不含宏的格式后再上传")


@dataclass(frozen=True, slots=True)
class JudgedFile:
    """A file that may come in; `name` is safe, `digest` the SHA-256 of its bytes."""

    kind: FileKind
    name: str
    size: int
    digest: str


def judge_file(
    source: BinaryIO,
    name: str,
    *,
    max_bytes: int,
    allowed: Collection[FileKind] = frozenset(FileKind),
) -> JudgedFile:
    """Judge a seekable file by its content; the name must agree with it.

    :raises Refused: with every reason: empty, too large, a program, a web page, unknown, disguised
        by its extension, not taken here, damaged, encrypted, with macros, or an archive that holds
        a program, leaves its folder or unpacks to too much.
    """
    size = source.seek(0, 2)
    reasons = list(_size_faults(size, max_bytes))
    if reasons:
        raise Refused(reasons)
    try:
        kind, reasons = _look_inside(source, size)
    except DamagedFile:
        raise Refused([_DAMAGED]) from None
    if kind is not None:
        reasons += _name_faults(name, kind, allowed)
    if kind is None or reasons:
        raise Refused(reasons)
    source.seek(0)
    digest = hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]
    source.seek(0)
    return JudgedFile(kind, safe_name(name, kind), size, digest)


def _size_faults(size: int, max_bytes: int) -> Iterator[Reason]:
    if size == 0:
        yield Reason("file.empty", "文件是空的，请重新选择")
    if size > max_bytes:
        given, limit = size / MEGABYTE, max_bytes / MEGABYTE
        text = f"文件有 {given:.1f} MB，超过上限 {limit:g} MB，请压缩或拆分后再上传"
        yield Reason("file.too_large", text)


def _look_inside(source: BinaryIO, size: int) -> tuple[FileKind | None, list[Reason]]:
    verdict = recognise(source)
    if isinstance(verdict, Refusable):
        return None, [Reason(*_REFUSALS[verdict])]
    if verdict is Container.COMPOUND:
        return _judge_compound(compound_names(source, size))
    if verdict is Container.ARCHIVE:
        return _judge_archive(archive_members(source))
    if verdict.is_image:
        return verdict, picture_faults(source, verdict)
    return verdict, []


def _judge_compound(names: frozenset[str]) -> tuple[FileKind | None, list[Reason]]:
    if "EncryptedPackage" in names:
        return None, [_ENCRYPTED]
    for name, kind in _COMPOUND_KINDS.items():
        if name in names:
            return kind, [_MACRO] if names & _COMPOUND_MACROS else []
    return None, [Reason(*_REFUSALS[Refusable.UNKNOWN])]


def _judge_archive(members: list[zipfile.ZipInfo]) -> tuple[FileKind, list[Reason]]:
    names = {member.filename for member in members}
    reasons = list(_archive_faults(members))
    if "[Content_Types].xml" in names:
        for part, kind in _ARCHIVE_KINDS.items():
            if part in names:
                has_macro = any(name.lower().endswith("vbaproject.bin") for name in names)
                return kind, reasons + [_MACRO] * has_macro
    return FileKind.ZIP, reasons + list(_member_faults(members))


def _archive_faults(members: list[zipfile.ZipInfo]) -> Iterator[Reason]:
    if any(member.flag_bits & 1 for member in members):
        yield _ENCRYPTED
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    is_bomb = unpacked > 100 * MEGABYTE and unpacked > packed * MAX_RATIO
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or is_bomb:
        yield Reason("file.archive_too_large", "压缩包解开后过大或文件过多，请拆分后再上传")


def _member_faults(members: list[zipfile.ZipInfo]) -> Iterator[Reason]:
    for member in members:
        name = member_name(member)
        path = PurePosixPath(name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in name[:2]:
            text = f"压缩包里的“{safe_name(name)}”放在压缩包以外的位置，请重新打包"
            yield Reason("file.archive_path", text)
        elif extension_of(path.name) in RUNNABLE and not member.is_dir():
            text = f"压缩包里的“{safe_name(path.name)}”是程序或网页，请删去后重新打包"
            yield Reason("file.archive_member", text)


def _name_faults(name: str, kind: FileKind, allowed: Collection[FileKind]) -> Iterator[Reason]:
    extension = extension_of(name)
    if extension not in kind.extensions:
        given = f"扩展名是 .{extension}" if extension else "文件没有扩展名"
        text = f"{given}，内容却是{kind.label}，请用扩展名 .{kind.value} 另存后再上传"
        yield Reason("file.disguised", text)
    if kind not in allowed:
        taken = "、".join(one.label for one in FileKind if one in allowed)
        yield Reason("file.not_allowed", f"这里不收{kind.label}，可以上传：{taken}")
