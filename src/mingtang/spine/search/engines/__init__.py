"""Where terms are stored and found: one small interface, an engine for each database."""

from mingtang.spine.search.engines.interface import SearchEngine
from mingtang.spine.search.engines.postgresql import PostgresqlEngine
from mingtang.spine.search.engines.sqlite import SqliteEngine

_ENGINES: dict[str, SearchEngine] = {"sqlite": SqliteEngine(), "postgresql": PostgresqlEngine()}


def engine_for(vendor: str) -> SearchEngine:
    """Return the engine of a database."""
    return _ENGINES[vendor]


__all__ = ["SearchEngine", "engine_for"]
