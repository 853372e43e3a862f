"""PostgreSQL: vectors of terms under a GIN index. No extension is needed."""

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

from mingtang.spine.search.engines.interface import Terms
from mingtang.spine.search.policies import TermRun


class PostgresqlEngine:
    """Terms in `tsvector`, made from arrays: no parser and no dictionary of the server looks at them.

    Without positions: a vector stores no more than 256 of a term, and none above 16,383.
    """

    def create(self, connection: BaseDatabaseWrapper) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE IF NOT EXISTS search_terms ("
                "document_id bigint PRIMARY KEY, terms tsvector NOT NULL)"
            )
            cursor.execute(
                "CREATE INDEX IF NOT EXISTS search_terms_found ON search_terms USING gin (terms)"
            )

    def clear(self, connection: BaseDatabaseWrapper) -> None:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE search_terms")

    def add(self, connection: BaseDatabaseWrapper, documents: Sequence[Terms]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_terms(document_id, terms) VALUES(%s, array_to_tsvector(%s))",
                [(pk, sorted(set(terms))) for pk, terms in documents],
            )

    def remove(self, connection: BaseDatabaseWrapper, documents: Sequence[Terms]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM search_terms WHERE document_id = ANY(%s)",
                [[pk for pk, _terms in documents]],
            )

    def find(
        self, connection: BaseDatabaseWrapper, runs: Sequence[TermRun], limit: int
    ) -> list[int]:
        query = " & ".join(_term(run, term) for run in runs for term in run.terms)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT document_id FROM search_terms WHERE terms @@ %s::tsquery LIMIT %s",
                [query, limit],
            )
            return [pk for (pk,) in cursor.fetchall()]


def _term(run: TermRun, term: str) -> str:
    # Letters and digits alone, so nothing in it can end the quotes.
    return f"'{term}'{':*' if run.is_open else ''}"
