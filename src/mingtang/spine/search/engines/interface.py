"""What an engine can do. Another one (tantivy, OpenSearch) takes its place behind the same calls."""

from collections.abc import Sequence
from typing import Protocol

from django.db.backends.base.base import BaseDatabaseWrapper

from mingtang.spine.search.policies import TermRun

Terms = tuple[int, list[str]]  # the id of an indexed document, and its terms in order


class SearchEngine(Protocol):
    """Terms by the id of an indexed document."""

    def create(self, connection: BaseDatabaseWrapper) -> None:
        """Make what the engine needs in the database; harmless where it is there."""

    def clear(self, connection: BaseDatabaseWrapper) -> None:
        """Remove all terms."""

    def add(self, connection: BaseDatabaseWrapper, documents: Sequence[Terms]) -> None:
        """Store the terms of documents that have none."""

    def remove(self, connection: BaseDatabaseWrapper, documents: Sequence[Terms]) -> None:
        """Remove the terms of documents, given exactly as they were added."""

    def find(
        self, connection: BaseDatabaseWrapper, runs: Sequence[TermRun], limit: int
    ) -> list[int]:
        """Return up to `limit` ids of documents that have the terms of every run, not always in a row."""
