"""The sealed content of a form: closed by the process that takes it in, opened by the worker alone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from mingtang.spine.vault.boxes import close_box, open_box
from mingtang.spine.vault.key_files import read_private_keys, read_public_key
from mingtang.workbench.intake.forms import VerifiedSender
from mingtang.workbench.intake.inbox import StoredFile


@dataclass(frozen=True)
class FormContent:
    """What a citizen typed, by field, the files in the inbox, and who was signed in."""

    values: Mapping[str, str]
    files: tuple[StoredFile, ...]
    sender: VerifiedSender | None = None


def seal_content(
    key: str,
    values: Mapping[str, str],
    files: Sequence[StoredFile],
    sender: VerifiedSender | None = None,
) -> bytes:
    """Close the content of a record so that it opens for that record alone.

    :raises NoKey: the public key is missing.
    """
    content: dict[str, Any] = {
        "values": dict(values),
        "files": [[one.stored, one.name] for one in files],
        "sender": vars(sender) | {"values": dict(sender.values)} if sender else None,
    }
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
    sender = content.get("sender")
    return FormContent(content["values"], files, VerifiedSender(**sender) if sender else None)
