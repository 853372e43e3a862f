"""Many rows at once: a full run writes and asks for hundreds of thousands.

Inserts without an object for each row, and a condition over many ids without a parameter for each.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, DateTimeField, F, Func, Model
from django.db.models.sql.compiler import SQLCompiler


class Among(Func):
    """The condition that a column holds one of some ids: `rows.filter(Among("pk", ids))`.

    What `pk__in=ids` says, in one parameter: for hundreds of ids Django and the driver take longer
    over the parameters than the database over the rows.
    """

    output_field = BooleanField()

    def __init__(self, name: str, ids: Iterable[int]) -> None:
        super().__init__(F(name))
        self.ids = ",".join(map(str, ids))

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """Compare with an array."""
        column, values = compiler.compile(self.source_expressions[0])
        return f"{column} = ANY(%s::bigint[])", (*values, f"{{{self.ids}}}")

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """Compare with what a JSON list holds."""
        column, values = compiler.compile(self.source_expressions[0])
        condition = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - no value in it
        return condition, (*values, f"[{self.ids}]")


def insert_rows(
    model: type[Model],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    same: Mapping[str, Any] | None = None,
    known: bool = False,
) -> None:
    """Insert rows; `names` are attribute names, `same` has what is alike in all, the rest defaults.

    `known`: rows that stand there already are left as they are; otherwise they are an error.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    values = _adapted(rows, [fields[name] for name in names])
    if not values:
        return
    given = same or {}
    rest = [name for name, field in fields.items() if name not in names and not field.primary_key]
    alike = [_value(given[name] if name in given else fields[name].get_default()) for name in rest]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(fields[name].column or name) for name in [*names, *rest])
    into = f"INSERT INTO {quote(model._meta.db_table)} ({columns})"
    ending = " ON CONFLICT DO NOTHING" if known else ""
    # In one transaction: without, SQLite commits every row by itself.
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            kinds = [fields[name].db_type(connection) for name in names]
            arrays = ", ".join(f"%s::{kind}[]" for kind in kinds)
            chosen = ", ".join(["given.*", *["%s"] * len(rest)])
            source = f"SELECT {chosen} FROM unnest({arrays}) AS given"  # noqa: S608 - no value in it
            cursor.execute(
                f"{into} {source}{ending}", [*alike, *map(list, zip(*values, strict=True))]
            )
        else:
            marks = ", ".join(["%s"] * (len(names) + len(rest)))
            cursor.executemany(
                f"{into} VALUES ({marks}){ending}", [(*row, *alike) for row in values]
            )


def _adapted(rows: Iterable[Sequence[Any]], fields: Sequence[Any]) -> list[Sequence[Any]]:
    """Return the rows as the database takes them: only moments are changed."""
    moments = {place for place, field in enumerate(fields) if isinstance(field, DateTimeField)}
    if not moments:
        return list(rows)
    return [
        [_value(value) if place in moments else value for place, value in enumerate(row)]
        for row in rows
    ]


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value
