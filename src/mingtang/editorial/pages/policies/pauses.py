"""Leases, pauses between tries, and what the operator is warned of. Times in seconds."""

from datetime import datetime, timedelta

LEASE = timedelta(seconds=60)
LONGEST_LEASE = 10 * LEASE  # of a rollback, which writes many pages under one claim
WARN_AGE = 20.0
ALARM_AGE = 60.0
OWN_PAGE_GRACE = timedelta(seconds=1)
_FIRST_PAUSE = 5.0
_LONGEST_PAUSE = 600.0
# No pause ends later than this; one that seems to was set before the clock was set back.
LONGEST_DUE = timedelta(seconds=2 * _LONGEST_PAUSE)
_MOST_DOUBLINGS = 16  # a page may fail for months


def pause_after(tries: int) -> timedelta:
    """Return how long a failed page waits after its n-th try: 5 s, doubling, at most 10 minutes."""
    doublings = min(max(tries - 1, 0), _MOST_DOUBLINGS)
    return timedelta(seconds=min(_FIRST_PAUSE * 2**doublings, _LONGEST_PAUSE))


def lease_is_over(until: datetime | None, at: datetime) -> bool:
    """Answer whether a claim has run out; a lease far in the future comes from a wrong clock."""
    return until is None or until <= at or until - at > LONGEST_LEASE


def age_level(age: float) -> str:
    """Return `ok`, `warn` or `alarm` for the age in seconds of the oldest waiting page."""
    if age >= ALARM_AGE:
        return "alarm"
    return "warn" if age >= WARN_AGE else "ok"
