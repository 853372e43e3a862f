"""Columns that the database, its backups and its logs only ever see sealed."""

from typing import Any, NoReturn

from django.core.exceptions import FieldError
from django.db import models

from mingtang.spine.vault.sealing import (
    Normal,
    as_email,
    as_phone,
    as_written,
    blind_index,
    seal,
    unseal,
)

NORMALS: dict[str, Normal] = {"phone": as_phone, "email": as_email, "exact": as_written}


class EncryptedTextField(models.TextField):  # type: ignore[type-arg] # generic in the stubs alone
    """A text that is sealed at rest, with keys of its purpose.

    It cannot be searched: every lookup but `isnull` is refused; `BlindIndexField` finds it.
    """

    def __init__(self, *args: Any, purpose: str, **kwargs: Any) -> None:
        self.purpose = purpose
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "purpose": self.purpose}

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return None if prepared is None else seal(self.purpose, str(prepared))

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """Open on the way out."""
        return None if value is None else unseal(self.purpose, value)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            self._refuse(lookup_name)
        return super().get_lookup(lookup_name)

    def _refuse(self, lookup_name: str) -> NoReturn:
        raise FieldError(f"{self.name} is encrypted and cannot be searched by {lookup_name}")


class BlindIndexField(models.CharField):  # type: ignore[type-arg] # generic in the stubs alone
    """The digest by which an encrypted column is found; written with every save of it.

    `source` names the column, `normal` how its text is compared: `phone`, `email` or `exact`.
    """

    def __init__(self, *args: Any, source: str, normal: str, **kwargs: Any) -> None:
        self.source, self.normal = source, normal
        super().__init__(
            *args,
            **{"max_length": 64, "blank": True, "editable": False, "db_index": True, **kwargs},
        )

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source, "normal": self.normal}

    def digest_of(self, text: str | None) -> str:
        """Return the digest by which a text of the encrypted column is found."""
        column = self.model._meta.get_field(self.source)
        assert isinstance(column, EncryptedTextField)
        return blind_index(column.purpose, NORMALS[self.normal](text or ""))

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        digest = self.digest_of(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, digest)
        return digest
