"""PostgreSQL: one vector a document under a GIN index, its title and its marks told by a sign in front."""

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

from mingtang.spine.search.engines.ranked import Clause, Leaf, RankedTerms, TermPlace

_SIGNS = {TermPlace.TITLE: "=", TermPlace.TEXT: "", TermPlace.MARK: "#"}
# Few matches are taken from the index as they come, and sorted here. With more, the newest documents are looked at one by one:
# where enough of them match, so do many others, and a list of all matches would cost more than to go on looking.
FEW = 2000
SAMPLE = 400
DENSE = 0.2
SLAB = 4000
# OFFSET 0 is an optimization fence: the planner must look for matches row by row.
_WALK = """
SELECT count(*), min(document_id), array_agg(document_id ORDER BY document_id DESC)
    FILTER (WHERE terms @@ %s::tsquery)
FROM (SELECT document_id, terms FROM search_public_terms WHERE document_id < %s
      ORDER BY document_id DESC LIMIT %s OFFSET 0) AS slab
"""
_FEW = "SELECT document_id FROM search_public_terms WHERE terms @@ %s::tsquery LIMIT %s"
_FIND = """
WITH found AS MATERIALIZED (SELECT document_id FROM search_public_terms WHERE terms @@ %s::tsquery)
SELECT document_id FROM found ORDER BY document_id DESC LIMIT %s
"""
_ABOVE_ALL = 2**63 - 1


class RankedPostgresqlEngine:
    """Terms in `tsvector`, made from arrays: no parser and no dictionary of the server looks at them."""

    def create(self, connection: BaseDatabaseWrapper) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE IF NOT EXISTS search_public_terms ("
                "document_id bigint PRIMARY KEY, terms tsvector NOT NULL)"
            )
            cursor.execute(
                "CREATE INDEX IF NOT EXISTS search_public_terms_found "
                "ON search_public_terms USING gin (terms)"
            )

    def clear(self, connection: BaseDatabaseWrapper) -> None:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE search_public_terms")

    def add(self, connection: BaseDatabaseWrapper, documents: Sequence[RankedTerms]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_public_terms(document_id, terms) "
                "VALUES(%s, array_to_tsvector(%s))",
                [(one.pk, _vector(one)) for one in documents],
            )

    def remove(self, connection: BaseDatabaseWrapper, documents: Sequence[RankedTerms]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM search_public_terms WHERE document_id = ANY(%s)",
                [[one.pk for one in documents]],
            )

    def newest(self, connection: BaseDatabaseWrapper, clause: Clause, limit: int) -> list[int]:
        query = " & ".join(f"({' | '.join(map(_leaf, group))})" for group in clause)
        with connection.cursor() as cursor:
            cursor.execute(_FEW, [query, FEW])
            few = [pk for (pk,) in cursor.fetchall()]
            if len(few) < FEW:
                return sorted(few, reverse=True)[:limit]
            seen, below, found = _walk(cursor, query, _ABOVE_ALL, SAMPLE)
            if len(found) < DENSE * SAMPLE:
                cursor.execute(_FIND, [query, limit])
                return [pk for (pk,) in cursor.fetchall()]
            while len(found) < limit and seen:
                seen, below, more = _walk(cursor, query, below, SLAB)
                found += more
        return found[:limit]


def _walk(cursor: object, query: str, below: int, many: int) -> tuple[int, int, list[int]]:
    """Return how many documents were looked at, the oldest of them, and those that match."""
    cursor.execute(_WALK, [query, below, many])  # type: ignore[attr-defined]
    seen, oldest, found = cursor.fetchone()  # type: ignore[attr-defined]
    return seen, oldest or 0, found or []


def _vector(one: RankedTerms) -> list[str]:
    titles = (f"={term}" for term in one.title)
    marks = (f"#{mark}" for mark in one.marks)
    return sorted({*one.text, *titles, *marks})


def _leaf(leaf: Leaf) -> str:
    sign = _SIGNS[leaf.place]
    quoted = [f"'{_escaped(sign + term)}'" for term in leaf.terms]
    if leaf.is_open:
        quoted[-1] += ":*"
    return f"({' & '.join(quoted)})"


def _escaped(term: str) -> str:
    return term.replace("\\", "\\\\").replace("'", "''")
