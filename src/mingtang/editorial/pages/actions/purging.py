"""Purging secrets from the store, once what names them is made again."""

from datetime import datetime

from mingtang.editorial.pages.engine.batches import store
from mingtang.editorial.pages.engine.graves import Graves
from mingtang.editorial.pages.engine.recovery import content_of
from mingtang.editorial.pages.models import Entry, Tombstone
from mingtang.editorial.pages.store import Kept, LostContent

SLICE = 2000


def purge_secrets(at: datetime) -> int:
    """Overwrite every kept version of a secret, and of pages that named it; return how many.

    A page online that still names it is about to be made again, and its version waits for that.
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
                break  # online until its page is made again; go on from here then
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
