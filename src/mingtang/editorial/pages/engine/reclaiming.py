"""Giving back what nobody needs any more: versions past their time, and the packs they lay in.

The batches are walked in the order they were made, a slice at a time, so that a step costs the same
however much was ever published; one pass over all of them may take hours and begins again then.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Sum

from mingtang.editorial.pages.engine.batches import store
from mingtang.editorial.pages.enums import BatchKind, BatchState
from mingtang.editorial.pages.models import Batch, Entry, Target
from mingtang.editorial.pages.store import Kept
from mingtang.ground.foundation.keys import new_key

SLICE = 200  # batches
WORTH_REPACKING = 0.5


@dataclass(frozen=True, slots=True)
class ReclaimStep:
    """What a step did, and the batch it came to; 0: the pass is at its end."""

    done: int
    cursor: int


def expired_entries(at: datetime) -> QuerySet[Entry]:
    """Return versions past their time: not online, and replaced long ago."""
    limit = _limit(at)
    on_line = Target.objects.filter(pk=OuterRef("target_id"), entry_id=OuterRef("pk"))
    newer = Entry.objects.filter(
        target_id=OuterRef("target_id"), pk__gt=OuterRef("pk"), batch__done_at__lte=limit
    )
    rows = Entry.objects.filter(batch__done_at__lte=limit, batch__state=BatchState.DONE.value)
    return rows.filter(~Exists(on_line) & Exists(newer))


def _limit(at: datetime) -> datetime:
    return at - timedelta(days=settings.PUBLISH_KEEP_DAYS)


def reclaim_next(at: datetime, cursor: int) -> ReclaimStep:
    """Take the next slice of old batches after `cursor`.

    Their versions past their time are forgotten, packs that hold nothing more deleted, and packs that
    are mostly dead rewritten. A version is kept for the set time after it was replaced, so that going
    back finds it.
    """
    rows = Batch.objects.filter(pk__gt=cursor, done_at__lte=_limit(at))
    ids = list(
        rows.filter(state=BatchState.DONE.value).order_by("pk").values_list("pk", flat=True)[:SLICE]
    )
    if not ids:
        return ReclaimStep(0, 0)
    with transaction.atomic():
        expired = list(expired_entries(at).filter(batch_id__in=ids).values_list("pk", flat=True))
        Entry.objects.filter(pk__in=expired).delete()
    return ReclaimStep(len(expired) + _clear_packs(ids, at), ids[-1])


def reclaim(at: datetime) -> int:
    """Make one whole pass; return how much was given back."""
    step = reclaim_next(at, 0)
    done = step.done
    while step.cursor:
        step = reclaim_next(at, step.cursor)
        done += step.done
    return done


_cursor = 0


def reclaim_slowly(at: datetime) -> int:
    """Take one step of the worker's own never-ending pass."""
    global _cursor  # noqa: PLW0603 - where it stands may be forgotten with the process
    step = reclaim_next(at, _cursor)
    _cursor = step.cursor
    return 0  # the next step comes in its time; nobody waits for it


def _clear_packs(batch_ids: list[int], at: datetime) -> int:
    kept = Entry.objects.filter(pack_id__in=batch_ids).order_by().values("pack_id")
    live = dict(kept.annotate(total=Sum("size")).values_list("pack_id", "total"))
    done = 0
    for batch in Batch.objects.filter(pk__in=batch_ids, has_pack=True).order_by("pk"):
        if batch.pk not in live:
            store().delete(batch.key)
            Batch.objects.filter(pk=batch.pk).update(has_pack=False)
            done += 1
        elif (live[batch.pk] or 0) < batch.pack_bytes * WORTH_REPACKING:
            _repack(batch, at)
            done += 1
    return done


def _repack(batch: Batch, at: datetime) -> None:
    """Copy what is still needed of a mostly dead pack into a new one."""
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
