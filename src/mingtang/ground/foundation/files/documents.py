"""Word, Excel and PowerPoint files of the newer form: macros, embedded files, links outside.

What a part is for, its relationships say and not its name: Office follows them wherever they lead.

Source: ECMA-376, part 2, 9.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

from mingtang.ground.foundation.decisions import Reason
from mingtang.ground.foundation.files.compounds import judge_compound
from mingtang.ground.foundation.files.containers import COMPOUND, DamagedFile
from mingtang.ground.foundation.files.kinds import FileKind
from mingtang.ground.foundation.files.members import (
    MEGABYTE,
    MemberBudget,
    kind_of,
    opened_archive,
    read_member,
    read_pieces,
)
from mingtang.ground.foundation.files.reasons import COMMAND, EMBEDDED, EXTERNAL, MACRO
from mingtang.ground.foundation.files.xml_parts import Elements, Fields, Listed, read_xml

DOCUMENTS = frozenset({FileKind.DOCX, FileKind.XLSX, FileKind.PPTX})
MAX_PART = 32 * MEGABYTE  # of one part that is opened, unpacked
MAX_PARTS = 64 * MEGABYTE  # of all that are opened
_TYPES = "[content_types].xml"
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml")
_MACRO_RELATIONS = frozenset({"vbaproject", "wordvbadata", "xlmacrosheet", "xlintlmacrosheet"})
_OBJECT_RELATIONS = frozenset({"oleobject", "package"})
_CONTROL_RELATIONS = frozenset({"control", "activexcontrolbinary", "activexcontrol", "afchunk"})
_MACRO_TYPE = re.compile("(?i)macroenabled|macrosheet|vbaproject")
_OWN_MACHINE = re.compile(r"(?i)\s*(?:file:/{2,3})?[a-z]:[\\/]|\s*(?![\\/]{2})[^:]*$")
_STARTS_PROGRAM = re.compile(r"(?i)\x00\s*DDE(?:AUTO)?\b")
_ASKS_OUTSIDE = frozenset({"webPr", "dbPr"})  # data connections that ask a page or a server
_FIELD_MARKS = tuple(
    word.encode(encoding)
    for word in ("instrText", "fldSimple")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)


def document_faults(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], *, is_inner: bool = False
) -> list[Reason]:
    """Return what is wrong with a Word, Excel or PowerPoint file.

    A file inside another one (`is_inner`) may not hold a third.

    :raises DamagedFile: a part that has to be opened cannot be read, or is too large for that.
    """
    return list(dict.fromkeys(_Document(archive, members, is_inner=is_inner).faults()))


class _Document:
    """The parts of a file by their names, which differ in more than case."""

    def __init__(
        self, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], *, is_inner: bool
    ) -> None:
        self._archive = archive
        self._parts = {_part_name(member.filename): member for member in members}
        self._is_inner = is_inner
        self._room, self._elements = MAX_PARTS, Elements()
        self._objects = {name for name in self._parts if "/embeddings/" in name}
        self._links = {name for name in self._parts if "/externallinks/" in name}
        self._connections = {name for name in self._parts if name.endswith("/connections.xml")}

    def faults(self) -> Iterator[Reason]:
        """Yield every fault, some more than once."""
        for name in self._parts:
            if name.endswith(_MACRO_PARTS):
                yield MACRO
            elif "/activex/" in name:
                yield EMBEDDED
            elif name.endswith(".rels"):
                yield from self._relation_faults(name)
        if _TYPES in self._parts:
            yield from self._type_faults()
        if any(b"ddeLink" in self._read(name) for name in self._known(self._links)):
            yield COMMAND
        if any(_ASKS_OUTSIDE & self._listed(name).names for name in self._known(self._connections)):
            yield EXTERNAL
        for name in self._known(self._objects):
            yield from self._object_faults(self._read(name))
        if any(self._starts_program(member) for member in self._parts.values()):
            yield COMMAND

    def _known(self, names: set[str]) -> list[str]:
        return sorted(name for name in names if name in self._parts and not name.endswith(".rels"))

    def _read(self, name: str) -> bytes:
        member = self._parts[name]
        self._room -= member.file_size
        if self._room < 0 or member.file_size > MAX_PART:
            raise DamagedFile
        return read_member(self._archive, member, MAX_PART)

    def _relation_faults(self, name: str) -> Iterator[Reason]:
        folder = posixpath.dirname(posixpath.dirname(name))
        for one in self._listed(name).attributes:
            kind = one.get("Type", "").rpartition("/")[2].lower()
            target = one.get("Target", "")
            if kind in _MACRO_RELATIONS:
                yield MACRO
            elif kind in _CONTROL_RELATIONS:
                yield EMBEDDED
            if one.get("TargetMode", "").lower() == "external":
                if kind != "hyperlink" and not _OWN_MACHINE.match(target):
                    yield EXTERNAL
                continue
            place = _part_name(posixpath.join("/", folder, unquote(target)))
            if kind in _OBJECT_RELATIONS:
                self._objects.add(place)
            elif kind == "externallink":
                self._links.add(place)
            elif kind == "connections":
                self._connections.add(place)

    def _type_faults(self) -> Iterator[Reason]:
        for one in self._listed(_TYPES).attributes:
            declared = one.get("ContentType", "")
            if _MACRO_TYPE.search(declared):
                yield MACRO
            elif "activex" in declared.lower():
                yield EMBEDDED

    def _object_faults(self, content: bytes) -> list[Reason]:
        """Judge an object inside the document: a chart's own table or a formula may stay."""
        if self._is_inner:
            return [EMBEDDED]
        source = io.BytesIO(content)
        if content.startswith(COMPOUND):
            return judge_compound(source, len(content))[1]
        if not content.startswith(b"PK\x03\x04"):
            return [EMBEDDED]
        with opened_archive(source) as archive:
            members = archive.infolist()
            if kind_of(members) not in DOCUMENTS or not MemberBudget().takes(members):
                return [EMBEDDED]
            return document_faults(archive, members, is_inner=True)

    def _starts_program(self, member: zipfile.ZipInfo) -> bool:
        """Tell whether a part has a field that starts a program, whatever the part is called."""
        tail, is_xml, has_fields = b"", None, False
        for piece in read_pieces(self._archive, member):
            if is_xml is None:
                is_xml = piece.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")
            if not is_xml:
                return False
            if any(mark in tail + piece for mark in _FIELD_MARKS):
                has_fields = True
                break
            tail = piece[-64:]
        return has_fields and bool(_STARTS_PROGRAM.search(self._fields_of(member)))

    def _fields_of(self, member: zipfile.ZipInfo) -> str:
        fields = Fields(self._elements)
        read_xml(read_pieces(self._archive, member), fields)
        return "".join(fields.text)

    def _listed(self, name: str) -> Listed:
        listed = Listed(self._elements)
        read_xml([self._read(name)], listed)
        return listed


def _part_name(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/").lower()).lstrip("/")
