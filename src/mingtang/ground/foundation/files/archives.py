"""What is in an archive: members that may not come in, and the parts of office files."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from mingtang.ground.foundation.decisions import Reason
from mingtang.ground.foundation.files.containers import (
    COMPOUND,
    DamagedFile,
    compound_names,
    member_name,
)
from mingtang.ground.foundation.files.kinds import FileKind
from mingtang.ground.foundation.files.names import RUNNABLE, extension_of, safe_name
from mingtang.ground.foundation.files.signatures import HEAD, Container, Refusable, recognise

MEGABYTE = 1024 * 1024
MAX_MEMBERS = 10_000
MAX_UNPACKED = 2 * 1024 * MEGABYTE
MAX_RATIO = 200
MAX_PART = 32 * MEGABYTE  # of one part of an office file that is opened, unpacked
MAX_PARTS = 64 * MEGABYTE  # of all that are opened
PACKAGED_FILE = "\x01Ole10Native"  # the stream in which Office keeps a file of any kind
ENCRYPTED = Reason("file.encrypted", "文件加了打开密码，无法检查，请去掉密码后再上传")
MACRO = Reason("file.macro", "文件带有宏，请另存为不含宏的格式后再上传")
EMBEDDED = Reason(
    "file.embedded", "文件里嵌入了程序、控件或其他文件，请删去后再上传，需要公开的另作附件"
)
EXTERNAL = Reason(
    "file.external",
    "文件引用了网络上的模板、对象或图片，打开时会连到外面，请断开链接或改为嵌入后再上传",
)
_DOCUMENTS = {
    "word/document.xml": FileKind.DOCX,
    "xl/workbook.xml": FileKind.XLSX,
    "ppt/presentation.xml": FileKind.PPTX,
}
_NESTED = frozenset(_DOCUMENTS.values())
_COMPOUND_MACROS = frozenset({"Macros", "VBA", "_VBA_PROJECT", "_VBA_PROJECT_CUR"})
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml")
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)
_NETWORK = re.compile(r"(?i)\s*(?:https?:|ftps?:|mhtml:|\\\\|//|file:(?:\\\\|//)(?![/\\]*[a-z]:))")


def judge_archive(
    source: BinaryIO, members: list[zipfile.ZipInfo]
) -> tuple[FileKind, list[Reason]]:
    """Return what an archive is, and every reason why it may not come in.

    :raises DamagedFile: when a part that has to be opened cannot be read.
    """
    names = {member.filename for member in members}
    reasons = list(_size_faults(members))
    if reasons:
        return _kind_of(names), reasons
    with zipfile.ZipFile(source) as archive:
        kind = _kind_of(names)
        if kind in _NESTED:
            return kind, _document_faults(archive, members)
        return kind, list(_member_faults(archive, members, is_zip=kind is FileKind.ZIP))


def _kind_of(names: set[str]) -> FileKind:
    if "[Content_Types].xml" in names:
        for part, kind in _DOCUMENTS.items():
            if part in names:
                return kind
    return FileKind.OFD if "OFD.xml" in names else FileKind.ZIP


def _size_faults(members: list[zipfile.ZipInfo]) -> Iterator[Reason]:
    if any(member.flag_bits & 1 for member in members):
        yield ENCRYPTED
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    is_bomb = unpacked > 100 * MEGABYTE and unpacked > packed * MAX_RATIO
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or is_bomb:
        yield Reason("file.archive_too_large", "压缩包解开后过大或文件过多，请拆分后再上传")


def _member_faults(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], *, is_zip: bool
) -> Iterator[Reason]:
    for member in members:
        name = member_name(member)
        path = PurePosixPath(name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in name[:2]:
            text = f"压缩包里的“{safe_name(name)}”放在压缩包以外的位置，请重新打包"
            yield Reason("file.archive_path", text)
        elif member.is_dir():
            continue
        elif extension_of(path.name) in RUNNABLE:
            yield _program(path.name)
        else:
            yield from _content_faults(archive, member, path.name, is_zip=is_zip)


def _program(name: str) -> Reason:
    text = f"压缩包里的“{safe_name(name)}”是程序或网页，请删去后重新打包"
    return Reason("file.archive_member", text)


def _content_faults(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, *, is_zip: bool
) -> Iterator[Reason]:
    """Judge a member by its first bytes; what is unknown there may stay, as plans and maps do."""
    verdict = recognise(io.BytesIO(_read(archive, member, HEAD)))
    is_page = verdict is Refusable.MARKUP and is_zip  # an OFD document is made of XML
    if verdict is Refusable.EXECUTABLE or is_page:
        yield _program(name)
    elif verdict is Container.ARCHIVE and extension_of(name) in {"", "zip", "jar", "7z", "rar"}:
        text = f"压缩包里的“{safe_name(name)}”也是压缩包，请解开后重新打包"
        yield Reason("file.archive_nested", text)


def _document_faults(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> list[Reason]:
    """Return what is wrong with a Word, Excel or PowerPoint file: macros, objects, links outside."""
    reasons: list[Reason] = []
    room = MAX_PARTS
    for member in members:
        name = member.filename.lower()
        if name.endswith(_MACRO_PARTS):
            reasons.append(MACRO)
        elif "/activex/" in name:
            reasons.append(EMBEDDED)
        elif "/embeddings/" in name or name.endswith(".rels") or "/externallinks/" in name:
            room -= member.file_size
            if room < 0 or member.file_size > MAX_PART:
                raise DamagedFile
            content = _read(archive, member, MAX_PART)
            reasons += _part_faults(name, content)
    return list(dict.fromkeys(reasons))


def _part_faults(name: str, content: bytes) -> list[Reason]:
    if name.endswith(".rels"):
        return [EXTERNAL] if _leads_outside(content) else []
    if "/externallinks/" in name:
        return [EXTERNAL] if b"ddeLink" in content else []
    return _embedded_faults(content)


def _embedded_faults(content: bytes) -> list[Reason]:
    """Judge an object inside a document: a chart's own table or a formula may stay."""
    source = io.BytesIO(content)
    if content.startswith(COMPOUND):
        return judge_compound(compound_names(source, len(content)))
    if recognise(source) is not Container.ARCHIVE:
        return [EMBEDDED]
    with _opened(source) as archive:
        members = archive.infolist()
        names = {member.filename for member in members}
        is_plain = _kind_of(names) in _NESTED and not list(_size_faults(members))
        lowered = [name.lower() for name in names]
        if any(name.endswith(_MACRO_PARTS) for name in lowered):
            return [MACRO]
        has_more = any("/embeddings/" in name or "/activex/" in name for name in lowered)
        return [] if is_plain and not has_more else [EMBEDDED]


def judge_compound(names: frozenset[str]) -> list[Reason]:
    """Return what is wrong with a compound file that holds streams of these names."""
    reasons = []
    if names & _COMPOUND_MACROS:
        reasons.append(MACRO)
    if PACKAGED_FILE in names:
        reasons.append(EMBEDDED)
    return reasons


def _leads_outside(content: bytes) -> bool:
    """Tell whether a list of relationships names anything on the network but a link to click."""
    from defusedxml import DefusedXmlException  # slow import
    from defusedxml.ElementTree import ParseError, fromstring  # slow import

    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise DamagedFile from error
    return any(
        one.get("TargetMode", "").lower() == "external"
        and not one.get("Type", "").endswith("/hyperlink")
        and _NETWORK.match(one.get("Target", ""))
        for one in root.iter()
    )


def _opened(source: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except _UNREADABLE as error:
        raise DamagedFile from error


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> bytes:
    try:
        with archive.open(member) as opened:
            return opened.read(limit)
    except (*_UNREADABLE, RuntimeError) as error:  # RuntimeError: encrypted, against its own flags
        raise DamagedFile from error
