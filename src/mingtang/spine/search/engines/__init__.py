"""Where terms are stored and found: small interfaces, and engines for each database."""

from mingtang.spine.search.engines.interface import SearchEngine
from mingtang.spine.search.engines.postgresql import PostgresqlEngine
from mingtang.spine.search.engines.ranked import Clause, Leaf, RankedEngine, RankedTerms, TermPlace
from mingtang.spine.search.engines.ranked_postgresql import RankedPostgresqlEngine
from mingtang.spine.search.engines.ranked_sqlite import RankedSqliteEngine
from mingtang.spine.search.engines.sqlite import SqliteEngine

_ENGINES: dict[str, SearchEngine] = {"sqlite": SqliteEngine(), "postgresql": PostgresqlEngine()}
_RANKED: dict[str, RankedEngine] = {
    "sqlite": RankedSqliteEngine(),
    "postgresql": RankedPostgresqlEngine(),
}


def engine_for(vendor: str) -> SearchEngine:
    """Return the engine of the office's index in a database."""
    return _ENGINES[vendor]


def ranked_engine_for(vendor: str) -> RankedEngine:
    """Return the engine of the public index in a database."""
    return _RANKED[vendor]


__all__ = [
    "Clause",
    "Leaf",
    "RankedEngine",
    "RankedTerms",
    "SearchEngine",
    "TermPlace",
    "engine_for",
    "ranked_engine_for",
]
