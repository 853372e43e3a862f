"""Opaque keys that sort by the time they were made, for things that must not be counted up by guessing."""

import secrets
from datetime import datetime

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: no i, l, o, u
LENGTH = 26
_RANDOM_BITS = 80
_TIME_BITS = 48


def new_key(at: datetime) -> str:
    """Return a key of 26 characters: 48 bits of milliseconds, then 80 random bits.

    Keys of different milliseconds sort by time as text; within one the order is random. `at` is
    an aware moment, so that nothing here reads a clock.
    """
    if at.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    milliseconds = int(at.timestamp() * 1000)
    if not 0 <= milliseconds < 1 << _TIME_BITS:
        raise ValueError("a key's time is between 1970 and 10889")
    number = milliseconds << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
    return "".join(ALPHABET[number >> shift & 31] for shift in range((LENGTH - 1) * 5, -1, -5))


def is_key(text: str) -> bool:
    """Say whether a text has the form of a key; says nothing of whether it exists."""
    return len(text) == LENGTH and text[0] <= "7" and all(sign in ALPHABET for sign in text)
