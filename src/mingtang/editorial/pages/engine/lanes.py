"""The three lanes, worked off: what the worker and the office process call."""

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import DatabaseError

from mingtang.editorial.pages.engine.batches import Outcome, work
from mingtang.editorial.pages.engine.runs import advance
from mingtang.editorial.pages.enums import TargetLane

logger = logging.getLogger(__name__)
OWN_LIMIT = 50
BULK_SIZE = 400  # more at once saves look-ups and syncs; an editor may have to wait for one
_IS_LATER = ContextVar("is_later", default=False)


@contextmanager
def own_pages_later() -> Iterator[None]:
    """Leave the own pages of what is released in this block to the worker of the lanes.

    For many releases at once, as of the demo city: batches of hundreds cost less than one by one.
    """
    token = _IS_LATER.set(True)
    try:
        yield
    finally:
        _IS_LATER.reset(token)


def make_own_pages(target_ids: Collection[int], at: datetime) -> Outcome:
    """Make an editor's own pages at once, in the process that committed the change.

    What cannot be done now waits for the worker: the rows are there, so nothing is lost.
    """
    if not target_ids or _IS_LATER.get():
        return Outcome()
    try:
        return work(TargetLane.OWN, at=at, limit=max(OWN_LIMIT, len(target_ids)), only=target_ids)
    except (DatabaseError, OSError):
        logger.exception("own pages are left to the worker")
        return Outcome()


def work_urgent(at: datetime) -> int:
    """Make what editors wait for: own pages left over, then what depends on them."""
    own = work(TargetLane.OWN, at=at, leave_fresh=True).done
    return own or work(TargetLane.DEPENDENT, at=at).done


def work_bulk(at: datetime) -> int:
    """Make what waits in the bulk lane, a batch of it; when nothing waits, go on with the oldest run."""
    return work(TargetLane.BULK, at=at, limit=BULK_SIZE).done or advance(at)


def work_everything(at: datetime) -> int:
    """Work off all lanes and runs until nothing waits; for tests, the demo and the command line."""
    count = 0
    while done := (
        work(TargetLane.OWN, at=at, limit=BULK_SIZE).done or work_urgent(at) or work_bulk(at)
    ):
        count += done
    return count
