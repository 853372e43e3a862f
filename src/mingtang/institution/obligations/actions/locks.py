"""Locks of promise keys: two workers who change promises under one key wait for each other."""

from collections.abc import Iterable
from hashlib import sha256

from django.db import connection


def lock_promise_keys(keys: Iterable[str]) -> None:
    """Lock promise keys until the transaction ends; on SQLite the transaction itself holds everything."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for key in sorted(set(keys)):
            digest = sha256(f"obligations {key}".encode()).digest()
            number = int.from_bytes(digest[:8], "big", signed=True)
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
