"""Empty the tables after a test that commits, without the extra work of Django's `flush`.

Truncating four hundred tables on PostgreSQL rewrites the files of each, and the signal that follows
recreates content types and permissions by some 250 queries: over a second a test.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

MADE_ONCE = {"django_content_type", "auth_permission"}  # not written by tests
TERMS = 200  # SQLite joins at most 500 questions


def flush_filled_tables(connection: BaseDatabaseWrapper) -> None:
    """Make `flush` on this connection delete the rows of filled tables, without a signal."""
    ops: Any = connection.ops

    def sql_flush(style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        names = [ops.quote_name(table) for table in tables if table not in MADE_ONCE]
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            for table in _filled(cursor, names):
                cursor.execute(f"DELETE FROM {table}")
            _clear_terms(connection)
        return []  # the command has nothing left to do, and sends no signal

    ops.sql_flush = sql_flush


def _clear_terms(connection: BaseDatabaseWrapper) -> None:
    """Empty the tables of terms, which no model has: ids of public documents repeat from test to test."""
    # The engines import Django's models, which are not ready when this module is imported.
    from mingtang.spine.search.engines import engine_for, ranked_engine_for

    tables = {"search_terms": engine_for, "search_public_terms": ranked_engine_for}
    for table, engine in tables.items():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")
            is_filled = cursor.fetchone()[0]
        if is_filled:
            engine(connection.vendor).clear(connection)


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
