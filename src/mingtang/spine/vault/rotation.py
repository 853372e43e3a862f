"""Sealing every stored text again with the newest key, a few rows at a time."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Func, QuerySet

from mingtang.spine.jobs.registry import JobRun
from mingtang.spine.vault.fields import BlindIndexField, EncryptedTextField
from mingtang.spine.vault.sealing import key_of, newest_key

KIND = "vault.rotate"
ROWS_AT_ONCE = 200


@dataclass(frozen=True)
class SealedColumn:
    """A column of a table whose texts are sealed, with the columns by which it is found."""

    model: type[models.Model]
    field: EncryptedTextField
    indexes: tuple[BlindIndexField, ...]

    @property
    def rows_at_once(self) -> int:
        """Return how many rows are read together; a model of large rows says fewer."""
        fewer: int = getattr(self.model, "rows_sealed_at_once", ROWS_AT_ONCE)
        return fewer

    @property
    def name(self) -> str:
        """Return `label.Model.column`."""
        return f"{self.model._meta.label}.{self.field.name}"

    def stored(self) -> QuerySet[Any]:
        """Return the rows with `stored_text`, as the database has it, empty ones left out."""
        text = Func(F(self.field.name), template="%(expressions)s", output_field=models.TextField())
        return self.model._base_manager.annotate(stored_text=text).exclude(stored_text="")

    def older(self) -> QuerySet[Any]:
        """Return the rows that an older key sealed."""
        return self.stored().exclude(stored_text__startswith=f"{newest_key()}.")


def sealed_columns() -> Iterator[SealedColumn]:
    """Yield every sealed column of every room."""
    for model in apps.get_models():
        fields = model._meta.concrete_fields
        for field in fields:
            if isinstance(field, EncryptedTextField):
                found = (one for one in fields if isinstance(one, BlindIndexField))
                indexes = tuple(one for one in found if one.source == field.name)
                yield SealedColumn(model, field, indexes)


def count_by_key() -> dict[str, Counter[str]]:
    """Return for each sealed column how many texts each key sealed; reads every row."""
    return {
        column.name: Counter(
            key_of(text)
            for text in column.stored().values_list("stored_text", flat=True).iterator()
        )
        for column in sealed_columns()
    }


def has_older() -> bool:
    """Tell whether an older key is still needed for any text."""
    return any(column.older().exists() for column in sealed_columns())


def rotate_keys(run: JobRun) -> dict[str, Any]:
    """Seal again what an older key sealed. A try that was broken off goes on where it stopped.

    A row that changes meanwhile is left to its writer, who uses the newest key.

    :raises CannotOpen: a text was sealed with a key that is not here.
    """
    done = 0
    for column in sealed_columns():
        left = column.older().order_by("pk")
        rows = list(left[: column.rows_at_once])
        while rows:
            with transaction.atomic():
                done += sum(_seal_again(column, row) for row in rows)
            # By key, not from the start: a row that another writer holds comes once.
            rows = list(left.filter(pk__gt=rows[-1].pk)[: column.rows_at_once])
            run.progress(done, note=f"已更换 {done} 条")
    return {"sealed": done}


def _seal_again(column: SealedColumn, row: Any) -> int:
    text = getattr(row, column.field.attname)
    values = {column.field.name: text}
    for index in column.indexes:
        values[index.name] = index.digest_of(text)
    return column.stored().filter(pk=row.pk, stored_text=row.stored_text).update(**values)
