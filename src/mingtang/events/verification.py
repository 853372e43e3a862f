"""Reading the whole chain again and saying what was done to it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction

from mingtang.events.anchors import Anchor, by_position
from mingtang.events.chain import Row
from mingtang.events.models import ChainHead, Event
from mingtang.events.sealing import FIELDS
from mingtang.events.tampering import ChainChecker, Fault, Sealed

BATCH = 5000


@dataclass(frozen=True)
class Verification:
    """What a verification found: how many events were read, up to where, and every fault."""

    rows: int
    reached: int
    anchors: int
    faults: tuple[Fault, ...]


def verify(
    *,
    anchors: Iterable[Anchor] = (),
    since: Anchor | None = None,
    progress: Callable[[int], None] = lambda position: None,
    batch: int = BATCH,
) -> Verification:
    """Check every sealed event against the chain, its head and the anchors.

    Reads by position in batches, so that any length can be checked while work goes on; only the
    last batch is read with the head locked. `since` trusts an anchor and starts behind it.
    `progress` is told the position reached after every batch.
    """
    after = since.position if since else 0
    known = {place: digest for place, digest in by_position(anchors).items() if place > after}
    checker = (
        ChainChecker(position=after, digest=since.hash, anchors=known)
        if since
        else ChainChecker(anchors=known)
    )
    reached = after
    while not checker.is_lost:
        count, reached = _feed(checker, reached, batch)
        progress(reached)
        if count < batch:
            break
    with transaction.atomic():
        head = ChainHead.objects.select_for_update().filter(pk=1).first()
        while not checker.is_lost:
            count, reached = _feed(checker, reached, batch)
            if not count:
                break
        end = (head.position, head.hash) if head else None
    faults = checker.finish(end)
    return Verification(checker.rows_read, reached, len(known), tuple(faults))


def _feed(checker: ChainChecker, after: int, batch: int) -> tuple[int, int]:
    """Feed one batch; return how many rows it had and the position reached."""
    rows = Event.objects.filter(position__gt=after).order_by("position")
    count = 0
    for position, digest, *fields in rows.values_list("position", "hash", *FIELDS)[:batch]:
        count, after = count + 1, position
        checker.feed(Sealed(position, digest, Row(*fields)))
        if checker.is_lost:
            break
    return count, after
