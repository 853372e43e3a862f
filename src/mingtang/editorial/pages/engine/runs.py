"""Bulk runs: walks over many targets that feed the bulk lane in slices and can be continued.

A run is a row with a cursor, written in the transaction of the change that needs it; so a change of
a frame costs the same for a hundred pages and for a hundred thousand. When the lane is empty, a step
makes the pages of the next slice that had no target yet, or wakes the next slice of those that had.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet

from mingtang.editorial.pages.engine.batches import make
from mingtang.editorial.pages.engine.claims import Claim
from mingtang.editorial.pages.engine.columns import begin
from mingtang.editorial.pages.engine.missing import expected_count, make_targets, next_slice
from mingtang.editorial.pages.engine.waking import Wakes, wake_targets
from mingtang.editorial.pages.enums import RunKind, RunState, TargetLane
from mingtang.editorial.pages.hooks import merge_step
from mingtang.editorial.pages.models import PublishedSite, Run, SubjectRead, Target
from mingtang.editorial.sites.models import Column

# Phases of a run: targets that are missing are made first, then those of before are walked over.
NOT_BEGUN, MAKING, WALKING = range(3)
SLICE = 1000


def advance(at: datetime) -> int:
    """Go on with the oldest run; return how many pages were made or woken, 0 when there is no run.

    Nothing is locked while pages are made.
    """
    runs = Run.objects.making_pages().order_by("pk")
    oldest = runs.first()
    if oldest is None:  # without a transaction: on SQLite each one stops every other writer
        return 0
    with transaction.atomic():
        run = runs.select_for_update().first()
        if run is None or (run.pk, run.phase) != (oldest.pk, oldest.phase):
            return 1  # someone else took the step
        fresh = _make_targets(run, at) if run.phase == MAKING else None
        if fresh is None:
            return _step(run, at)
    return max(make(fresh).done, 1)


def _make_targets(run: Run, at: datetime) -> Claim | None:
    """Make what the next slice lacks; the place of the run moves on with it. None at the end."""
    pages = next_slice(run)
    if not pages or run.site_id is None:
        return None
    is_first = run.kind == RunKind.FULL and not run.criteria["upto"]
    fresh = make_targets(run.site_id, pages, at, is_first=is_first)
    run.fed += len(fresh.targets)
    run.save(update_fields=["criteria", "fed"])
    return fresh


def _step(run: Run, at: datetime) -> int:
    if run.kind == RunKind.MERGE:
        return _merge_step(run, at)
    if run.phase == NOT_BEGUN:
        return _begin(run, at)
    if run.phase == MAKING:
        return _begin_walk(run)
    ids = list(
        targets_of(run)
        .filter(pk__gt=run.cursor)
        .order_by("pk")
        .values_list("pk", flat=True)[:SLICE]
    )
    if not ids:
        return _end(run, at)
    wake_targets(ids, lane=TargetLane.BULK, at=at)
    run.cursor, run.fed = ids[-1], run.fed + len(ids)
    run.save(update_fields=["cursor", "fed"])
    return len(ids)


def _begin(run: Run, at: datetime) -> int:
    """Begin: from here on, new targets are made from what holds now, and only older ones are walked."""
    if run.kind == RunKind.FULL and run.site_id is not None:
        _begin_columns(run.site_id, at)
    last = targets_of(run).aggregate(last=Max("pk"))["last"] or 0
    run.criteria = run.criteria | {"upto": last}
    makes = run.kind == RunKind.FULL or "moved" in run.criteria
    run.phase = MAKING if makes else WALKING
    run.total = targets_of(run).count()
    if run.kind == RunKind.FULL:
        run.total = max(run.total, expected_count(run))
    run.save(update_fields=["criteria", "phase", "total"])
    return 1


def _begin_columns(site_id: int, at: datetime) -> None:
    wakes = Wakes(at)
    wakes.lock([site_id])
    for column in Column.objects.filter(site_id=site_id, published=None):
        begin(column, wakes)
    wakes.flush()


def _begin_walk(run: Run) -> int:
    run.phase, run.total = WALKING, run.fed + targets_of(run).count()
    run.save(update_fields=["phase", "total"])
    return 1


def _end(run: Run, at: datetime) -> int:
    run.state, run.done_at = RunState.DONE.value, at
    run.save(update_fields=["state", "done_at"])
    return 1


def targets_of(run: Run) -> QuerySet[Target]:
    """Return the targets that a run walks over."""
    rows = Target.objects.all()
    if run.site_id is not None:
        rows = rows.filter(site_id=run.site_id)
    if columns := run.criteria.get("columns"):
        rows = rows.filter(column_id__in=columns)
    if (upto := run.criteria.get("upto")) is not None:
        rows = rows.filter(pk__lte=upto)
    if subjects := run.criteria.get("subjects"):
        reads = SubjectRead.objects.filter(subject__in=subjects, target__isnull=False)
        rows = rows.filter(pk__in=reads.values("target_id"))
    return rows


def _merge_step(run: Run, at: datetime) -> int:
    """Move the next things of a merged column to the one it was merged into."""
    moved = merge_step(run.criteria["column"], run.actor, at)
    if not moved:
        return _end(run, at)
    run.fed += moved
    run.save(update_fields=["fed"])
    return moved


def start_run(
    kind: RunKind, *, site_id: int | None, actor: str, at: datetime, criteria: dict[str, object]
) -> Run:
    """Write down a run, or return the same one; the worker goes on from there. Call in a transaction."""
    if site_id is not None and kind is RunKind.RESHELL:
        state = PublishedSite.objects.select_for_update().get(pk=site_id)
        state.shell_version += 1
        state.changes += 1
        state.save(update_fields=["shell_version", "changes"])
    if kind in {RunKind.FULL, RunKind.MERGE}:
        same = Run.objects.filter(kind=kind.value, site_id=site_id, criteria=criteria)
        if kind is RunKind.FULL:  # not begun yet: it will make everything
            same = same.filter(state=RunState.RUNNING.value, phase=0)
        if known := same.first():
            return known
    return Run.objects.create(
        kind=kind.value, site_id=site_id, criteria=criteria, actor=actor, started_at=at
    )


def running_checks() -> "QuerySet[Run]":
    """Return the checks under way."""
    return Run.objects.filter(kind=RunKind.VERIFY.value, state=RunState.RUNNING.value)


def start_check(site_id: int, at: datetime, **criteria: object) -> None:
    """Begin the check of a site in the name of the platform itself."""
    start_run(RunKind.VERIFY, site_id=site_id, actor="system", at=at, criteria=criteria)
