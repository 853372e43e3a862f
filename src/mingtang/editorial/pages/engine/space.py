"""The store's room: what it holds."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Sum

from mingtang.editorial.pages.engine.reclaiming import expired_entries
from mingtang.editorial.pages.models import Batch, Target


@dataclass(frozen=True)
class Space:
    """Bytes of the store: all packs, versions online, older versions, of these past their time."""

    packs: int
    bytes: int
    current: int
    old: int
    expired: int


def space(at: datetime) -> Space:
    """Return what the store holds."""
    packs = Batch.objects.filter(has_pack=True).aggregate(
        count=Count("pk"), bytes=Sum("pack_bytes")
    )
    current = Target.objects.filter(entry__pack__isnull=False).aggregate(size=Sum("entry__size"))
    expired = expired_entries(at).aggregate(size=Sum("size"))
    total, now = packs["bytes"] or 0, current["size"] or 0
    return Space(packs["count"] or 0, total, now, max(total - now, 0), expired["size"] or 0)
