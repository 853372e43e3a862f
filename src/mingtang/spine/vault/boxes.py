"""Sealed boxes: anyone with the public key closes one, and only the private key opens it.

Each box has a key of its own: an ephemeral X25519 key agrees with the public key on a secret, HKDF
makes the key of the box from it, and ChaCha20-Poly1305 seals the content piece by piece. A piece knows
its number and whether it is the last, so that a box that was cut short or rearranged does not open.

Source: RFC 7748 (X25519), RFC 5869 (HKDF), RFC 8439 (ChaCha20-Poly1305).
"""

import struct
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from mingtang.spine.vault.sealing import CannotOpen

FORM = b"mtb1"
KEY_BYTES, TAG_BYTES, NAME_BYTES = 32, 16, 8
PIECE = 64 * 1024
_HEAD = len(FORM) + NAME_BYTES + KEY_BYTES


def new_private_key() -> bytes:
    """Return a private key of 32 bytes."""
    return X25519PrivateKey.generate().private_bytes_raw()


def public_key_of(private_key: bytes) -> bytes:
    """Return the public key that belongs to a private one, of 32 bytes."""
    return X25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def key_name(public_key: bytes) -> str:
    """Return the name by which a box says which key opens it; 16 hexadecimal digits."""
    return _name(public_key).hex()


def name_in(box: bytes) -> str:
    """Return the name of the key that opens a box, empty for what is no box."""
    return box[len(FORM) : len(FORM) + NAME_BYTES].hex() if box.startswith(FORM) else ""


def close_box(public_key: bytes, purpose: str, content: bytes) -> bytes:
    """Seal a content of any length for a purpose."""
    return b"".join(box_pieces(public_key, purpose, [content]))


def open_box(private_keys: Iterable[bytes], purpose: str, box: bytes) -> bytes:
    """Open what :func:`close_box` made for the same purpose.

    :raises CannotOpen: none of the keys is the right one, or the box was changed.
    """
    key = _key_of_head(private_keys, purpose, box[:_HEAD])
    size = PIECE + TAG_BYTES
    body = box[_HEAD:]
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(_opened(key, pieces))


def box_pieces(public_key: bytes, purpose: str, content: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the box of a content that comes in chunks; no more than a piece and a chunk is in memory."""
    ephemeral = X25519PrivateKey.generate()
    secret = ephemeral.exchange(X25519PublicKey.from_public_bytes(public_key))
    head = FORM + _name(public_key) + ephemeral.public_key().public_bytes_raw()
    yield head
    key = _key(secret, purpose, head)
    held, number = b"", 0
    for chunk in content:
        held += chunk
        while len(held) > PIECE:
            yield key.encrypt(_nonce(number, is_last=False), held[:PIECE], None)
            held, number = held[PIECE:], number + 1
    yield key.encrypt(_nonce(number, is_last=True), held, None)


def opened_pieces(private_keys: Iterable[bytes], purpose: str, box: BinaryIO) -> Iterator[bytes]:
    """Yield the content of a box that is read from a file.

    What was yielded is the content only if the iteration ends without an error.

    :raises CannotOpen: as :func:`open_box`.
    """
    key = _key_of_head(private_keys, purpose, box.read(_HEAD))
    yield from _opened(key, iter(lambda: box.read(PIECE + TAG_BYTES), b""))


def _opened(key: ChaCha20Poly1305, pieces: Iterable[bytes]) -> Iterator[bytes]:
    number, held = 0, b""
    try:
        for piece in pieces:
            if held:
                yield key.decrypt(_nonce(number, is_last=False), held, None)
                number += 1
            held = piece
        yield key.decrypt(_nonce(number, is_last=True), held, None)
    except InvalidTag as error:
        raise CannotOpen("sealed for another purpose, changed or cut short since") from error


def _key_of_head(private_keys: Iterable[bytes], purpose: str, head: bytes) -> ChaCha20Poly1305:
    name = head[len(FORM) : len(FORM) + NAME_BYTES]
    if len(head) == _HEAD and head.startswith(FORM):
        for private_key in private_keys:
            if _name(public_key_of(private_key)) == name:
                ours = X25519PrivateKey.from_private_bytes(private_key)
                theirs = X25519PublicKey.from_public_bytes(head[-KEY_BYTES:])
                return _key(ours.exchange(theirs), purpose, head)
    raise CannotOpen(f"sealed for the key {name.hex() or '?'}, which is not here")


def _key(secret: bytes, purpose: str, head: bytes) -> ChaCha20Poly1305:
    info = f"mingtang.spine.vault.boxes:{purpose}".encode()
    return ChaCha20Poly1305(HKDF(SHA256(), KEY_BYTES, head, info).derive(secret))


def _name(public_key: bytes) -> bytes:
    return sha256(b"mingtang.spine.vault.boxes:" + public_key).digest()[:NAME_BYTES]


def _nonce(number: int, *, is_last: bool) -> bytes:
    return struct.pack(">3xQ?", number, is_last)
