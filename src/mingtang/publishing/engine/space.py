"""The store's room: what it holds, purging secrets, giving back what nobody needs any more."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Sum

from mingtang.foundation.keys import new_key
from mingtang.publishing.engine.batches import store
from mingtang.publishing.engine.graves import Graves
from mingtang.publishing.engine.recovery import content_of
from mingtang.publishing.enums import BatchKind, BatchState
from mingtang.publishing.models import Batch, Entry, Target, Tombstone
from mingtang.publishing.store import Kept, LostContent

SLICE = 2000
WORTH_REPACKING = 0.5


@dataclass(frozen=True)
class Space:
    """Bytes of the store: all packs, versions on line, older versions, of these past their time."""

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
    expired = _expired(at).aggregate(size=Sum("size"))
    total, now = packs["bytes"] or 0, current["size"] or 0
    return Space(packs["count"] or 0, total, now, max(total - now, 0), expired["size"] or 0)


def _expired(at: datetime) -> QuerySet[Entry]:
    """Old versions past their time: not on line, and replaced long ago."""
    limit = at - timedelta(days=settings.PUBLISH_KEEP_DAYS)
    on_line = Target.objects.filter(pk=OuterRef("target_id"), entry_id=OuterRef("pk"))
    newer = Entry.objects.filter(
        target_id=OuterRef("target_id"), pk__gt=OuterRef("pk"), batch__done_at__lte=limit
    )
    rows = Entry.objects.filter(batch__done_at__lte=limit, batch__state=BatchState.DONE.value)
    return rows.filter(~Exists(on_line) & Exists(newer))


def reclaim(at: datetime, *, limit: int = SLICE) -> int:
    """Forget versions past their time, delete empty packs, and repack the half-empty ones.

    A version is kept for the set time after it was replaced, so that going back finds it.
    """
    ids = list(_expired(at).order_by("pk").values_list("pk", flat=True)[:limit])
    with transaction.atomic():
        Entry.objects.filter(pk__in=ids).delete()
    return len(ids) + _delete_empty(limit) + _repack_one(at)


def _delete_empty(limit: int) -> int:
    used = Entry.objects.filter(pack_id=OuterRef("pk"))
    rows = Batch.objects.filter(has_pack=True, state=BatchState.DONE.value)
    empty = list(rows.filter(~Exists(used)).order_by("pk")[:limit])
    for batch in empty:
        store().delete(batch.key)
        Batch.objects.filter(pk=batch.pk).update(has_pack=False)
    return len(empty)


def _repack_one(at: datetime) -> int:
    """Copy what is still needed of one old, mostly dead pack into a new one."""
    limit = at - timedelta(days=settings.PUBLISH_KEEP_DAYS)
    live = Entry.objects.filter(pack_id=OuterRef("pk")).order_by().values("pack_id")
    sizes = live.annotate(total=Sum("size")).values("total")
    rows = Batch.objects.filter(
        has_pack=True, state=BatchState.DONE.value, done_at__lte=limit, pack_bytes__gt=0
    )
    half_empty = rows.annotate(live=sizes).filter(live__lt=F("pack_bytes") * WORTH_REPACKING)
    batch = half_empty.order_by("pk").first()
    return 0 if batch is None else _repack(batch, at)


def _repack(batch: Batch, at: datetime) -> int:
    key = new_key(at)
    writer = store().writer(key)
    moved: list[Entry] = []
    for entry in Entry.objects.filter(pack=batch).order_by("pk"):
        raw = store().raw(batch.key, Kept(entry.offset, entry.size))
        kept = writer.add(raw, raw)
        entry.offset, entry.size = kept.offset, kept.size
        moved.append(entry)
    writer.close(sync=settings.PUBLISH_SYNC)
    with transaction.atomic():
        fresh = Batch.objects.create(
            key=key,
            kind=BatchKind.REPACK.value,
            state=BatchState.DONE.value,
            started_at=batch.started_at,
            done_at=batch.done_at,
            pack_bytes=writer.size,
            has_pack=True,
        )
        for entry in moved:
            entry.pack = fresh
        Entry.objects.bulk_update(moved, ["pack", "offset", "size"], batch_size=500)
        Batch.objects.filter(pk=batch.pk).update(has_pack=False)
    store().delete(batch.key)
    return 1


def purge_secrets(at: datetime) -> int:
    """Overwrite every kept version of a secret, and of pages that named it; return how many.

    A page on line that still names it is about to be made again, and its version waits for that.
    """
    stone = (
        Tombstone.objects.filter(is_secret=True, purged_at__isnull=True, lifted_at__isnull=True)
        .order_by("pk")
        .first()
    )
    return 0 if stone is None else _purge(stone, at)


def _purge(stone: Tombstone, at: datetime) -> int:
    graves = Graves(stone.site_id)
    rows = Entry.objects.filter(
        target__site_id=stone.site_id, pk__gt=stone.purge_cursor, pack__isnull=False
    )
    entries = list(rows.select_related("pack", "target").order_by("pk")[:SLICE])
    if not entries:
        Tombstone.objects.filter(pk=stone.pk).update(purged_at=at)
        return 1
    cursor, count = stone.purge_cursor, 0
    for entry in entries:
        if _is_tainted(entry, stone, graves):
            if entry.target.entry_id == entry.pk:
                break  # on line until its page is made again; go on from here then
            _overwrite(entry)
            count += 1
        cursor = entry.pk
    Tombstone.objects.filter(pk=stone.pk).update(purge_cursor=cursor)
    return max(count, int(cursor > stone.purge_cursor))


def _overwrite(entry: Entry) -> None:
    assert entry.pack is not None
    store().purge(entry.pack.key, Kept(entry.offset, entry.size))
    same = Entry.objects.filter(pack_id=entry.pack_id, offset=entry.offset)
    same.update(pack=None, size=0)


def _is_tainted(entry: Entry, stone: Tombstone, graves: Graves) -> bool:
    if entry.target.path == stone.path:
        return True
    try:
        return graves.are_named_in(content_of(entry))
    except LostContent:
        return False


def _end_purge(stone: Tombstone, graves: Graves, at: datetime) -> int:
    """Done when no page on line names it any more; else begin again later."""
    on_line = Target.objects.filter(site_id=stone.site_id, state="waiting").exists()
    done = None if on_line else at
    Tombstone.objects.filter(pk=stone.pk).update(
        purged_at=done, purge_cursor=stone.purge_cursor if done else 0
    )
    return 1 if done else 0
