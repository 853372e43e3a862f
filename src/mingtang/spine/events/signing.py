"""The key that signs anchors: Ed25519, in a file of mode 600 outside the database.

Source: RFC 8032.
"""

import json
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings


class BrokenKey(ValueError):
    """The key file cannot be read, is missing, or is not the one that signed so far; in Chinese."""


@dataclass(frozen=True)
class AnchorKey:
    """The private key in use, and the public keys that signed before it."""

    private: str
    retired: tuple[str, ...] = ()

    @property
    def public(self) -> str:
        """The public half, in base64: what others need to check an anchor."""
        return _text(self._key.public_key().public_bytes_raw())

    @property
    def id(self) -> str:
        """The short name of the key that stands in each anchor."""
        return key_id(self.public)

    @property
    def trusted(self) -> dict[str, str]:
        """Return every public key of this file by its id."""
        return {key_id(public): public for public in (*self.retired, self.public)}

    def sign(self, text: str) -> str:
        """Return the signature of a text, in base64."""
        return _text(self._key.sign(text.encode()))

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(b64decode(self.private))


def key_id(public: str) -> str:
    """Return the short name of a public key: the first 16 signs of its digest.

    :raises ValueError: it is no key.
    """
    return sha256(
        Ed25519PublicKey.from_public_bytes(b64decode(public)).public_bytes_raw()
    ).hexdigest()[:16]


def is_signed(text: str, signature: str, public: str) -> bool:
    """Say whether a signature of a text was made with the private half of a key."""
    try:
        Ed25519PublicKey.from_public_bytes(b64decode(public)).verify(
            b64decode(signature), text.encode()
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def key_path() -> Path:
    """Return the file of the key (settings.EVENT_ANCHOR_KEY)."""
    return Path(settings.EVENT_ANCHOR_KEY)


def load_key() -> AnchorKey | None:
    """Return the key of this installation, or None while there is none.

    :raises BrokenKey: the file does not hold a key.
    """
    path = key_path()
    try:
        content = json.loads(path.read_text("ascii"))
        key = AnchorKey(content["private"], tuple(content["retired"]))
        key.trusted  # noqa: B018 - reads every key of the file
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BrokenKey(f"锚的密钥文件 {path} 不能读，请从备份取回。") from error
    return key


def new_key(old: AnchorKey | None = None) -> AnchorKey:
    """Return a fresh key; the public half of the old one stays known."""
    private = _text(Ed25519PrivateKey.generate().private_bytes_raw())
    return AnchorKey(private, (*old.retired, old.public) if old else ())


def store_key(key: AnchorKey) -> None:
    """Write the key whole or not at all."""
    path = key_path()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump({"private": key.private, "retired": key.retired}, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _text(raw: bytes) -> str:
    return b64encode(raw).decode("ascii")
