"""Targets for everything a site should have and that has none yet, made a slice at a time.

How far a run has come stands in the run, and moves on in the transaction that makes the targets: any
process can take the next slice, and after a crash none is missed. New targets belong to the process
that made them, which makes their pages at once; if it dies, they wait like any other. What someone
else made first is left as it is.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from uuid import uuid4

from django.db import transaction

from mingtang.editorial.pages.engine.claims import Claim, Claimed
from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.enums import RunKind, TargetLane, TargetState
from mingtang.editorial.pages.models import PublishedColumn, Run, Target
from mingtang.editorial.pages.policies import paths
from mingtang.editorial.pages.policies.pauses import LEASE
from mingtang.editorial.pages.reader import Page
from mingtang.editorial.pages.registry import PageSpec, all_kinds, column_pages, site_pages
from mingtang.editorial.pages.rows import insert_rows
from mingtang.ground.foundation.decisions import Refused
from mingtang.spine.jobs.claims import this_process

logger = logging.getLogger(__name__)
SLICE = 400
COLUMNS_AT_ONCE = 20  # heads and feeds cost more than an article
_NEW = ("path", "kind", "key", "column_id")
Named = tuple[str, PageSpec]
# From the place behind which to go on to the next pages, each with its own place.
GoOn = Callable[[str], Sequence[Named]]


def next_slice(run: Run) -> list[Named]:
    """Return the next pages that a run should make targets for, and move its place on; empty at the end."""
    lists = _lists_of(run)
    name, after = run.criteria.get("place", ("", ""))
    names = list(lists)
    for current in names[names.index(name) if name in lists else 0 :]:
        begun = after if current == name else ""
        if found := list(lists[current](begun)):
            run.criteria = run.criteria | {"place": (current, _place_behind(found, begun))}
            return found
    return []


def _place_behind(found: Sequence[Named], after: str) -> str:
    """Return the place to go on from. :raises ValueError: a listing that would begin again forever."""
    kind, last = found[-1]
    if last.place in {"", after}:
        raise ValueError(f"pages of kind {kind} must have a place that moves on")
    return last.place


def _lists_of(run: Run) -> dict[str, GoOn]:
    """Return what a run walks over, in turn."""
    if run.site_id is None:
        return {}
    lists: dict[str, GoOn] = {}
    if moved := run.criteria.get("moved"):
        lists |= _at_new_places(run.site_id, moved)
    if run.kind == RunKind.FULL:
        lists |= _everything(run.site_id)
    return lists


def expected_pages(site_id: int) -> Iterator[Named]:
    """Yield kind and page of everything that should be online on a site; for tests and benches."""
    for listed in _everything(site_id).values():
        after = ""
        while found := listed(after):
            yield from found
            after = _place_behind(found, after)


def expected_count(run: Run) -> int:
    """Return about how many pages a run will have, for its progress."""
    if run.site_id is None:
        return 0
    return sum(kind.count(run.site_id) for kind in all_kinds() if kind.count is not None)


def _everything(site_id: int) -> dict[str, GoOn]:
    kinds: dict[str, GoOn] = {
        kind.name: partial(_of_kind, kind.name, partial(kind.pages, site_id))
        for kind in all_kinds()
        if kind.pages is not None
    }
    first: dict[str, GoOn] = {"site": _of_site, "columns": partial(_of_columns, site_id)}
    return first | kinds


def _of_site(after: str) -> list[Named]:
    if after:
        return []
    return [(kind.name, page._replace(place="all")) for kind, page in site_pages()]


def _of_columns(site_id: int, after: str) -> list[Named]:
    shown = PublishedColumn.objects.filter(site_id=site_id, is_shown=True, pk__gt=int(after or 0))
    return [
        (kind.name, page._replace(place=str(pk)))
        for pk, path in shown.order_by("pk").values_list("pk", "path")[:COLUMNS_AT_ONCE]
        for kind, page in column_pages(pk, path)
    ]


def _of_kind(name: str, pages: Callable[[str, int], Sequence[PageSpec]], after: str) -> list[Named]:
    return [(name, page) for page in pages(after, SLICE)]


def _at_new_places(site_id: int, column_ids: Sequence[int]) -> dict[str, GoOn]:
    """Return what follows columns that are at a new place."""
    return {
        f"moved:{kind.name}": partial(_of_kind, kind.name, partial(kind.moved, site_id, column_ids))
        for kind in all_kinds()
        if kind.moved is not None
    }


def make_targets(
    site_id: int, pages: Sequence[Named], at: datetime, *, is_first: bool = False
) -> Claim:
    """Make targets for pages that have none; return them, claimed by this process.

    `is_first`: the run began when the site had no target, so none can have changed hands.

    A page whose address breaks the rules, or belongs to something else forever, is left out and told
    in the log; the others are made. Whatever locks the site comes before the new targets, and those
    are made in one order, as editors do it: two orders would wait for each other forever.
    """
    allowed = (one for one in pages if _may_stand(site_id, one[1].path))
    pages = sorted(allowed, key=lambda one: one[1].path)
    if not is_first:
        _adopt(site_id, pages, at)
    token = uuid4().hex
    claimed = {
        "state": TargetState.RUNNING.value,
        "claim": token,
        "claimed_by": this_process(),
        "claimed_until": at + LEASE,
        "claimed_wake": 1,
    }
    alike = {"site_id": site_id, "lane": TargetLane.BULK.value, "woken_at": at} | claimed
    rows = ((page.path, kind, page.key, page.column_id) for kind, page in pages)
    insert_rows(Target, _NEW, rows, same=alike, known=True)
    there = _targets_at(site_id, [page.path for _, page in pages])
    ours = (Claimed(page, None, "", 0) for page, claim in there if claim == token)
    return Claim(token, TargetLane.BULK, tuple(ours), at)


def _may_stand(site_id: int, path: str) -> bool:
    is_internal = path.startswith((paths.GONE_FOLDER, "/.off"))
    decision = paths.check_path(path, is_internal=is_internal)
    if not decision:
        reasons = "".join(reason.text for reason in decision.reasons)
        logger.error("site %s: no page at %r: %s", site_id, path, reasons)
    return bool(decision)


def _targets_at(site_id: int, at_paths: Sequence[str]) -> list[tuple[Page, str]]:
    rows = Target.objects.filter(site_id=site_id, path__in=at_paths).order_by("pk")
    values = rows.values_list("pk", "path", "kind", "key", "column_id", "claim")
    return [(Page(row[0], site_id, *row[1:5]), row[5]) for row in values]


def _adopt(site_id: int, pages: Sequence[Named], at: datetime) -> None:
    """Let addresses that other pages left go to those that have them now."""
    there = _targets_at(site_id, [page.path for _, page in pages])
    known = {page.path: (page.kind, page.key) for page, _ in there}
    others = [one for one in pages if known.get(one[1].path, _own(one)) != _own(one)]
    try:
        _give(site_id, others, at)
    except Refused:
        for one in others:
            _give_if_free(site_id, one, at)


def _own(one: Named) -> tuple[str, str]:
    return one[0], one[1].key


def _give_if_free(site_id: int, one: Named, at: datetime) -> None:
    try:
        _give(site_id, [one], at)
    except Refused as refused:
        logger.error("site %s: no page at %r: %s", site_id, one[1].path, refused)  # noqa: TRY400


def _give(site_id: int, pages: Sequence[Named], at: datetime) -> None:
    if not pages:
        return
    with transaction.atomic():
        wakes = Wakes(at)
        wakes.lock([site_id])
        for kind, page in pages:
            wakes.page(site_id, kind, page, TargetLane.BULK)
        wakes.flush()
