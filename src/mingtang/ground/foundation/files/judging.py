"""Judge a file from outside: what it is, whether it may come in, under which name it is kept."""

import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.ground.foundation.files.archives import judge_archive
from mingtang.ground.foundation.files.compounds import judge_compound
from mingtang.ground.foundation.files.containers import DamagedFile
from mingtang.ground.foundation.files.kinds import FileKind
from mingtang.ground.foundation.files.members import archive_members
from mingtang.ground.foundation.files.names import extension_of, safe_name
from mingtang.ground.foundation.files.pdf import pdf_faults
from mingtang.ground.foundation.files.pictures import picture_faults
from mingtang.ground.foundation.files.rtf import rtf_faults
from mingtang.ground.foundation.files.signatures import Container, Refusable, recognise
from mingtang.ground.foundation.files.uses import MEGABYTE, FileUse

# Asked of every file that is otherwise fit; gives the reason why it may not come in.
Scanner = Callable[[BinaryIO], Reason | None]
_scanners: list[Scanner] = []

# WPS Office writes the forms of Microsoft Office under names of its own.
_WPS_KINDS = {
    "wps": (FileKind.WPS, (FileKind.DOC, FileKind.DOCX)),
    "et": (FileKind.ET, (FileKind.XLS, FileKind.XLSX)),
    "dps": (FileKind.DPS, (FileKind.PPT, FileKind.PPTX)),
}
_REFUSALS = {
    Refusable.EXECUTABLE: ("file.executable", "这是程序、脚本或快捷方式，不能上传"),
    Refusable.MARKUP: ("file.markup", "网页（HTML、XML、SVG）文件不能上传，请转存为 PDF 或图片"),
    Refusable.PACKED: ("file.packed", "这种压缩包无法检查，请改用 ZIP 打包后再上传"),
    Refusable.UNKNOWN: (
        "file.unknown",
        "认不出文件的格式，请转存为 PDF、OFD、Word、Excel、图片或 ZIP 后再上传",
    ),
}
_DAMAGED = Reason("file.damaged", "文件已损坏或内容与格式不符，请重新导出后再上传")


@dataclass(frozen=True, slots=True)
class JudgedFile:
    """A file that may come in; `name` is safe, `digest` the SHA-256 of its bytes."""

    kind: FileKind
    name: str
    size: int
    digest: str


def add_scanner(scanner: Scanner) -> None:
    """Ask this function about every file; a repeat is harmless."""
    if scanner not in _scanners:
        _scanners.append(scanner)


def remove_scanner(scanner: Scanner) -> None:
    """Ask it no longer."""
    if scanner in _scanners:
        _scanners.remove(scanner)


def judge_file(
    source: BinaryIO,
    name: str,
    *,
    max_bytes: int = FileUse.ATTACHMENT.max_bytes,
    allowed: Collection[FileKind] = FileUse.ATTACHMENT.kinds,
) -> JudgedFile:
    """Judge a seekable file by its content; the name must agree with it.

    :raises Refused: with every reason: empty, too large, a program, a web page, unknown, disguised
        by its extension, not taken here, damaged, encrypted, with macros, embedded files or links
        to the network, an archive that holds a program, leaves its folder or unpacks to too much,
        or what a scanner found.
    """
    size = source.seek(0, 2)
    reasons = list(_size_faults(size, max_bytes))
    if reasons:
        raise Refused(reasons)
    try:
        kind, reasons = _look_inside(source, size, extension_of(name))
    except DamagedFile:
        raise Refused([_DAMAGED]) from None
    if kind is not None:
        reasons += _name_faults(name, kind, allowed)
    if kind is None or reasons:
        raise Refused(reasons)
    _scan(source)
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


def _look_inside(
    source: BinaryIO, size: int, extension: str
) -> tuple[FileKind | None, list[Reason]]:
    verdict = recognise(source)
    if isinstance(verdict, Refusable):
        return None, [Reason(*_REFUSALS[verdict])]
    if verdict is Container.COMPOUND:
        kind, reasons = judge_compound(source, size)
        if kind is None and not reasons:
            reasons = [Reason(*_REFUSALS[Refusable.UNKNOWN])]
        return _as_wps(kind, extension), reasons
    if verdict is Container.ARCHIVE:
        archived, reasons = judge_archive(source, archive_members(source))
        return _as_wps(archived, extension), reasons
    if verdict.is_image:
        return verdict, picture_faults(source, verdict)
    if verdict is FileKind.PDF:
        return verdict, list(pdf_faults(source))
    return verdict, list(rtf_faults(source)) if verdict is FileKind.RTF else []


def _as_wps(kind: FileKind | None, extension: str) -> FileKind | None:
    own, forms = _WPS_KINDS.get(extension, (kind, ()))
    return own if kind in forms else kind


def _name_faults(name: str, kind: FileKind, allowed: Collection[FileKind]) -> Iterator[Reason]:
    extension = extension_of(name)
    if extension not in kind.extensions:
        given = f"扩展名是 .{extension}" if extension else "文件没有扩展名"
        text = f"{given}，内容却是{kind.label}，请用扩展名 .{kind.value} 另存后再上传"
        yield Reason("file.disguised", text)
    if kind not in allowed:
        taken = "、".join(one.label for one in FileKind if one in allowed)
        yield Reason("file.not_allowed", f"这里不收{kind.label}，可以上传：{taken}")


def _scan(source: BinaryIO) -> None:
    reasons = []
    for scanner in _scanners:
        source.seek(0)
        found = scanner(source)
        if found is not None:
            reasons.append(found)
    if reasons:
        raise Refused(reasons)
