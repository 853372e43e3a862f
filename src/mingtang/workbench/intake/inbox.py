"""Attachments as they came in: sealed files with random names in a folder outside every web root.

The process that takes forms in writes there; the worker alone opens, judges and removes.
"""

import hashlib
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.ground.foundation.files import (
    AdmittedFile,
    FileKind,
    FileUse,
    admit_file,
    write_atomically,
)
from mingtang.spine.vault.boxes import box_pieces, opened_pieces
from mingtang.spine.vault.key_files import read_private_keys, read_public_key
from mingtang.workbench.intake.forms import TurnedAwayFile

CHUNK = 64 * 1024
PREFIX = 40  # characters of a key before the names of its files


@dataclass(frozen=True)
class SentFile:
    """A file that came with a form: the name that the browser gave, and its bytes."""

    name: str
    size: int
    content: BinaryIO

    def digest(self) -> str:
        """Return the SHA-256 of its bytes."""
        self.content.seek(0)
        return hashlib.file_digest(self.content, "sha256").hexdigest()  # type: ignore[arg-type]


@dataclass(frozen=True)
class StoredFile:
    """A file in the inbox: under which name, and how the browser called it."""

    stored: str
    name: str


@dataclass(frozen=True)
class HeldFile:
    """A file that is sealed in the inbox before its form is sent; the page carries this, not the bytes."""

    stored: str
    name: str
    size: int
    digest: str


@dataclass(frozen=True)
class JudgedFiles:
    """The files of one form after the door."""

    admitted: tuple[AdmittedFile, ...]
    turned_away: tuple[TurnedAwayFile, ...]


def store_files(key: str, files: Sequence[SentFile]) -> list[StoredFile]:
    """Seal the files of a record into the inbox. The same record again writes the same files."""
    public_key = read_public_key(Path(settings.INTAKE_PUBLIC_KEY_FILE)) if files else b""
    stored = []
    for number, file in enumerate(files):
        name = f"{key[:PREFIX]}-{number}"
        _seal_file(public_key, name, file)
        stored.append(StoredFile(name, file.name))
    return stored


def seal_held(key: str, files: Sequence[SentFile]) -> list[HeldFile]:
    """Seal the files of a page into the inbox before it is sent; the same file again is one.

    :raises NoKey: the public key is missing.
    """
    public_key = read_public_key(Path(settings.INTAKE_PUBLIC_KEY_FILE)) if files else b""
    held = []
    for file in files:
        digest = file.digest()
        name = f"{key[:PREFIX]}-{digest[:32]}"
        _seal_file(public_key, name, file)
        held.append(HeldFile(name, file.name, file.size, digest))
    return held


def _seal_file(public_key: bytes, name: str, file: SentFile) -> None:
    file.content.seek(0)
    pieces = box_pieces(public_key, _purpose(name), _chunks(file.content))
    # For a group too: the account of the worker may be another one. The content is sealed.
    write_atomically(inbox() / name, pieces, mode=0o640)


@contextmanager
def judged_files(files: Sequence[StoredFile], kinds: Collection[FileKind]) -> Iterator[JudgedFiles]:
    """Open the files of a record, judge each at the one door, and give them back as long as needed.

    What is of none of the `kinds` that the form takes is turned away as well.

    :raises CannotOpen: a file is not sealed to a key that is here.
    :raises FileNotFoundError: a file is not in the inbox.
    """
    admitted: list[AdmittedFile] = []
    turned_away: list[TurnedAwayFile] = []
    with ExitStack() as stack:
        for file in files:
            opened = stack.enter_context(tempfile.TemporaryFile())
            with (inbox() / file.stored).open("rb") as box:
                keys = read_private_keys(Path(settings.INTAKE_KEY_FILE))
                opened.writelines(opened_pieces(keys, _purpose(file.stored), box))
            opened.seek(0)
            try:
                admitted.append(_admitted(opened, file.name, kinds))
            except Refused as refusal:
                turned_away.append(TurnedAwayFile(file.name, refusal.reasons))
        yield JudgedFiles(tuple(admitted), tuple(turned_away))


def _admitted(opened: BinaryIO, name: str, kinds: Collection[FileKind]) -> AdmittedFile:
    admitted = admit_file(opened, name, FileUse.ATTACHMENT)
    if admitted.judged.kind not in kinds:
        label = admitted.judged.kind.label
        raise Refused([Reason("file.not_allowed", f"这张表单不收{label}")])
    return admitted


def remove_files(files: Sequence[StoredFile]) -> None:
    """Remove the files of a record that is taken; a repeat is harmless."""
    for file in files:
        (inbox() / file.stored).unlink(missing_ok=True)


def keys_of_old_files(before: datetime) -> dict[str, list[Path]]:
    """Return the files last written before a moment, by the first signs of the key of their record."""
    found: dict[str, list[Path]] = {}
    for path in inbox().iterdir():
        if path.stat().st_mtime < before.timestamp():
            found.setdefault(path.name.partition("-")[0], []).append(path)
    return found


def inbox() -> Path:
    """Return the folder, made when absent."""
    folder = Path(settings.INTAKE_INBOX)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _purpose(name: str) -> str:
    return f"intake.file:{name}"


def _chunks(content: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: content.read(CHUNK), b"")
