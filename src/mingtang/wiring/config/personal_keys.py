"""The file with the secrets from which the keys of personal data are made: the newest first."""

import os
import secrets
from pathlib import Path

from mingtang.ground.foundation.files.writing import write_atomically
from mingtang.wiring.config.environment import data_dir

VARIABLE = "MINGTANG_PERSONAL_DATA_KEY"


class KeptElsewhere(RuntimeError):
    """The secrets come from the environment, which only the operator of the machine can change."""


def secrets_file() -> Path:
    """Return where the secrets are.

    :raises KeptElsewhere: they are not in a file.
    """
    if os.environ.get(VARIABLE):
        raise KeptElsewhere
    return data_dir() / "secrets" / "personal_data"


def add_secret() -> None:
    """Put a new secret in front; what the others sealed still opens.

    :raises KeptElsewhere: they are not in a file.
    """
    file = secrets_file()
    write_atomically(file, f"{secrets.token_urlsafe(48)},{_read(file)}".encode("ascii"), mode=0o600)


def drop_older_secrets() -> int:
    """Leave the newest secret alone in the file; return how many were dropped.

    The caller has seen that nothing needs them.

    :raises KeptElsewhere: they are not in a file.
    """
    file = secrets_file()
    newest, *older = _read(file).split(",")
    if older:
        write_atomically(file, newest.strip().encode("ascii"), mode=0o600)
    return len(older)


def _read(file: Path) -> str:
    return file.read_text("ascii").strip()
