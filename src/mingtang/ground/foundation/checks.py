"""What one check of `mingtang doctor` is and what it answers (体检项)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Level(StrEnum):
    """How bad an answer is; only an error makes the doctor fail."""

    GOOD = "good"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Result:
    """One answer: `found` is a Chinese sentence, `advice` says what to do, empty where all is well."""

    level: Level
    found: str
    advice: str = ""

    def __post_init__(self) -> None:
        if self.level in {Level.WARNING, Level.ERROR} and not self.advice:
            raise ValueError(f"a {self.level} must say what to do: {self.found}")


@dataclass(frozen=True)
class Check:
    """One check: `name` is stable and dotted (`events.sealing`), `title` is what an office reads.

    `run` takes the time of the check and yields answers; yielding none means that all is well.
    A check that `needs_database` is left out, and said to be, while the database does not answer.
    """

    name: str
    title: str
    run: Callable[[datetime], Iterable[Result]]
    needs_database: bool = False


def good(found: str) -> Result:
    """Return the answer that something is as it should be."""
    return Result(Level.GOOD, found)


def note(found: str, advice: str = "") -> Result:
    """Return an answer that is worth knowing and needs no hurry."""
    return Result(Level.NOTE, found, advice)


def warning(found: str, advice: str) -> Result:
    """Return an answer that should be looked at."""
    return Result(Level.WARNING, found, advice)


def error(found: str, advice: str) -> Result:
    """Return an answer that keeps the platform from doing its work."""
    return Result(Level.ERROR, found, advice)
