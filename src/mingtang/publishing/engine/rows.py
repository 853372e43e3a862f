"""Many rows at once, without an object for each: a full run writes three for every page."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model


def insert_rows(
    model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]], *, known: bool = False
) -> None:
    """Insert rows; `names` are attribute names, other fields get their defaults.

    `known`: rows that stand there already are left as they are; otherwise they are an error.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    rest = [name for name, field in fields.items() if name not in names and not field.primary_key]
    defaults = [_value(fields[name].get_default()) for name in rest]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(fields[name].column or name) for name in [*names, *rest])
    into = f"INSERT INTO {quote(model._meta.db_table)} ({columns})"
    ending = " ON CONFLICT DO NOTHING" if known else ""
    values = [tuple(map(_value, row)) for row in rows]
    if not values:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            kinds = [fields[name].db_type(connection) for name in names]
            arrays = ", ".join(f"%s::{kind}[]" for kind in kinds)
            given = ", ".join(["given.*", *["%s"] * len(rest)])
            source = f"SELECT {given} FROM unnest({arrays}) AS given"  # noqa: S608 - no value in it
            cursor.execute(
                f"{into} {source}{ending}", [*defaults, *map(list, zip(*values, strict=True))]
            )
        else:
            marks = ", ".join(["%s"] * (len(names) + len(rest)))
            cursor.executemany(
                f"{into} VALUES ({marks}){ending}", [[*row, *defaults] for row in values]
            )


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value
