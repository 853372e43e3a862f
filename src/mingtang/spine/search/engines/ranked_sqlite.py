"""SQLite: a table of FTS5 with a column for each place. It walks from the newest row and stops when it has enough."""

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

from mingtang.spine.search.engines.ranked import Clause, Leaf, RankedTerms, TermPlace

_COLUMNS = {TermPlace.TITLE: "title", TermPlace.TEXT: "terms", TermPlace.MARK: "marks"}


class RankedSqliteEngine:
    """Terms in FTS5. They were cut and folded before: its tokenizer only splits at spaces."""

    def create(self, connection: BaseDatabaseWrapper) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE VIRTUAL TABLE IF NOT EXISTS search_public_terms USING fts5("
                "title, terms, marks, content='', tokenize=\"unicode61 remove_diacritics 0\")"
            )

    def clear(self, connection: BaseDatabaseWrapper) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO search_public_terms(search_public_terms) VALUES('delete-all')"
            )

    def add(self, connection: BaseDatabaseWrapper, documents: Sequence[RankedTerms]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_public_terms(rowid, title, terms, marks) VALUES(%s, %s, %s, %s)",
                [_row(one) for one in documents],
            )

    def remove(self, connection: BaseDatabaseWrapper, documents: Sequence[RankedTerms]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_public_terms(search_public_terms, rowid, title, terms, marks) "
                "VALUES('delete', %s, %s, %s, %s)",
                [_row(one) for one in documents],
            )

    def newest(self, connection: BaseDatabaseWrapper, clause: Clause, limit: int) -> list[int]:
        query = " AND ".join(f"({' OR '.join(map(_phrase, group))})" for group in clause)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rowid FROM search_public_terms WHERE search_public_terms MATCH %s "
                "ORDER BY rowid DESC LIMIT %s",
                [query, limit],
            )
            return [pk for (pk,) in cursor.fetchall()]


def _row(one: RankedTerms) -> tuple[int, str, str, str]:
    return one.pk, " ".join(one.title), " ".join(one.text), " ".join(map(_word, one.marks))


def _phrase(leaf: Leaf) -> str:
    is_mark = leaf.place is TermPlace.MARK
    terms = [_word(term) for term in leaf.terms] if is_mark else leaf.terms
    return f'{_COLUMNS[leaf.place]} : "{" ".join(terms)}"{" *" if leaf.is_open else ""}'


def _word(mark: str) -> str:
    """Return a mark as one word of letters and digits, so that the tokenizer leaves it whole."""
    return mark.encode().hex()
