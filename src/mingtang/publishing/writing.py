"""Files of a published site: staged beside, renamed into place, never half.

A page may have two compressed copies (twins). The old twins go first and the new ones come last, so
that a reader gets the old page, then the new page without twins, then the new page with its own
twins, and never a new page with an old twin.
"""

import contextlib
import ctypes
import hashlib
import os
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import brotli

GZIP_LEVEL = 6
BROTLI_QUALITY = 5
SMALLEST_TWIN = 256
TEMPORARY_PREFIX = ".mt-"
_FILE_MODE = 0o644
FEW = 12  # files; of more, one sync of the whole file system costs less


@dataclass(frozen=True, slots=True)
class Twins:
    """The compressed copies of a page."""

    gzip: bytes
    brotli: bytes

    @property
    def digest(self) -> str:
        """The digest over both."""
        return twins_digest(self.gzip, self.brotli)


def twins_digest(gzip: bytes, brotli_: bytes) -> str:
    """Return the digest over the two copies as they lie on disk."""
    digest = hashlib.sha256(gzip)
    digest.update(brotli_)
    return digest.hexdigest()


def digest_of(content: bytes) -> str:
    """Return the digest by which a version of a file is known."""
    return hashlib.sha256(content).hexdigest()


def compressed(content: bytes) -> Twins | None:
    """Return the twins of a page, None for one so small that they would not pay."""
    if len(content) < SMALLEST_TWIN:
        return None
    packer = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, 31)  # a gzip frame without time or name
    gzip = packer.compress(content) + packer.flush()
    return Twins(gzip, brotli.compress(content, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY))


@dataclass(frozen=True, slots=True)
class Staged:
    """A version that lies complete beside its place, not yet seen by anybody."""

    place: str
    temporary: str
    has_twins: bool


class Tree:
    """The folder of one published site."""

    def __init__(self, root: Path) -> None:
        self.root = str(root)

    def place(self, path: str) -> str:
        """Return where a checked path lies on disk."""
        return self.root + path

    def stage(self, path: str, content: bytes, twins: Twins | None, token: str) -> Staged:
        """Write a version under a temporary name beside its place.

        :raises OSError: no room, no permission; what was staged is taken away again.
        """
        place = self.place(path)
        folder, _, name = place.rpartition("/")
        temporary = f"{folder}/{TEMPORARY_PREFIX}{token}-{name}"
        staged = Staged(place, temporary, twins is not None)
        try:
            try:
                _write(temporary, content)
            except FileNotFoundError:  # mostly the folder is there
                os.makedirs(folder, mode=0o755, exist_ok=True)
                _write(temporary, content)
            if twins is not None:
                _write(f"{temporary}.gz", twins.gzip)
                _write(f"{temporary}.br", twins.brotli)
        except OSError:
            discard(staged)
            raise
        return staged

    def remove(self, path: str) -> None:
        """Take a page away, its twins first; harmless when it is gone.

        :raises OSError: no permission.
        """
        place = self.place(path)
        _unlink_twins(place)
        _unlink(place)

    def sync(self, staged: Iterable[Staged]) -> None:
        """Make staged versions outlive a power cut before they are renamed: once a batch."""
        listed = list(staged)
        if len(listed) > FEW:
            sync_filesystems(self.root)
            return
        for one in listed:
            for name in _names(one.temporary, has_twins=one.has_twins):
                _sync_file(name)


def swap(staged: Staged) -> None:
    """Put a staged version in its place.

    :raises OSError: no permission, or something else lies there; the old page stays then.
    """
    _unlink_twins(staged.place)
    os.rename(staged.temporary, staged.place)
    if staged.has_twins:
        os.rename(f"{staged.temporary}.gz", f"{staged.place}.gz")
        os.rename(f"{staged.temporary}.br", f"{staged.place}.br")


def discard(staged: Staged) -> None:
    """Throw a staged version away."""
    for name in _names(staged.temporary, has_twins=True):
        with contextlib.suppress(OSError):
            os.unlink(name)


def sync_filesystems(*folders: str) -> None:
    """Have the kernel write out what it holds for the file systems of folders, each once."""
    for folder in {os.stat(folder).st_dev: folder for folder in folders}.values():
        _sync_filesystem(folder)


def _sync_filesystem(folder: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if ctypes.CDLL(None, use_errno=True).syncfs(descriptor) != 0:
            os.sync()
    except AttributeError:  # a system without syncfs
        os.sync()
    finally:
        os.close(descriptor)


def _names(name: str, *, has_twins: bool) -> tuple[str, ...]:
    return (name, f"{name}.gz", f"{name}.br") if has_twins else (name,)


def _write(name: str, content: bytes) -> None:
    descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _FILE_MODE)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(descriptor, view) :]
    finally:
        os.close(descriptor)


def _sync_file(name: str) -> None:
    descriptor = os.open(name, os.O_RDONLY)
    try:
        os.fdatasync(descriptor)
    finally:
        os.close(descriptor)


def _unlink_twins(place: str) -> None:
    _unlink(f"{place}.gz")
    _unlink(f"{place}.br")


def _unlink(name: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(name)


def told(error: OSError) -> str:
    """Return in Chinese why a file could not be written."""
    return f"写入文件失败：{_ERRORS.get(error.errno or 0, error.strerror or str(error))}"


_ERRORS = {
    13: "没有写入权限，请检查发布目录的属主和权限。",
    1: "没有写入权限，请检查发布目录的属主和权限。",
    27: "文件超过系统允许的大小。",
    28: "磁盘已满，请清理空间或扩容。",
    30: "磁盘是只读的，请检查存储。",
    36: "文件名太长，请缩短栏目路径。",
    122: "磁盘配额已用完，请清理空间或扩容。",
}
