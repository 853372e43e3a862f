"""Claiming rows that wait, on both databases, for jobs and for tables with a waiting column.

PostgreSQL skips rows that another worker is claiming. SQLite has one writer at a time: the
transaction is the lock.
"""

import os
import platform
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet

AnyModel = TypeVar("AnyModel", bound=Model)


def claim_rows(waiting: "QuerySet[AnyModel]", *, limit: int, **values: Any) -> list[int]:
    """Mark up to `limit` rows of `waiting`, in its order, with `values`; return their ids.

    No row is claimed by two workers. Where nothing waits no transaction is opened: on SQLite each one
    that may write excludes every other writer.
    """
    if not waiting.exists():
        return []
    with transaction.atomic():
        locked = waiting.select_for_update(skip_locked=True)
        ids: list[int] = list(locked.values_list("pk", flat=True)[:limit])
        waiting.model._base_manager.filter(pk__in=ids).update(**values)
    return ids


@lru_cache(maxsize=8)
def _process(pid: int) -> str:
    return f"{platform.node()}:{pid}:{_started(pid)}"


def this_process() -> str:
    """Return how this process is known: host, number, and when it started."""
    return _process(os.getpid())


def is_dead(owner: str) -> bool:
    """Return whether a process of this host is gone; False for one of another host."""
    host, _, rest = owner.partition(":")
    pid, _, started = rest.partition(":")
    if host != platform.node() or not pid.isdigit() or not started:
        return False
    return _started(int(pid)) != started


def _started(pid: int) -> str:
    """Return the start time of a process in ticks since boot, empty when there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except (OSError, UnicodeDecodeError):
        return ""
    return fields[19] if fields[0] != "Z" else ""
