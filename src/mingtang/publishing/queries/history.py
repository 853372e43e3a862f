"""What was written when, and how it differs from what lay there before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff

from mingtang.publishing.engine.recovery import content_of
from mingtang.publishing.enums import BatchKind, BatchState
from mingtang.publishing.models import Batch, Entry
from mingtang.publishing.store import LostContent

LONGEST_DIFF = 400


@dataclass(frozen=True)
class BatchView:
    """One batch."""

    batch_id: int
    kind: str
    state: str
    started_at: datetime
    pages: int
    bytes: int
    actor: str
    reason: str
    of_batch: int | None


@dataclass(frozen=True)
class ChangeView:
    """One file of a batch: `was` and `now` are digests, empty where there was or is no file."""

    entry_id: int
    site_code: str
    path: str
    was: str
    now: str

    @property
    def verb(self) -> str:
        """What happened to the file."""
        if not self.now:
            return "删除"
        return "修改" if self.was else "新增"


def batches(
    *,
    before: int | None = None,
    site_codes: Collection[str] | None = None,
    kinds: Collection[BatchKind] | None = None,
    limit: int = 50,
) -> list[BatchView]:
    """Return batches, newest first, older than the batch `before`; of some sites or all."""
    rows = Batch.objects.exclude(kind=BatchKind.REPACK.value).order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    if kinds is not None:
        rows = rows.filter(kind__in=[kind.value for kind in kinds])
    if site_codes is not None:
        inside = Entry.objects.filter(target__site__code__in=sorted(site_codes))
        rows = rows.filter(pk__in=inside.values("batch_id"))
    return [_batch(row) for row in rows[:limit]]


def _batch(row: Batch) -> BatchView:
    return BatchView(
        row.pk,
        BatchKind(row.kind).label,
        BatchState(row.state).label,
        row.started_at,
        row.pages,
        row.pack_bytes,
        row.actor,
        row.reason,
        row.of_batch_id,
    )


def changes_of(batch_id: int, *, after: int = 0, limit: int = 500) -> list[ChangeView]:
    """Return the files of a batch in the order of its manifest, after the entry `after`."""
    rows = Entry.objects.filter(batch_id=batch_id, pk__gt=after).order_by("pk")
    values = rows.values_list(
        "pk", "target__site__code", "target__path", "previous__digest", "digest"
    )
    return [
        ChangeView(pk, code, path, was or "", now) for pk, code, path, was, now in values[:limit]
    ]


def text_diff(entry_id: int) -> list[str]:
    """Return how a file differs from what lay there before, line by line, for text.

    A version that is not kept any more is told in a line.
    """
    entry = Entry.objects.select_related("pack", "previous__pack", "target").get(pk=entry_id)
    was, now = _lines(entry.previous), _lines(entry)
    difference = unified_diff(was, now, "原页面", "新页面", lineterm="", n=2)
    return list(difference)[:LONGEST_DIFF]


def _lines(entry: Entry | None) -> list[str]:
    if entry is None or not entry.digest:
        return []
    try:
        return content_of(entry).decode("utf-8", "replace").splitlines()
    except LostContent:
        return ["（这个版本已经清理）"]
