"""What was written when, and how it differs from what lay there before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff

from django.db.models import F, OuterRef, Subquery

from mingtang.editorial.pages.engine.recovery import content_of
from mingtang.editorial.pages.enums import BatchKind, BatchState
from mingtang.editorial.pages.models import Batch, Entry
from mingtang.editorial.pages.store import LostContent

LONGEST_DIFF = 400
CLEARED = "cleared"
NOT_KEPT = "（这个版本已经清理）"
MOST_COUNTED = 1000


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
    first_path: str

    @property
    def is_done(self) -> bool:
        """Whether all its files have been written."""
        return self.state == BatchState.DONE.label


@dataclass(frozen=True)
class ChangeView:
    """One file of a batch: `was` and `now` are digests, empty where there was or is no file.

    `was` is :data:`CLEARED` where the version of before is not kept any more.

    `size` is that of the kept copy in bytes, packed where that is shorter.
    """

    entry_id: int
    site_code: str
    path: str
    was: str
    now: str
    size: int
    site_name: str

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
    rows = (
        Batch.objects.exclude(kind=BatchKind.REPACK.value).select_related("reason").order_by("-pk")
    )
    if before is not None:
        rows = rows.filter(pk__lt=before)
    if kinds is not None:
        rows = rows.filter(kind__in=[kind.value for kind in kinds])
    if site_codes is not None:
        rows = rows.of_sites(site_codes)
    found = list(rows[:limit])
    first = _first_paths([row.pk for row in found], site_codes)
    return [_batch(row, first.get(row.pk, "")) for row in found]


def _first_paths(batch_ids: list[int], site_codes: Collection[str] | None) -> dict[int, str]:
    """Return one file of each batch, of the sites asked for."""
    lines = Entry.objects.filter(batch=OuterRef("pk")).order_by("pk")
    if site_codes is not None:
        lines = lines.filter(target__site__code__in=sorted(site_codes))
    rows = Batch.objects.filter(pk__in=batch_ids)
    return dict(
        rows.annotate(first=Subquery(lines.values("target__path")[:1]))
        .exclude(first=None)
        .values_list("pk", "first")
    )


def _batch(row: Batch, first_path: str) -> BatchView:
    return BatchView(
        row.pk,
        BatchKind(row.kind).label,
        BatchState(row.state).label,
        row.started_at,
        row.pages,
        row.pack_bytes,
        row.actor,
        str(row.reason or ""),
        row.of_batch_id,
        first_path,
    )


def changes_of(
    batch_id: int,
    *,
    after: int = 0,
    site_codes: Collection[str] | None = None,
    limit: int = 500,
) -> list[ChangeView]:
    """Return the files of a batch in the order of its manifest, after the entry `after`."""
    rows = Entry.objects.filter(batch_id=batch_id, pk__gt=after).order_by("pk")
    if site_codes is not None:
        rows = rows.filter(target__site__code__in=sorted(site_codes))
    values = rows.values_list(
        "pk", "target__site__code", "target__path", "previous__digest", "previous_id", "digest",
        "size", "target__site__name",
    )  # fmt: skip
    return [
        ChangeView(pk, code, path, _was(digest, previous), now, size, name)
        for pk, code, path, digest, previous, now, size, name in values[:limit]
    ]


def _was(digest: str | None, previous_id: int | None) -> str:
    """Return the digest of what lay there before; a line that was cleared away still has its number."""
    return CLEARED if digest is None and previous_id is not None else digest or ""


def outcome_of(batch_id: int) -> tuple[int, bool]:
    """Return how many files a batch has written, and whether it has come to its end."""
    row = Batch.objects.values_list("pages", "state").get(pk=batch_id)
    return row[0], row[1] == BatchState.DONE


def changed_since(batch_id: int) -> int:
    """Return how many files of a batch have another version by now, counted up to a thousand."""
    rows = Entry.objects.filter(batch_id=batch_id).exclude(target__entry_id=F("pk"))
    return len(rows.order_by().values_list("pk")[:MOST_COUNTED])


def text_diff(entry_id: int) -> list[str]:
    """Return how a file differs from what lay there before, line by line, for text.

    A version that is not kept any more, and one that is no text, is told in a line.
    """
    entry = Entry.objects.select_related("pack", "previous__pack", "target").get(pk=entry_id)
    is_cleared = entry.previous_id is not None and entry.previous is None
    was = [NOT_KEPT] if is_cleared else _lines(entry.previous)
    now = _lines(entry)
    difference = unified_diff(was, now, "原页面", "新页面", lineterm="", n=2)
    return list(difference)[:LONGEST_DIFF]


def _lines(entry: Entry | None) -> list[str]:
    if entry is None or not entry.digest:
        return []
    try:
        return content_of(entry).decode().splitlines()
    except UnicodeDecodeError:
        return [f"（不是文本，指纹 {entry.digest[:16]}）"]
    except LostContent:
        return [NOT_KEPT]
