"""Which take-downs are still to be proved, and keeping the proof."""

from datetime import datetime
from typing import Any

from mingtang.editorial.pages.enums import TargetState
from mingtang.editorial.pages.models import Target, Tombstone


def due_proofs(at: datetime, limit: int) -> list[Tombstone]:
    """Return tombstones whose address is to be fetched now and whose page has been dealt with."""
    rows = Tombstone.objects.filter(proof_due_at__lte=at, lifted_at__isnull=True)
    stones = list(rows.select_related("site__unit").order_by("proof_due_at", "pk")[:limit])
    busy = (TargetState.WAITING.value, TargetState.RUNNING.value)
    return [
        stone
        for stone in stones
        if not Target.objects.filter(
            site_id=stone.site_id, path=stone.path, state__in=busy
        ).exists()
    ]


def keep_proof(
    tombstone_id: int, proof: dict[str, Any], *, tries: int, due_at: datetime | None
) -> None:
    """Keep what was found at an address, and when to look again."""
    Tombstone.objects.filter(pk=tombstone_id).update(
        proof=proof, proof_tries=tries, proof_due_at=due_at
    )
