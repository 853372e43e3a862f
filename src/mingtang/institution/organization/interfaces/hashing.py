"""Hashing of passwords within bounds: each hash takes 100 MB of memory and a tenth of a second."""

import dataclasses
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher

AT_ONCE = max(1, min(4, (os.cpu_count() or 1) // 2))  # each takes several cores
WAITING = 4
PATIENCE = 5.0  # seconds


class HashingBusy(Exception):
    """More passwords are to be checked at this moment than the machine takes."""


class Turnstile:
    """Lets so many through at once and so many wait; everyone else is refused at once.

    `refused` counts them, for anyone who watches.
    """

    def __init__(self, at_once: int, waiting: int, patience: float = PATIENCE) -> None:
        self.refused = 0
        self._places = threading.BoundedSemaphore(at_once + waiting)
        self._turns = threading.BoundedSemaphore(at_once)
        self._patience = patience

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn. :raises HashingBusy: too many wait, or it took too long."""
        if not self._places.acquire(blocking=False):
            self._refuse()
        try:
            if not self._turns.acquire(timeout=self._patience):
                self._refuse()
            try:
                yield
            finally:
                self._turns.release()
        finally:
            self._places.release()

    def _refuse(self) -> None:
        self.refused += 1
        raise HashingBusy


TURNSTILE = Turnstile(AT_ONCE, WAITING)


_IS_QUICK = ContextVar("is_quick", default=False)


@contextmanager
def quick_hashes() -> Iterator[None]:
    """Hash at the least cost in this block: for many passwords that were drawn at random at once.

    No one guesses those, whatever a guess costs. The first sign-in with one stores its hash in full.
    """
    token = _IS_QUICK.set(True)
    try:
        yield
    finally:
        _IS_QUICK.reset(token)


class BoundedArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2 as Django has it, behind the turnstile of this process."""

    def params(self) -> Any:
        """Return what a hash costs; `memory_cost` in KiB."""
        usual = super().params()
        if not _IS_QUICK.get():
            return usual
        return dataclasses.replace(usual, time_cost=1, memory_cost=8, parallelism=1)

    def encode(self, password: str, salt: str) -> str:
        with TURNSTILE.turn():
            encoded: str = super().encode(password, salt)
        return encoded

    def verify(self, password: str, encoded: str) -> bool:
        with TURNSTILE.turn():
            is_right: bool = super().verify(password, encoded)
        return is_right
