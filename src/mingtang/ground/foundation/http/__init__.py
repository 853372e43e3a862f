"""Fetching from the network without being used against the own house (SSRF).

`fetch` speaks http and https only, resolves a host once, refuses private and special addresses and
connects to the address it looked at, so that a name cannot mean another place a moment later. Time,
size and redirects are bounded in all.
"""

from mingtang.ground.foundation.http.addresses import is_public
from mingtang.ground.foundation.http.client import Answer, Limits, fetch
from mingtang.ground.foundation.http.errors import FetchError, FetchFailed, FetchRefused

__all__ = [
    "Answer",
    "FetchError",
    "FetchFailed",
    "FetchRefused",
    "Limits",
    "fetch",
    "is_public",
]
