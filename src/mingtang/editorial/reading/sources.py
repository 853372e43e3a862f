"""Where pages come from: single files, folders and ZIP archives, with what stands beside them."""

import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from mingtang.editorial.reading.decoding import SIZE_LIMIT
from mingtang.ground.foundation.files.containers import DamagedFile, member_name
from mingtang.ground.foundation.files.members import archive_members, read_member

MOST_FILES = 100_000
MOST_UNPACKED = 4 * 1024 * 1024 * 1024
MOST_RATIO = 200
PAGES = frozenset(
    [
        "html",
        "htm",
        "shtml",
        "shtm",
        "xhtml",
        "xht",
        "txt",
        "md",
        "asp",
        "aspx",
        "jsp",
        "php",
        "do",
        "action",
        "mht",
        "mhtml",
        "rtf",
    ]
)
_COMPANION_LIMIT = 50 * 1024 * 1024


class UnreadableSource(ValueError):
    """A folder or archive that cannot be taken as a whole; the message is Chinese."""


@dataclass(frozen=True)
class Source:
    """One page of a batch: its name, its bytes when asked, and the files that stand beside it."""

    name: str
    load: Callable[[], bytes]
    beside: Callable[[str], bytes | None] = field(default=lambda _: None)


def sources_of(paths: Iterable[Path]) -> Iterator[Source]:
    """Yield the pages of files, folders and archives, in the order of their names.

    A path that is named is taken whatever its extension; inside folders and archives only pages are.

    :raises UnreadableSource: for an archive that is damaged, encrypted or unpacks to too much.
    """
    for path in paths:
        if path.is_dir():
            yield from _folder(path)
        elif path.suffix.lower() == ".zip" and zipfile.is_zipfile(path):
            yield from _archive(path)
        else:
            yield Source(path.name, path.read_bytes, _beside_file(path, path.parent))


def _folder(top: Path) -> Iterator[Source]:
    found = sorted(path for path in top.rglob("*") if path.is_file() and _is_page(path.name))
    if len(found) > MOST_FILES:
        raise UnreadableSource(f"文件夹里的网页超过 {MOST_FILES} 个，请分批导入。")
    for path in found:
        yield Source(str(path.relative_to(top)), path.read_bytes, _beside_file(path, top))


def _beside_file(page: Path, top: Path) -> Callable[[str], bytes | None]:
    def load(written: str) -> bytes | None:
        relative = _relative(written)
        if not relative:
            return None
        try:
            path = (page.parent / relative).resolve()
            inside = path.is_relative_to(top.resolve())
            if inside and path.is_file() and path.stat().st_size <= _COMPANION_LIMIT:
                return path.read_bytes()
        except (OSError, ValueError):
            return None
        return None

    return load


def _archive(path: Path) -> Iterator[Source]:
    members = _members(path)
    archive = zipfile.ZipFile(path)  # stays open as long as its sources are read
    for name in sorted(members):
        if _is_page(name):
            yield Source(
                name, _loader(archive, members[name]), _beside_member(archive, members, name)
            )


def _members(path: Path) -> dict[str, zipfile.ZipInfo]:
    """Return the files of an archive by safe name; one that leaves the archive is left out."""
    with path.open("rb") as source:
        try:
            members = [one for one in archive_members(source) if not one.is_dir()]
        except DamagedFile:
            raise UnreadableSource("压缩包已损坏，请重新打包后再导入。") from None
    if any(one.flag_bits & 1 for one in members):
        raise UnreadableSource("压缩包加了密码，请去掉密码后再导入。")
    unpacked = sum(one.file_size for one in members)
    packed = sum(one.compress_size for one in members)
    is_bomb = unpacked > 100 * 1024 * 1024 and unpacked > packed * MOST_RATIO
    if len(members) > MOST_FILES or unpacked > MOST_UNPACKED or is_bomb:
        raise UnreadableSource("压缩包解开后过大或文件过多，请分成几个压缩包再导入。")
    found: dict[str, zipfile.ZipInfo] = {}
    for one in members:
        name = str(PurePosixPath(member_name(one).replace("\\", "/")))
        parts = PurePosixPath(name).parts
        if name.startswith("/") or ".." in parts or ":" in name[:2] or "__MACOSX" in parts:
            continue
        found.setdefault(name, one)
    return found


def _loader(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[], bytes]:
    def load() -> bytes:
        try:
            return read_member(archive, member, SIZE_LIMIT + 1)
        except DamagedFile as error:
            raise OSError(0, "压缩包里的这个文件已损坏") from error

    return load


def _beside_member(
    archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], page: str
) -> Callable[[str], bytes | None]:
    def load(written: str) -> bytes | None:
        relative = _relative(written)
        member = members.get(_joined(page, relative)) if relative else None
        if member is None or member.file_size > _COMPANION_LIMIT:
            return None
        try:
            return read_member(archive, member, _COMPANION_LIMIT)
        except DamagedFile:
            return None

    return load


def _joined(page: str, relative: str) -> str:
    """Return the path of a neighbour inside the archive; empty where it would leave it."""
    parts: list[str] = list(PurePosixPath(page).parent.parts)
    for part in relative.split("/"):
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


def _relative(written: str) -> str:
    """Return the relative path that a page writes, decoded; empty for a whole address."""
    try:
        address = urlsplit(written.strip())
    except ValueError:
        return ""
    if address.scheme or address.netloc or address.path.startswith("/"):
        return ""
    path = unquote(address.path).replace("\\", "/")
    return "" if "\x00" in path else path


def _is_page(name: str) -> bool:
    base = PurePosixPath(name.replace("\\", "/")).name
    if base.startswith((".", "~$")):
        return False
    _, dot, extension = base.rpartition(".")
    return bool(dot) and extension.lower() in PAGES
