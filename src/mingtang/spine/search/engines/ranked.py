"""What the engine of the public index can do: find the newest documents by title, text and marks."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from django.db.backends.base.base import BaseDatabaseWrapper

PUBLIC_TERMS = "search_public_terms"  # the table of each engine


class TermPlace(StrEnum):
    """Where a term is looked for. `TEXT` includes the title; marks are values to narrow by."""

    TITLE = "title"
    TEXT = "text"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Leaf:
    """Terms that a document must all have in one place; `is_open`: the last is only a beginning."""

    place: TermPlace
    terms: tuple[str, ...]
    is_open: bool = False


# All groups must be found, of each group one of its leaves.
Clause = Sequence[Sequence[Leaf]]


@dataclass(frozen=True, slots=True)
class RankedTerms:
    """The id of a document of the public index, and its terms in order."""

    pk: int
    title: list[str]
    text: list[str]
    marks: list[str]


class RankedEngine(Protocol):
    """Terms by the id of a public document. Ids grow with the dates of the documents."""

    def create(self, connection: BaseDatabaseWrapper) -> None:
        """Make what the engine needs in the database; harmless where it is there."""

    def clear(self, connection: BaseDatabaseWrapper) -> None:
        """Remove all terms."""

    def add(self, connection: BaseDatabaseWrapper, documents: Sequence[RankedTerms]) -> None:
        """Store the terms of documents that have none."""

    def remove(self, connection: BaseDatabaseWrapper, documents: Sequence[RankedTerms]) -> None:
        """Remove the terms of documents, given exactly as they were added."""

    def newest(self, connection: BaseDatabaseWrapper, clause: Clause, limit: int) -> list[int]:
        """Return up to `limit` ids that fulfil a clause, the newest first.

        The terms of a leaf are there, not always in a row.
        """
