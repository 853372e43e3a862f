"""Empties the tables after a test that commits, without what Django's `flush` does beside it.

Truncating four hundred tables on PostgreSQL rewrites the files of each. The signal that follows makes
the rows of content types and permissions again, by some 250 queries. Together over a second a test.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

MADE_ONCE = {"django_content_type", "auth_permission"}  # no test writes them
TERMS = 200  # SQLite joins at most 500 questions


def flush_filled_tables(connection: BaseDatabaseWrapper) -> None:
    """Make `flush` on this connection delete the rows of filled tables, and announce nothing."""
    ops: Any = connection.ops

    def sql_flush(style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        names = [ops.quote_name(table) for table in tables if table not in MADE_ONCE]
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            for table in _filled(cursor, names):
                cursor.execute(f"DELETE FROM {table}")
        return []  # the command has nothing left to do, and sends no signal

    ops.sql_flush = sql_flush


def _filled(cursor: Any, tables: list[str]) -> list[str]:
    found: list[str] = []
    for start in range(0, len(tables), TERMS):
        some = tables[start : start + TERMS]
        asked = (
            f"SELECT {number} WHERE EXISTS (SELECT 1 FROM {table})"
            for number, table in enumerate(some)
        )
        cursor.execute(" UNION ALL ".join(asked))
        found += [some[number] for (number,) in cursor.fetchall()]
    return found
