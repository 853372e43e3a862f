"""Where pages come from: single files, folders and ZIP archives, with what stands beside them."""

import contextlib
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
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
    names: dict[Path, dict[str, str]] = {}

    def load(written: str) -> bytes | None:
        for inside in places_of(page.relative_to(top).as_posix(), written):
            try:
                path = _found(top, inside, names)
                is_whole = path is not None and path.stat().st_size <= _COMPANION_LIMIT
                if path is not None and is_whole and path.is_relative_to(top.resolve()):
                    return path.read_bytes()
            except (OSError, ValueError):
                continue
        return None

    return load


def _found(top: Path, inside: str, names: dict[Path, dict[str, str]]) -> Path | None:
    """Return the file at a path below a folder; letters of either case, as Windows takes them.

    `names` keeps the folded names of the folders that were looked through.
    """
    path = top
    for part in inside.split("/"):
        exact = path / part
        if not exact.exists():
            if not path.is_dir():
                return None
            if path not in names:
                names[path] = {_folded(one.name): one.name for one in path.iterdir()}
            exact = path / names[path].get(_folded(part), part)
        path = exact
    return path.resolve() if path.is_file() else None


def _archive(path: Path) -> Iterator[Source]:
    members = _members(path)
    archive = zipfile.ZipFile(path)  # stays open as long as its sources are read
    pages = {id(one): name for name, one in reversed(members.items()) if _is_page(name)}
    for name in sorted(pages.values()):
        yield Source(name, _loader(archive, members[name]), _beside_member(archive, members, name))


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
    # Windows takes letters of either case; each file is also known by its folded name.
    for name, one in list(found.items()):
        found.setdefault(_folded(name), one)
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
        for inside in places_of(page, written):
            member = members.get(inside) or members.get(_folded(inside))
            if member is None or member.file_size > _COMPANION_LIMIT:
                continue
            try:
                return read_member(archive, member, _COMPANION_LIMIT)
            except DamagedFile:
                return None
        return None

    return load


def places_of(page: str, written: str) -> Iterator[str]:
    """Yield where, below the folder or archive, what a page writes may stand; the likeliest first.

    A path of its own is taken from the page's folder, one that begins with `/` from each folder above it,
    a whole address from a folder named as its host. Nothing leaves the folder or archive.
    """
    try:
        address = urlsplit(written.strip().replace("\\", "/"))
    except ValueError:
        return
    if len(address.scheme) == 1 or address.scheme not in {"", "http", "https"} or not address.path:
        return
    folder = list(PurePosixPath(page).parent.parts)
    for path in _decoded_paths(address.path, address.query):
        if address.netloc:
            starts = [[address.netloc]]
        elif path.startswith("/"):
            starts = [folder[:end] for end in range(len(folder) + 1)]
        else:
            starts = [folder]
        for start in starts:
            inside = _joined(start, path)
            if inside:
                yield inside


def _decoded_paths(path: str, query: str) -> Iterator[str]:
    """Yield the path as it is, with %20 decoded in either encoding, and with its query as a saved name has it."""
    found = [unquote(path), path]
    with contextlib.suppress(UnicodeDecodeError):
        found.append(unquote(path, encoding="gb18030", errors="strict"))
    if query:
        found += [f"{one}?{query}" for one in found] + [f"{one}@{query}" for one in found]
    yield from (one for one in dict.fromkeys(found) if "\x00" not in one)


def _joined(folder: Sequence[str], path: str) -> str:
    """Return the path of a neighbour; empty where it would leave the folder or archive."""
    parts = list(folder)
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


def _folded(name: str) -> str:
    """Return a name in one form: letters of either case, accents composed, without edge spaces."""
    return unicodedata.normalize("NFC", name).casefold().strip()


def _is_page(name: str) -> bool:
    base = PurePosixPath(name.replace("\\", "/")).name
    if base.startswith((".", "~$")):
        return False
    _, dot, extension = base.rpartition(".")
    return bool(dot) and extension.lower() in PAGES
