"""SQLite: a table of FTS5 without content, whose phrases find the terms of a run next to each other."""

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

from mingtang.spine.search.engines.interface import Terms
from mingtang.spine.search.policies import TermRun


class SqliteEngine:
    """Terms in FTS5. They were cut and folded before: its tokenizer only splits at spaces."""

    def create(self, connection: BaseDatabaseWrapper) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE VIRTUAL TABLE IF NOT EXISTS search_terms USING fts5("
                "terms, content='', tokenize=\"unicode61 remove_diacritics 0\")"
            )

    def clear(self, connection: BaseDatabaseWrapper) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_terms(search_terms) VALUES('delete-all')")

    def add(self, connection: BaseDatabaseWrapper, documents: Sequence[Terms]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_terms(rowid, terms) VALUES(%s, %s)",
                [(pk, " ".join(terms)) for pk, terms in documents],
            )

    def remove(self, connection: BaseDatabaseWrapper, documents: Sequence[Terms]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_terms(search_terms, rowid, terms) VALUES('delete', %s, %s)",
                [(pk, " ".join(terms)) for pk, terms in documents],
            )

    def find(
        self, connection: BaseDatabaseWrapper, runs: Sequence[TermRun], limit: int
    ) -> list[int]:
        query = " AND ".join(_phrase(run) for run in runs)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rowid FROM search_terms WHERE search_terms MATCH %s LIMIT %s",
                [query, limit],
            )
            return [pk for (pk,) in cursor.fetchall()]


def _phrase(run: TermRun) -> str:
    # Terms are letters and digits alone, so nothing in them can end the quotes.
    return f'"{" ".join(run.terms)}"{"*" if run.is_open else ""}'
