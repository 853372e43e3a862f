"""Reads of publishing for editors."""

from mingtang.editorial.publishing.queries.pages import PageStatus, pages_of

__all__ = ["PageStatus", "pages_of"]
