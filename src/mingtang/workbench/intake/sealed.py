"""The sealed content of a form: closed by the process that takes it in, opened by the worker alone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from mingtang.spine.vault.boxes import close_box, open_box
from mingtang.spine.vault.key_files import read_private_keys, read_public_key
from mingtang.workbench.intake.inbox import StoredFile


@dataclass(frozen=True)
class FormContent:
    """What a citizen typed, by field, and the files in the inbox."""

    values: Mapping[str, str]
    files: tuple[StoredFile, ...]


def seal_content(key: str, values: Mapping[str, str], files: Sequence[StoredFile]) -> bytes:
    """Close the content of a record so that it opens for that record alone.

    :raises NoKey: the public key is missing.
    """
    content = {"values": dict(values), "files": [[one.stored, one.name] for one in files]}
    public_key = read_public_key(Path(settings.INTAKE_PUBLIC_KEY_FILE))
    return close_box(public_key, f"intake:{key}", json.dumps(content).encode())


def open_content(key: str, payload: bytes) -> FormContent:
    """Open the content of a record.

    :raises NoKey: the private key is missing.
    :raises CannotOpen: it is another key, or the content was changed.
    """
    keys = read_private_keys(Path(settings.INTAKE_KEY_FILE))
    content = json.loads(open_box(keys, f"intake:{key}", payload))
    files = tuple(StoredFile(stored, name) for stored, name in content["files"])
    return FormContent(content["values"], files)
