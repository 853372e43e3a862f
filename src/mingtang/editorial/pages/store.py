"""The store: copies of everything that was served, one pack file a batch, another owner's folder.

A pack is the contents of a batch one after the other, each as a gzip frame where that is shorter;
the manifest says which bytes belong to which version. Packs are written whole and synced before the
manifest is committed, and are only ever deleted, copied without their dead parts, or overwritten
with zeros where a secret was.
"""

import contextlib
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from mmap import mmap
from pathlib import Path

_FOLDER_MODE = 0o700
_FILE_MODE = 0o600
_BUFFER = 1024 * 1024
_GZIP_START = b"\x1f\x8b"


class LostContent(Exception):
    """A version cannot be read any more: its pack is gone, purged, or damaged."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a content is in a pack."""

    offset: int
    size: int


class PackWriter:
    """Writes the contents of one batch."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._parts: list[bytes | mmap] = []
        self.size = 0

    def add(self, content: bytes | mmap, gzip: bytes | None) -> Kept:
        """Keep a content; its gzip twin serves where there is one."""
        part = gzip if gzip is not None and len(gzip) < len(content) else content
        if part is content and content[: len(_GZIP_START)] == _GZIP_START:
            part = zlib.compress(content, 0, 31)  # so that reading need not guess
        kept = Kept(self.size, len(part))
        self._parts.append(part)
        self.size += len(part)
        return kept

    def close(self, *, sync: bool) -> None:
        """Write the pack under its name, whole or not at all. An empty one is not written."""
        if not self._parts:
            return
        self.path.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        temporary = self.path.with_suffix(".new")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _FILE_MODE)
        try:
            with open(descriptor, "wb", buffering=_BUFFER) as file:
                file.writelines(self._parts)
                file.flush()
                if sync:
                    os.fdatasync(descriptor)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        temporary.rename(self.path)


class Store:
    """The folder of packs."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def pack_path(self, key: str) -> Path:
        """Return where the pack of a batch is; keys begin with time, so folders fill in turn."""
        return self.root / "packs" / key[:4] / f"{key}.pack"

    def writer(self, key: str) -> PackWriter:
        """Begin the pack of a batch."""
        return PackWriter(self.pack_path(key))

    def read(self, key: str, kept: Kept) -> bytes:
        """Return a content.

        :raises LostContent: it is gone, purged or damaged.
        """
        return unpacked(self.raw(key, kept))

    def raw(self, key: str, kept: Kept) -> bytes:
        """Return a content as it is in the pack.

        :raises LostContent: it is gone.
        """
        try:
            with self.pack_path(key).open("rb") as file:
                file.seek(kept.offset)
                found = file.read(kept.size)
        except OSError as error:
            raise LostContent(f"pack {key}: {error}") from error
        if len(found) != kept.size:
            raise LostContent(f"pack {key} ends before {kept.offset + kept.size}")
        return found

    def purge(self, key: str, kept: Kept) -> None:
        """Overwrite a content with zeros; harmless when the pack is gone."""
        with contextlib.suppress(FileNotFoundError), self.pack_path(key).open("r+b") as file:
            file.seek(kept.offset)
            file.write(bytes(kept.size))
            file.flush()
            os.fdatasync(file.fileno())

    def delete(self, key: str) -> int:
        """Delete a pack and return how many bytes that freed."""
        path = self.pack_path(key)
        try:
            size = path.stat().st_size
            path.unlink()
        except FileNotFoundError:
            return 0
        return size

    def packs(self) -> Iterator[tuple[str, int]]:
        """Yield the key and size of every pack on disk."""
        for path in sorted((self.root / "packs").glob("*/*.pack")):
            yield path.stem, path.stat().st_size


def unpacked(raw: bytes) -> bytes:
    """Return a content from the bytes kept.

    :raises LostContent: it was purged or is damaged.
    """
    if raw.startswith(_GZIP_START):
        try:
            return zlib.decompress(raw, 31)
        except zlib.error as error:
            raise LostContent(str(error)) from error
    return raw
