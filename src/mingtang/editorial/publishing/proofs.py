"""The proof of a take-down: the address is fetched at the origin, and the answer kept.

Only addresses of own sites are fetched, at the origin that the configuration names, with the site's
host name. Without a configured origin the files themselves are looked at.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from mingtang.editorial.pages.actions.tombstones import store_proof
from mingtang.editorial.pages.engine.batches import site_root
from mingtang.editorial.pages.enums import TargetState
from mingtang.editorial.pages.models import Target, Tombstone
from mingtang.ground.foundation.http import FetchError, Limits, fetch
from mingtang.spine.events.actions import record_event

_PAUSE = timedelta(seconds=5)
MOST_TRIES = 12
_GONE = frozenset({404, 410})
_LIMITS = Limits(seconds=5, max_bytes=256 * 1024, max_redirects=0)


def prove_due(at: datetime, *, limit: int = 20) -> int:
    """Fetch the addresses of fresh take-downs; return how many were looked at."""
    stones = _due(at, limit)
    for stone in stones:
        _prove(stone, at)
    return len(stones)


def _due(at: datetime, limit: int) -> list[Tombstone]:
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


def _prove(stone: Tombstone, at: datetime) -> None:
    proof = _asked(stone) if settings.PUBLISH_ORIGIN else _looked_at(stone)
    proof["at"] = at.isoformat()
    tries = stone.proof_tries + 1
    is_last = bool(proof["gone"]) or tries >= MOST_TRIES
    due = None if is_last else at + min(_PAUSE * 2**tries, timedelta(hours=1))
    with transaction.atomic():
        store_proof(stone.pk, proof, tries=tries, due_at=due)
        if is_last and stone.subject:
            _record(stone, at)


def _asked(stone: Tombstone) -> dict[str, Any]:
    url = f"http://{stone.site.domain}{stone.path}"
    try:
        answer = fetch(
            url,
            via=settings.PUBLISH_ORIGIN,
            allowed_origins=[settings.PUBLISH_ORIGIN],
            limits=_LIMITS,
        )
    except FetchError as error:
        return {"by": "origin", "url": url, "status": 0, "gone": False, "error": str(error)[:200]}
    return {
        "by": "origin",
        "url": url,
        "status": answer.status,
        "gone": answer.status in _GONE,
    }


def _looked_at(stone: Tombstone) -> dict[str, Any]:
    place = f"{site_root(stone.site.code)}{stone.path}"
    left = [name for name in (place, f"{place}.gz", f"{place}.br") if Path(name).exists()]
    return {"by": "files", "status": 0, "gone": not left}


def _record(stone: Tombstone, at: datetime) -> None:
    """Say once, when the last address of a take-down was looked at, whether all are gone."""
    rows = Tombstone.objects.filter(subject=stone.subject, lifted_at__isnull=True)
    if rows.filter(proof_due_at__isnull=False).exists():
        return
    proofs = list(rows.values_list("proof", flat=True))
    gone = sum(1 for proof in proofs if proof and proof.get("gone"))
    record_event(
        code="publishing.article.gone",
        subject=stone.subject,
        actor="system",
        at=at,
        unit=stone.site.unit.code,
        site=stone.site.code,
        payload={"addresses": len(proofs), "checked": gone, "failed": len(proofs) - gone},
    )
