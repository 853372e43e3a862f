"""What of a question may be stored, and what a reader may narrow by. No Django."""

import re
from datetime import date, timedelta

from mingtang.spine.search.policies import folded, runs_of

LONGEST = 30  # characters
KEPT = timedelta(days=180)
MOST_OF_SITE = 5000  # different words of a site; rarer ones come in again when old ones have gone
# Five digits and more are a telephone, an identity card, an account; years and short numbers are not.
_DIGITS = re.compile(r"[a-z]*\d(?:[\s.\-–—_]*\d){4,}[a-z]*")
_ADDRESSES = re.compile(r"\S+@\S+|https?://\S+|www\.\S+")


def stored_words(question: str) -> str:
    """Return what of a question may be stored without naming a person by a number; empty for nothing."""
    plain = _DIGITS.sub(" ", _ADDRESSES.sub(" ", folded(question)))
    words = " ".join(plain.split())
    fits = 2 <= len(words) <= LONGEST and bool(runs_of(words))
    return words if fits else ""


def oldest_kept(today: date) -> date:
    """Return the day before which words that were not asked again are forgotten."""
    return today - KEPT
