"""Bulk runs: walks over many targets that feed the bulk lane in slices and can be continued.

A run is a row with a cursor, written in the transaction of the change that needs it; so a change of
a frame costs the same for a hundred pages and for a hundred thousand. Each step wakes the next slice
when the lane is nearly empty.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet

from mingtang.publishing.engine.columns import begin
from mingtang.publishing.engine.listing import sync_articles
from mingtang.publishing.engine.waking import Wakes, wake_targets
from mingtang.publishing.enums import Lane, RunKind, RunState, Scope, TargetState
from mingtang.publishing.models import (
    Listing,
    Part,
    PublishedColumn,
    Run,
    SiteState,
    SubjectRead,
    Target,
)
from mingtang.publishing.pages.registry import PageSpec, all_kinds, column_pages, site_pages
from mingtang.publishing.policies import paths
from mingtang.sites.models import Column

SLICE = 1000
MERGE_SLICE = 100
LOW_WATER = 400


def feed(at: datetime, *, low_water: int = LOW_WATER) -> int:
    """Feed the bulk lane from the oldest run if it is nearly empty; return how many were woken."""
    waiting = Target.objects.filter(state=TargetState.WAITING.value, lane=Lane.BULK.value)
    if len(waiting.values_list("pk", flat=True)[: low_water + 1]) > low_water:
        return 0
    runs = Run.objects.filter(state=RunState.RUNNING.value).exclude(kind=RunKind.VERIFY.value)
    runs = runs.order_by("pk")
    if not runs.exists():  # without a transaction: on SQLite each one stops every other writer
        return 0
    with transaction.atomic():
        run = runs.select_for_update().first()
        return 0 if run is None else _step(run, at)


def _step(run: Run, at: datetime) -> int:
    if run.kind == RunKind.MERGE:
        return _merge_step(run, at)
    if run.phase == 0:
        return _begin(run, at)
    ids = list(
        targets_of(run)
        .filter(pk__gt=run.cursor)
        .order_by("pk")
        .values_list("pk", flat=True)[:SLICE]
    )
    if not ids:
        return _end(run, at)
    wake_targets(ids, lane=Lane.BULK, at=at)
    run.cursor, run.fed = ids[-1], run.fed + len(ids)
    run.save(update_fields=["cursor", "fed"])
    return len(ids)


def _begin(run: Run, at: datetime) -> int:
    """Make targets that are missing, count what is to be walked."""
    if run.kind == RunKind.FULL and run.site_id is not None:
        make_missing(run.site_id, at)
    if moved := run.criteria.get("moved"):
        make_missing_parts(moved, at)
    run.phase, run.total = 1, targets_of(run).count()
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
    if subjects := run.criteria.get("subjects"):
        reads = SubjectRead.objects.filter(subject__in=subjects, target__isnull=False)
        rows = rows.filter(pk__in=reads.values("target_id"))
    return rows


def _merge_step(run: Run, at: datetime) -> int:
    """Move the next articles of a merged column to the lists of the one it was merged into."""
    column_id = run.criteria["column"]
    ids = list(
        Listing.objects.filter(column_id=column_id)
        .order_by("pk")
        .values_list("article_id", flat=True)[:MERGE_SLICE]
    )
    if not ids:
        return _end(run, at)
    wakes = Wakes(at, run.actor)
    sync_articles(ids, wakes, lane=Lane.BULK)
    wakes.flush()
    run.fed += len(ids)
    run.save(update_fields=["fed"])
    return len(ids)


def make_missing(site_id: int, at: datetime) -> None:
    """Make targets for everything a site should have and that has none yet."""
    wakes = Wakes(at)
    wakes.lock([site_id])
    for column in Column.objects.filter(site_id=site_id, published=None):
        begin(column, wakes)
    wakes.flush()
    pages = expected_pages(site_id)
    while part := list(islice(pages, SLICE)):
        _make_targets(site_id, part, at)


def make_missing_parts(column_ids: Sequence[int], at: datetime) -> None:
    """Make targets for the archives of columns that lie at a new place."""
    rows = Part.objects.filter(
        month__column__in=column_ids, month__column__published__is_shown=True
    )
    values = rows.order_by("pk").values_list(
        "month__column__site_id", "pk", "number", "month__month", "month__column_id",
        "month__column__published__path",
    )  # fmt: skip
    by_site: dict[int, list[tuple[str, PageSpec]]] = defaultdict(list)
    for site_id, pk, number, month, column_id, path in values:
        page = PageSpec(paths.part_path(path, month, number), str(pk), column_id)
        by_site[site_id].append(("part", page))
    for site_id, pages in by_site.items():
        for start in range(0, len(pages), SLICE):
            _make_targets(site_id, pages[start : start + SLICE], at)


def _make_targets(site_id: int, pages: Sequence[tuple[str, PageSpec]], at: datetime) -> None:
    known = Target.objects.filter(site_id=site_id, path__in=[page.path for _, page in pages])
    same = set(known.values_list("path", "kind", "key"))
    wakes = Wakes(at)
    wakes.lock([site_id])
    for kind, page in pages:
        if (page.path, kind, page.key) not in same:
            wakes.page(site_id, kind, page, Lane.BULK)
    wakes.flush()


def expected_pages(site_id: int) -> Iterator[tuple[str, PageSpec]]:
    """Yield kind and page of everything that should be on line on a site."""
    for kind, page in site_pages():
        yield kind.name, page
    shown = PublishedColumn.objects.filter(site_id=site_id, is_shown=True)
    for column_id, path in shown.values_list("pk", "path"):
        for kind, page in column_pages(column_id, path):
            yield kind.name, page
    for kind in all_kinds():
        if kind.pages is not None and kind.scope not in {Scope.SITE, Scope.COLUMN}:
            for page in kind.pages(site_id):
                yield kind.name, page


def start_run(
    kind: RunKind, *, site_id: int | None, actor: str, at: datetime, criteria: dict[str, object]
) -> Run:
    """Write down a run; the worker goes on from there. Call inside a transaction."""
    if site_id is not None and kind is RunKind.RESHELL:
        state = SiteState.objects.select_for_update().get(pk=site_id)
        state.shell_version += 1
        state.changes += 1
        state.save(update_fields=["shell_version", "changes"])
    if kind is RunKind.FULL:
        waiting = Run.objects.filter(kind=kind.value, site_id=site_id, criteria=criteria)
        if known := waiting.filter(state=RunState.RUNNING.value, phase=0).first():
            return known  # not begun yet: it will make everything
    return Run.objects.create(
        kind=kind.value, site_id=site_id, criteria=criteria, actor=actor, started_at=at
    )
