"""What Chromium learned after 86, by name; derived from MDN's browser-compat-data (CC0)."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LEVEL = 86
PATH = Path(__file__).with_name("chromium_86.json")
NEVER = 0  # in the place of a version: no Chromium knows it without a prefix or a flag


@dataclass(frozen=True, order=True)
class Newer:
    """Something in a file that Chromium 86 does not know."""

    line: int
    what: str
    since: int

    def __str__(self) -> str:
        when = f"Chromium {self.since}" if self.since else "no Chromium without a prefix"
        return f"{self.line}: {self.what} is known to {when}; the office is limited to {LEVEL}"


@cache
def table() -> dict[str, dict[str, int]]:
    """Return for each kind of name the names that are newer, with the first version that knows them."""
    found: dict[str, dict[str, int]] = json.loads(PATH.read_text())
    return found
