"""Files of a published site: staged beside, renamed into place, never half.

A page may have two compressed copies (twins). The old twins go first and the new ones come last, so
that a reader gets the old page, then the new page without twins, then the new page with its own
twins, and never a new page with an old twin.
"""

import contextlib
import ctypes
import errno
import hashlib
import os
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from mmap import mmap
from pathlib import Path

import brotli

GZIP_LEVEL = 6
BROTLI_QUALITY = 5
SMALLEST_TWIN = 256
TEMPORARY_PREFIX = ".mt-"
FILE_MODE = 0o644  # whatever the umask: the web server is another user
FOLDER_MODE = 0o755
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
    """Return the digest over the two copies as they are on disk."""
    digest = hashlib.sha256(gzip)
    digest.update(brotli_)
    return digest.hexdigest()


def digest_of(content: bytes | mmap) -> str:
    """Return the digest by which a version of a file is known."""
    return hashlib.sha256(content).hexdigest()


def compressed(content: bytes | mmap) -> Twins | None:
    """Return the twins of a page, None for one so small that they would not pay."""
    if len(content) < SMALLEST_TWIN:
        return None
    packer = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, 31)  # a gzip frame without time or name
    gzip = packer.compress(content) + packer.flush()
    return Twins(gzip, brotli.compress(content, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY))


@dataclass(frozen=True, slots=True)
class Staged:
    """A version that is complete beside its place, not yet seen by anybody."""

    place: str
    temporary: str
    has_twins: bool


class Tree:
    """The folder of one published site."""

    def __init__(self, root: Path, owner: int | None = None) -> None:
        self.root = str(root)
        self.owner = owner_below(self.root) if owner is None else owner
        self._real: set[str] = set()

    def place(self, path: str) -> str:
        """Return where a checked path is on disk."""
        return self.root + path

    def stage(self, path: str, content: bytes | mmap, twins: Twins | None, token: str) -> Staged:
        """Write a version under a temporary name beside its place.

        :raises OSError: no room, no permission, a link on the way; what was staged is taken away again.
        """
        place = self.place(path)
        folder, _, name = place.rpartition("/")
        self._require_real(folder)
        temporary = f"{folder}/{TEMPORARY_PREFIX}{token}-{name}"
        staged = Staged(place, temporary, twins is not None)
        try:
            try:
                _write(temporary, content, self.owner)
            except FileNotFoundError:  # mostly the folder is there
                make_folders(folder, self.owner)
                _write(temporary, content, self.owner)
            if twins is not None:
                _write(f"{temporary}.gz", twins.gzip, self.owner)
                _write(f"{temporary}.br", twins.brotli, self.owner)
        except OSError:
            discard(staged)
            raise
        return staged

    def _require_real(self, folder: str) -> None:
        """Refuse to write through a link that someone put in the place of a folder."""
        if folder in self._real:
            return
        top = os.path.dirname(self.root)
        if os.path.realpath(folder) != os.path.realpath(top) + folder[len(top) :]:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), folder)
        self._real.add(folder)

    def remove(self, path: str) -> None:
        """Take a page away, its twins first; harmless when it is gone.

        :raises OSError: no permission, or a link on the way.
        """
        place = self.place(path)
        self._require_real(os.path.dirname(place))
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


def swap(staged: Staged) -> bool:
    """Put a staged version in its place; tell whether its twins, if it has any, are there too.

    :raises OSError: no permission, or something else is there; the old page stays then.
    """
    _unlink_twins(staged.place)
    os.rename(staged.temporary, staged.place)
    if not staged.has_twins:
        return True
    try:
        os.rename(f"{staged.temporary}.gz", f"{staged.place}.gz")
        os.rename(f"{staged.temporary}.br", f"{staged.place}.br")
    except OSError:
        # The page is new and cannot go back: it is published without twins.
        for name in (f"{staged.place}.gz", *_names(staged.temporary, has_twins=True)):
            with contextlib.suppress(OSError):
                os.unlink(name)
        return False
    return True


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


def owner_below(root: str) -> int:
    """Return the user to whom what is published below a folder belongs: ourselves.

    The superuser, who may work beside the worker, leaves it to the owner of the nearest folder.
    """
    if os.geteuid() != 0:
        return os.geteuid()
    while root != "/":
        with contextlib.suppress(OSError):
            return os.stat(root).st_uid
        root = os.path.dirname(root)
    return 0


def make_folders(folder: str, owner: int) -> None:
    """Make a folder and what is missing above it. :raises OSError: no permission, or no room."""
    above = os.path.dirname(folder)
    if not os.path.isdir(above):
        make_folders(above, owner)
    try:
        os.mkdir(folder)
    except FileExistsError:
        if not os.path.isdir(folder):
            raise
        return
    os.chmod(folder, FOLDER_MODE)
    if os.geteuid() != owner:
        os.chown(folder, owner, -1)


def _write(name: str, content: bytes | mmap, owner: int) -> None:
    # Never through what someone may have put there under this name.
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_NONBLOCK
    descriptor = os.open(name, flags, FILE_MODE)
    try:
        os.fchmod(descriptor, FILE_MODE)
        if os.geteuid() != owner:
            os.fchown(descriptor, owner, -1)
        view = memoryview(content)
        while view:
            view = view[os.write(descriptor, view) :]
    finally:
        os.close(descriptor)


def _sync_file(name: str) -> None:
    descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
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
    40: "上级目录被换成了链接，系统正在恢复，请稍后重试。",
    122: "磁盘配额已用完，请清理空间或扩容。",
}
