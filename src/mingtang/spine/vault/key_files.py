"""The two files of the key pair for sealed boxes: the private keys, the newest first, and the public key.

A process that only closes boxes needs the second file alone.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from mingtang.ground.foundation.files.writing import write_atomically
from mingtang.spine.vault.boxes import KEY_BYTES, new_private_key, public_key_of


class NoKey(RuntimeError):
    """A key file is missing or holds no key; the text names the file."""


def make_key_files(private: Path, public: Path) -> None:
    """Make the pair at first start. What is there already stays; of several processes one is first.

    Where a public key came from elsewhere (a host that only takes forms in), no private key is made.
    """
    if public.exists():
        return
    private.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not private.exists():
        beside = private.with_name(f".{secrets.token_hex(8)}.part")
        write_atomically(beside, f"{new_private_key().hex()}\n".encode("ascii"), mode=0o600)
        with suppress(FileExistsError):  # another process was first
            os.link(beside, private)
        beside.unlink()
    write_public_key(private, public)


def write_public_key(private: Path, public: Path) -> None:
    """Write the public key of the newest private one."""
    newest = public_key_of(read_private_keys(private)[0])
    write_atomically(public, f"{newest.hex()}\n".encode("ascii"), mode=0o600)


def add_private_key(private: Path, public: Path) -> None:
    """Put a new key in front; what was closed for the others still opens.

    :raises NoKey: there is no private key yet.
    """
    keys = [new_private_key(), *read_private_keys(private)]
    lines = "".join(f"{key.hex()}\n" for key in keys)
    write_atomically(private, lines.encode("ascii"), mode=0o600)
    write_public_key(private, public)


def read_private_keys(path: Path) -> list[bytes]:
    """Return the private keys, the newest first.

    :raises NoKey: the file is missing or holds none.
    """
    return _keys_in(path)


def read_public_key(path: Path) -> bytes:
    """Return the public key that boxes are closed for.

    :raises NoKey: the file is missing or holds none.
    """
    return _keys_in(path)[0]


def _keys_in(path: Path) -> list[bytes]:
    try:
        keys = [bytes.fromhex(line) for line in path.read_text("ascii").split()]
    except (OSError, ValueError) as error:
        raise NoKey(f"{path}: {error}") from error
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise NoKey(f"{path}: no keys of {KEY_BYTES} bytes")
    return keys
