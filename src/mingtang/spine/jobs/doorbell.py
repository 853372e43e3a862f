"""The doorbell (门铃): wakes waiting workers when a transaction has left something to do.

The database is the truth and the bell only saves time: a ring that is lost costs the seconds until
the worker looks by itself. Workers of this machine have a named pipe each; PostgreSQL's
notifications reach those of other machines as well.
"""

import contextlib
import itertools
import os
import select
import stat
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection, transaction

CHANNEL = "mingtang_doorbell"
_numbers = itertools.count()


class Doorbell:
    """The bell of one waiting process; a context manager that takes it down at the end."""

    def __init__(self) -> None:
        folder = Path(settings.DOORBELL_DIR)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = folder / f"{os.getpid()}-{next(_numbers)}"
        self._path.unlink(missing_ok=True)
        os.mkfifo(self._path, 0o600)
        # Open for writing as well: without a writer a pipe is always ready to read, with nothing in it.
        self._pipe = os.open(self._path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        self._listening: object = None  # the connection that takes notifications

    def __enter__(self) -> "Doorbell":
        return self

    def __exit__(self, *_: object) -> None:
        self._path.unlink(missing_ok=True)
        os.close(self._pipe)
        self._pipe = -1

    def ring(self) -> None:
        """Wake the process that waits here, from a signal handler too."""
        if self._pipe >= 0:
            with contextlib.suppress(BlockingIOError):  # full: rung often enough
                os.write(self._pipe, b"!")

    def wait(self, seconds: float) -> bool:
        """Wait until the bell rings or the seconds have passed; return whether it rang.

        A ring since the last wait counts. So does a new connection to PostgreSQL: what was announced
        before it listened is not known.
        """
        raw, is_new = self._connection()
        sources = [self._pipe] if raw is None else [self._pipe, raw.fileno()]
        ready, _, _ = select.select(sources, [], [], 0 if is_new else max(seconds, 0))
        if self._pipe in ready:
            with contextlib.suppress(BlockingIOError):
                os.read(self._pipe, 65536)
        if raw is not None and raw.fileno() in ready:
            _take_notifications(raw)
        return is_new or bool(ready)

    def _connection(self) -> tuple[Any, bool]:
        """Return the connection that listens, and whether it has begun just now."""
        if connection.vendor != "postgresql" or connection.in_atomic_block:
            return None, False
        raw = connection.connection
        if raw is None or raw.closed:
            return None, False
        if raw is self._listening:
            return raw, False
        try:
            raw.execute(f"LISTEN {CHANNEL}")
        except psycopg.Error:
            return None, False
        self._listening = raw
        return raw, True


def _take_notifications(raw: Any) -> None:
    """Empty the connection; one that broke is closed, so that the next step opens another."""
    try:
        raw.pgconn.consume_input()
        while raw.pgconn.notifies():
            pass
    except psycopg.Error:
        connection.close()


def ring_on_commit() -> None:
    """Ring the bell of every worker once the open transaction is committed, or at once without one."""
    due = connection.run_on_commit
    # One ring a transaction is enough, unless it would vanish with a savepoint that we are not in.
    if due and due[-1][1] is ring and due[-1][0] <= set(connection.savepoint_ids):
        return
    transaction.on_commit(ring, robust=True)


def ring() -> None:
    """Ring the bell of every worker now. What cannot be rung looks by itself a little later."""
    for path in Path(settings.DOORBELL_DIR).glob("*-*"):
        _ring_pipe(path)
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}")


def _ring_pipe(path: Path) -> None:
    try:
        pipe = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        # Nobody reads: the worker was killed.
        path.unlink(missing_ok=True)
        return
    try:
        if stat.S_ISFIFO(os.fstat(pipe).st_mode):
            os.write(pipe, b"!")
    except BlockingIOError:
        pass  # full: rung often enough
    finally:
        os.close(pipe)
