"""Texts sealed with a key per purpose, and digests by which a sealed text is found.

The keys come from one secret outside the database (settings.PERSONAL_DATA_KEY: secrets separated by
commas, the newest first; older ones only open). From each secret every purpose gets keys of its own,
so that what was sealed for one purpose opens for no other.

Source: RFC 5869 (HKDF), NIST SP 800-38D (AES-GCM).
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from hmac import digest as hmac_digest

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

FORM = "v1"
KEY_BYTES, NONCE_BYTES = 32, 12


class CannotOpen(ValueError):
    """A text was sealed with a key that is not here, for another purpose, or was changed since."""


def seal(purpose: str, text: str) -> str:
    """Seal a text with the newest key; the empty text stays empty."""
    if not text:
        return ""
    secret = _secrets()[0]
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(_key(secret, purpose, "seal")).encrypt(nonce, text.encode(), purpose.encode())
    return f"{FORM}.{_version(secret)}.{urlsafe_b64encode(nonce + sealed).decode('ascii')}"


def unseal(purpose: str, stored: str) -> str:
    """Open what :func:`seal` made for the same purpose.

    :raises CannotOpen: the key is another one, or the text was changed.
    """
    if not stored:
        return ""
    form, _, rest = stored.partition(".")
    version, _, body = rest.partition(".")
    secret = next((one for one in _secrets() if _version(one) == version), None)
    if form != FORM or secret is None:
        raise CannotOpen(f"sealed with the key {version or '?'}, which is not here")
    try:
        raw = urlsafe_b64decode(body)
        key = AESGCM(_key(secret, purpose, "seal"))
        return key.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], purpose.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise CannotOpen("sealed for another purpose, or changed since") from error


def newest_key() -> str:
    """Return the name of the key that seals now, with which each text that it seals begins."""
    return f"{FORM}.{_version(_secrets()[0])}"


def key_of(stored: str) -> str:
    """Return the name of the key that sealed a text."""
    return ".".join(stored.split(".")[:2])


def blind_index(purpose: str, text: str) -> str:
    """Return the digest by which a text is found; the empty text has none.

    Equal texts have equal digests, so anyone who has the database sees which are equal, and no more.
    """
    return _blind(_secrets()[0], purpose, text) if text else ""


def blind_indexes(purpose: str, text: str) -> list[str]:
    """Return the digests of a text under every key, to look for rows that an older one wrote."""
    return [_blind(secret, purpose, text) for secret in _secrets()] if text else []


def as_phone(text: str) -> str:
    """Return a telephone number as it is compared: its digits."""
    return "".join(sign for sign in text if sign.isdecimal())


def as_email(text: str) -> str:
    """Return a mail address as it is compared."""
    return text.strip().casefold()


def as_written(text: str) -> str:
    """Return a text that is compared as it is."""
    return text


Normal = Callable[[str], str]


def _secrets() -> list[str]:
    return [one.strip() for one in settings.PERSONAL_DATA_KEY.split(",")]


@lru_cache(maxsize=8)
def _version(secret: str) -> str:
    """Return the name of a secret that stands in each text; it tells nothing about the secret."""
    return sha256(f"mingtang.spine.vault:{secret}".encode()).hexdigest()[:8]


@lru_cache(maxsize=64)
def _key(secret: str, purpose: str, use: str) -> bytes:
    info = f"mingtang.spine.vault:{purpose}:{use}".encode()
    return HKDF(SHA256(), KEY_BYTES, None, info).derive(secret.encode())


def _blind(secret: str, purpose: str, text: str) -> str:
    return hmac_digest(_key(secret, purpose, "find"), text.encode(), "sha256").hex()
