"""PostgreSQL: one vector a document under a GIN index, its title and its marks told by a sign in front."""

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

from mingtang.spine.search.engines.ranked import Clause, Leaf, RankedTerms, TermPlace

_SIGNS = {TermPlace.TITLE: "=", TermPlace.TEXT: "", TermPlace.MARK: "#"}
# Few matches are taken from the index as they come, and sorted here. With more, the newest documents are looked at one by one:
# where enough of them match, so do many others, and a list of all matches would cost more than to go on looking.
# Of 300,000 documents both cost the same where about 3 of 100 match: some 10,000 are then looked at, or listed.
FEW = 1000
SAMPLE = 400
DENSE = 0.03
SLAB = 4000
MARGIN = 1.3  # more than the share so far asks for, so that one slab is mostly enough
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
            found = _newest_by_walking(cursor, query, limit)
            if found is None:
                cursor.execute(_FIND, [query, limit])
                found = [pk for (pk,) in cursor.fetchall()]
        return found[:limit]


def _newest_by_walking(cursor: object, query: str, limit: int) -> list[int] | None:
    """Return the newest matches, or None as soon as too few of the documents looked at match."""
    found: list[int] = []
    looked_at, below, many = 0, _ABOVE_ALL, SAMPLE
    while len(found) < limit:
        seen, below, more = _walk(cursor, query, below, many)
        if not seen:
            break
        found, looked_at = found + more, looked_at + seen
        if len(found) < limit and len(found) < DENSE * looked_at:
            return None
        many = min(SLAB, int((limit - len(found)) * looked_at / max(len(found), 1) * MARGIN) + 1)
    return found


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
