"""Receipt codes, query secrets and what is made from them (回执).

All of a receipt follows from the key of its record, so that a repeat gets the same receipt from a
process that cannot read what it wrote. The keys are made from settings.SECRET_KEY.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from hmac import digest as hmac_digest
from ipaddress import IPv6Address, ip_address
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from mingtang.workbench.intake.policies import SECRET_SIGNS, SIGNS, receipt_code

SHOWN_FOR = timedelta(hours=1)  # after that nobody sees a secret by going back in a browser


class UnreadablePass(ValueError):
    """A token is not ours, was changed, or is too old."""


@dataclass(frozen=True)
class IntakeReceipt:
    """What a citizen is given for a form."""

    form: str
    code: str
    secret: str

    @property
    def status_key(self) -> str:
        """The key of the row that answers a query by this code and secret."""
        return status_key(self.code, self.secret)


def record_key(form: str, client_id: str, values: Mapping[str, str], files: Sequence[str]) -> str:
    """Return the key of a record: of the client-made id and of all that was sent with it.

    `files` are the digests of the attachments. The same form sent twice has one key; a form that was
    changed has another, so that no text is taken for a repeat of what it is not.
    """
    content = json.dumps([form, client_id, sorted(values.items()), list(files)])
    return _hmac("record", content).hex()


def page_key(form: str, client_id: str) -> str:
    """Return the keyed digest by which a page of a form is known to have been sent."""
    return _hmac("page", json.dumps([form, client_id])).hex()


def receipt_of(form: str, key: str) -> IntakeReceipt:
    """Return the receipt of a record."""
    code = receipt_code(int.from_bytes(_hmac("code", key)))
    number = int.from_bytes(_hmac("secret", key))
    secret = "".join(SIGNS[number >> 5 * place & 31] for place in range(SECRET_SIGNS))
    return IntakeReceipt(form, code, secret)


def status_key(code: str, secret: str) -> str:
    """Return the digest of code and secret, both in their normal form."""
    return sha256(f"mingtang.intake.status:{code}:{secret}".encode()).hexdigest()


def address_digest(address: str) -> str:
    """Return the keyed digest by which tries of one address are counted.

    Of IPv6 the first 64 bits count: a household has all addresses below them.
    """
    try:
        known = ip_address(address)
    except ValueError:
        return _hmac("address", address).hex()
    if isinstance(known, IPv6Address):
        return _hmac("address", str(int(known) >> 64)).hex()
    return _hmac("address", str(known)).hex()


def secret_digest(use: str, *texts: str) -> str:
    """Return a keyed digest of texts: who reads it cannot try all of them out."""
    return _hmac(f"digest:{use}", "\n".join(texts)).hex()


def as_pass(use: str, content: Any, at: datetime) -> str:
    """Return a token that only this platform reads, with the moment it was made."""
    return _fernet(use).encrypt_at_time(json.dumps(content).encode(), _seconds(at)).decode("ascii")


def from_pass(use: str, token: str, at: datetime, valid: timedelta) -> Any:
    """Return what :func:`as_pass` was given.

    :raises UnreadablePass: it is no token of this use, or older than `valid`.
    """
    try:
        opened = _fernet(use).decrypt_at_time(
            token.encode(), int(valid.total_seconds()), _seconds(at)
        )
    except InvalidToken as error:
        raise UnreadablePass(use) from error
    return json.loads(opened)


def read_pass_of(use: str, token: str) -> Any:
    """Return what :func:`as_pass` was given, however long ago.

    :raises UnreadablePass: it is no token of this use.
    """
    try:
        return json.loads(_fernet(use).decrypt(token.encode()))
    except InvalidToken as error:
        raise UnreadablePass(use) from error


def secret_of(use: str) -> bytes:
    """Return the key of 32 bytes for one use."""
    return _secret(settings.SECRET_KEY, use)


@lru_cache(maxsize=32)
def _secret(secret: str, use: str) -> bytes:
    return HKDF(SHA256(), 32, None, f"mingtang.intake:{use}".encode()).derive(secret.encode())


def _fernet(use: str) -> Fernet:
    return Fernet(urlsafe_b64encode(secret_of(f"pass:{use}")))


def _hmac(use: str, text: str) -> bytes:
    return hmac_digest(secret_of(use), text.encode(), "sha256")


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
