"""How texts are cut into terms, how what a person types is read, and what comes first. No Django."""

from mingtang.spine.search.policies.terms import (
    LONGEST_TERM,
    LONGEST_TEXT,
    MOST_WORDS,
    VERSION,
    TermRun,
    folded,
    run_of,
    runs_of,
    terms_of,
)

__all__ = [
    "LONGEST_TERM",
    "LONGEST_TEXT",
    "MOST_WORDS",
    "VERSION",
    "TermRun",
    "folded",
    "run_of",
    "runs_of",
    "terms_of",
]
