"""Rows in bulk: COPY on PostgreSQL, `executemany` on SQLite, values as the database keeps them.

The numbers of the rows are given out here, so that rows of several tables can point to each other
before they are written; afterwards the database counts on from there.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max, Model


class Rows:
    """Rows of one table on their way; `columns` are attribute names, the key first."""

    def __init__(self, model: type[Model], columns: Sequence[str]) -> None:
        self.model = model
        self._kept: list[Sequence[Any]] = []
        fields = {field.attname: field for field in model._meta.concrete_fields}
        missing = [name for name in fields if name not in columns]
        # What the caller does not give keeps its default, as a row made by the model would.
        self._rest = [
            fields[name].get_db_prep_save(fields[name].get_default(), connection)
            for name in missing
        ]
        quote = connection.ops.quote_name
        self._names = ", ".join(quote(fields[name].column) for name in [*columns, *missing])
        self._width = len(columns) + len(missing)
        self._table = quote(model._meta.db_table)

    def next_number(self) -> int:
        """Return the first number that no row has."""
        found = self.model._base_manager.aggregate(last=Max("pk"))
        return int(found["last"] or 0) + 1

    def add(self, row: Sequence[Any]) -> None:
        """Take a row; moments and days are given as such, JSON as text."""
        self._kept.append([*row, *self._rest])

    def write(self) -> None:
        """Write what was taken. Call inside a transaction."""
        rows, self._kept = self._kept, []
        if not rows:
            return
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {self._table} ({self._names}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
                return
            marks = ", ".join(["?"] * self._width)
            cursor.connection.executemany(
                f"INSERT INTO {self._table} ({self._names}) VALUES ({marks})", map(_sqlite, rows)
            )


def _sqlite(row: Iterable[Any]) -> list[Any]:
    return [_told(value) if isinstance(value, date) else value for value in row]


def _told(value: date) -> str:
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None))
    return value.isoformat()


def count_on(models: Sequence[type[Model]]) -> None:
    """Have the database give out the numbers after those that were written."""
    statements = connection.ops.sequence_reset_sql(no_style(), list(models))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")
