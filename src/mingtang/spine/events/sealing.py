"""The sealer (封存): gives every committed event its position and ties it into the chain."""

from datetime import datetime

from django.db import transaction

from mingtang.spine.events.chain import GENESIS, ChainRow, chained
from mingtang.spine.events.models import ChainHead, Event
from mingtang.spine.events.storage import write_seals

FIELDS = (
    "id", "code", "subject", "actor", "unit", "site",
    "payload", "occurred_at", "recorded_at", "reason_digest",
)  # fmt: skip


def seal_waiting(at: datetime, limit: int = 1000) -> int:
    """Seal up to `limit` committed events and open the lanes of their deliveries; return how many.

    Only one sealer works at a time: a sealer that finds the head of the chain locked has nothing to do.
    Events that commit late get later positions, whatever their ids.
    """
    if not Event.objects.unsealed().exists():
        return 0
    with transaction.atomic():
        head = _locked_head()
        return 0 if head is None else _seal(head, at, limit)


def _locked_head() -> ChainHead | None:
    """Return the head of the chain, locked, or None while another sealer holds it."""
    heads = ChainHead.objects.select_for_update(skip_locked=True)
    head = heads.filter(pk=1).first()
    if head is None and not ChainHead.objects.filter(pk=1).exists():
        latest = Event.objects.sealed().order_by("position").last()
        position, digest = (latest.position or 0, latest.hash) if latest else (0, GENESIS)
        first = ChainHead(pk=1, position=position, hash=digest)
        ChainHead.objects.bulk_create([first], ignore_conflicts=True)
        head = heads.filter(pk=1).first()
    return head


def _seal(head: ChainHead, at: datetime, limit: int) -> int:
    rows = [
        ChainRow(*values)
        for values in Event.objects.unsealed().order_by("id").values_list(*FIELDS)[:limit]
    ]
    if not rows:
        return 0
    seals: list[tuple[int, int, str]] = []
    position, digest = head.position, head.hash
    for row in rows:
        position += 1
        digest = chained(digest, row, position)
        seals.append((row.id, position, digest))
    write_seals(seals, at)
    ChainHead.objects.filter(pk=1).update(position=position, hash=digest)
    return len(seals)
