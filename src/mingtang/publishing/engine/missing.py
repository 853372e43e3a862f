"""Targets for everything a site should have and that has none yet, made in slices.

A slice is one statement without a lock, so editors go on meanwhile; what somebody else made first is
left as it is. A process keeps its place in the walk between two slices; another one, or the same
after a restart, walks again from the start and only looks up what is there already.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.db import transaction

from mingtang.publishing.engine.rows import insert_rows
from mingtang.publishing.engine.waking import Wakes
from mingtang.publishing.enums import Lane, Scope
from mingtang.publishing.models import Address, Part, PublishedColumn, Run, Target
from mingtang.publishing.pages.registry import PageSpec, all_kinds, column_pages, site_pages
from mingtang.publishing.policies import paths

SLICE = 1000
_NEW = ("site_id", "path", "kind", "key", "column_id", "lane", "woken_at")
Named = tuple[str, PageSpec]


class Walk:
    """The pages that a run should make targets for, and how far this process has come."""

    def __init__(self, run: Run) -> None:
        self.token = run.criteria.get("walk")
        self.site_id = run.site_id
        self._pages = _pages_of(run)

    def step(self, at: datetime) -> int | None:
        """Make the targets of the next slice that lacks some; return how many, None at the end."""
        while part := list(islice(self._pages, SLICE)):
            assert self.site_id is not None
            if made := make_targets(self.site_id, part, at):
                return made
        return None


_walks: dict[int, Walk] = {}


def walk_of(run: Run) -> Walk:
    """Return the walk of a run where this process left it, else a new one."""
    known = _walks.get(run.pk)
    if known is None or known.token != run.criteria.get("walk"):
        _walks.clear()  # one run at a time
        known = _walks[run.pk] = Walk(run)
    return known


def expected_count(run: Run) -> int:
    """Return about how many pages a run will have, for its progress."""
    if run.site_id is None:
        return 0
    addresses = Address.objects.filter(site_id=run.site_id, is_live=True).count()
    return addresses + Part.objects.filter(month__column__site_id=run.site_id).count()


def _pages_of(run: Run) -> Iterator[Named]:
    if run.site_id is None:
        return
    if moved := run.criteria.get("moved"):
        yield from moved_pages(moved)
    if run.kind == "full":
        yield from expected_pages(run.site_id)


def expected_pages(site_id: int) -> Iterator[Named]:
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


def moved_pages(column_ids: Sequence[int]) -> Iterator[Named]:
    """Yield the archives of columns of one site that lie at a new place."""
    rows = Part.objects.filter(
        month__column__in=column_ids, month__column__published__is_shown=True
    )
    values = rows.order_by("pk").values_list(
        "pk", "number", "month__month", "month__column_id", "month__column__published__path"
    )
    for pk, number, month, column_id, path in values:
        yield "part", PageSpec(paths.part_path(path, month, number), str(pk), column_id)


def make_targets(site_id: int, pages: Sequence[Named], at: datetime) -> int:
    """Make targets for pages that have none; return how many.

    :raises Refused: an address breaks the rules, or belongs to something else.
    """
    there = Target.objects.filter(site_id=site_id, path__in=[page.path for _, page in pages])
    known = {path: (kind, key) for path, kind, key in there.values_list("path", "kind", "key")}
    missing = [(kind, page) for kind, page in pages if page.path not in known]
    for _, page in missing:
        is_internal = page.path.startswith((paths.GONE_FOLDER, "/.off"))
        paths.check_path(page.path, is_internal=is_internal).require()
    rows = (
        (site_id, page.path, kind, page.key, page.column_id, Lane.BULK.value, at)
        for kind, page in missing
    )
    insert_rows(Target, _NEW, rows, known=True)
    _adopt(site_id, [one for one in pages if known.get(one[1].path, _own(one)) != _own(one)], at)
    return len(missing)


def _own(one: Named) -> tuple[str, str]:
    return one[0], one[1].key


def _adopt(site_id: int, pages: Sequence[Named], at: datetime) -> None:
    """Let addresses that other pages left go to those that have them now."""
    if not pages:
        return
    with transaction.atomic():
        wakes = Wakes(at)
        wakes.lock([site_id])
        for kind, page in pages:
            wakes.page(site_id, kind, page, Lane.BULK)
        wakes.flush()
