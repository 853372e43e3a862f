"""A text column that is encrypted at rest (个人信息加密存储)."""

from base64 import urlsafe_b64encode
from functools import lru_cache
from hashlib import sha256
from typing import Any, NoReturn

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models


@lru_cache(maxsize=4)
def _box(keys: str) -> MultiFernet:
    """Return the cipher of the keys, the newest first; older ones only open."""
    return MultiFernet(
        [Fernet(urlsafe_b64encode(sha256(key.encode()).digest())) for key in keys.split(",")]
    )


def encrypt(text: str) -> str:
    """Encrypt a text with the personal data key; the empty text stays empty."""
    return _box(settings.PERSONAL_DATA_KEY).encrypt(text.encode()).decode("ascii") if text else ""


def decrypt(stored: str) -> str:
    """Open what :func:`encrypt` made.

    Raises `cryptography.fernet.InvalidToken` where the key of the installation is another one.
    """
    return (
        _box(settings.PERSONAL_DATA_KEY).decrypt(stored.encode("ascii")).decode() if stored else ""
    )


class EncryptedTextField(models.TextField):
    """A text that the database, its backups and its logs only ever see encrypted.

    It cannot be searched: every lookup but `isnull` is refused.
    """

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt on the way in."""
        prepared = super().get_prep_value(value)
        return None if prepared is None else encrypt(str(prepared))

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """Decrypt on the way out."""
        return None if value is None else decrypt(value)

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse every search but for null."""
        if lookup_name != "isnull":
            self._refuse(lookup_name)
        return super().get_lookup(lookup_name)

    def _refuse(self, lookup_name: str) -> NoReturn:
        raise FieldError(f"{self.name} is encrypted and cannot be searched by {lookup_name}")
