"""Seals what someone typed, so that a row in the database tells nobody what it says."""

import json
from base64 import urlsafe_b64encode
from functools import lru_cache
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import QueryDict

LARGEST = 2 * 1024 * 1024  # bytes of one form; larger ones are left to the browser's own copy


@lru_cache(maxsize=2)
def _box(key: str) -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(b"desk.kept-form:" + key.encode()).digest()))


def seal(fields: QueryDict) -> bytes:
    """Encrypt the fields of a posted form; empty when they are too large to keep."""
    plain = json.dumps(dict(fields.lists()), ensure_ascii=False).encode()
    if len(plain) > LARGEST:
        return b""
    return _box(settings.SECRET_KEY).encrypt(plain)


def unseal(body: bytes) -> QueryDict | None:
    """Open what :func:`seal` made; nothing when it was sealed with another key."""
    try:
        plain = _box(settings.SECRET_KEY).decrypt(body)
    except InvalidToken:
        return None
    fields = QueryDict(mutable=True)
    for name, values in json.loads(plain).items():
        fields.setlist(name, values)
    return fields
