"""After a crash: finish begun batches from the store, give claims back, sweep temporary files.

A begun batch (`writing`) whose owner is dead or whose lease is over is finished: every content is in
its pack, and its targets are still claimed under its token, so nobody wrote them since. Then they
wait once more, because nobody knows whether what they read was kept.
"""

import contextlib
import logging
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from mingtang.editorial.pages.engine.batches import site_tree, store, sync_published
from mingtang.editorial.pages.engine.claims import give_back_lost
from mingtang.editorial.pages.engine.graves import Graves
from mingtang.editorial.pages.enums import BatchKind, BatchState, TargetState
from mingtang.editorial.pages.models import Batch, Entry, Target
from mingtang.editorial.pages.policies.pauses import lease_is_over
from mingtang.editorial.pages.rows import Among
from mingtang.editorial.pages.store import Kept, LostContent
from mingtang.editorial.pages.writing import TEMPORARY_PREFIX, compressed, digest_of, swap
from mingtang.spine.jobs.claims import is_dead

logger = logging.getLogger(__name__)
OLD_TEMPORARY = 3600.0


def recover(at: datetime) -> int:
    """Bring back what crashed workers left; return how many batches and targets that were."""
    rows = Batch.objects.filter(state=BatchState.WRITING.value).order_by("pk")
    crashed = [
        pk
        for pk, owner, until in rows.values_list("pk", "owner", "lease_until")
        if lease_is_over(until, at) or is_dead(owner)
    ]
    return sum(finish_batch(pk, at) for pk in crashed) + give_back_lost(at)


def finish_batch(batch_id: int, at: datetime) -> int:
    """Finish one crashed batch; return 1, or 0 when someone else was first."""
    with transaction.atomic():
        rows = Batch.objects.filter(pk=batch_id, state=BatchState.WRITING.value)
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        row = rows.first()
        if row is None:
            return 0
        entries = list(_entries_still_claimed(row))
        graves: dict[int, Graves] = {}
        done = [entry for entry in entries if _restore(row, entry, graves)]
        sync_published()
        for entry in done:
            Target.objects.filter(pk=entry.target_id).update(entry_id=entry.pk, written_at=at)
        after = TargetState.HELD if row.kind == BatchKind.ROLLBACK else TargetState.WAITING
        _set_free(done, after)
        _set_free([entry for entry in entries if entry not in done], TargetState.WAITING)
        lines = Entry.objects.filter(batch=row)
        lines.exclude(target__entry_id=F("pk")).delete()
        row.state, row.done_at, row.lease_until = BatchState.DONE.value, at, None
        row.pages = lines.count()
        row.save(update_fields=["state", "done_at", "lease_until", "pages"])
    logger.warning(
        "batch %s had crashed: %s of %s files finished", batch_id, len(done), len(entries)
    )
    return 1


def _entries_still_claimed(batch: Batch) -> Iterable[Entry]:
    rows = Target.objects.select_for_update().order_by(
        "pk"
    )  # as do those who rename or judge files
    mine = rows.filter(claim=batch.claim, state=TargetState.RUNNING.value)
    return (
        Entry.objects.filter(Among("target_id", mine.values_list("pk", flat=True)), batch=batch)
        .select_related("target__site", "pack")
        .order_by("pk")
    )


def _set_free(entries: Iterable[Entry], state: TargetState) -> None:
    Target.objects.filter(pk__in=[entry.target_id for entry in entries]).update(
        state=state.value, claim="", claimed_until=None, wake_number=F("wake_number") + 1
    )


def _restore(batch: Batch, entry: Entry, graves: dict[int, Graves]) -> bool:
    if batch.kind == BatchKind.ROLLBACK and _is_buried(entry, graves):
        return False
    try:
        write_version(entry, token=batch.key[-12:])
    except (OSError, LostContent):
        logger.exception("batch %s: %s not restored", batch.pk, entry.target.path)
        return False
    return True


def _is_buried(entry: Entry, graves: dict[int, Graves]) -> bool:
    """Tell whether an old version was taken down, or names what was, also while it was put back."""
    site_id = entry.target.site_id
    if site_id not in graves:
        graves[site_id] = Graves(site_id)
    if not entry.digest:
        return False
    if entry.target.path in graves[site_id].paths:
        return True
    try:
        return graves[site_id].are_named_in(content_of(entry))
    except LostContent:
        return False


def write_version(entry: Entry, *, token: str) -> None:
    """Put a kept version in its place, with twins if it had any; an empty one removes the file.

    The entry comes with `target__site` and `pack`.

    :raises LostContent: the content is gone or not what the manifest says.
    :raises OSError: the file cannot be written.
    """
    content = content_of(entry) if entry.digest else None
    write_content(entry.target, content, entry, token=token)


def write_content(target: Target, content: bytes | None, entry: Entry, *, token: str) -> None:
    """Write the content of a version to its place; None removes the file.

    :raises OSError: the file cannot be written.
    """
    tree = site_tree(target.site.code)
    if content is None:
        tree.remove(target.path)
        return
    twins = compressed(content) if entry.twins else None
    if twins is not None and twins.digest != entry.twins:  # another version of the packers
        entry.twins = twins.digest
        entry.save(update_fields=["twins"])
    if not swap(tree.stage(target.path, content, twins, token)):
        entry.twins = ""
        entry.save(update_fields=["twins"])


def content_of(entry: Entry) -> bytes:
    """Return the content of a version from the store, checked against the manifest.

    :raises LostContent: it is gone, purged or damaged.
    """
    if entry.pack is None:
        raise LostContent("这个版本已不在存储中。")
    content = store().read(entry.pack.key, Kept(entry.offset, entry.size))
    if digest_of(content) != entry.digest:
        raise LostContent("存储中的内容与清单不一致。")
    return content


def sweep_temporary(at: datetime) -> int:
    """Remove temporary files that nobody will rename any more; return how many."""
    latest = at.timestamp() - OLD_TEMPORARY
    count = 0
    for path in Path(settings.PUBLISH_ROOT).rglob(f"{TEMPORARY_PREFIX}*"):
        with contextlib.suppress(OSError):  # gone meanwhile, or no file of ours
            if path.lstat().st_mtime < latest:
                os.unlink(path)
                count += 1
    return count
