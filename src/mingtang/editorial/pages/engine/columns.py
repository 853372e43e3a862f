"""Columns as readers find them: where their pages are, and what follows when they change.

Everything compares what is published with what the column says now, so it may be called after any
change, in any order, any number of times.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.models import PublishedColumn, Redirect
from mingtang.editorial.pages.policies.paths import column_folder
from mingtang.editorial.pages.registry import column_pages
from mingtang.editorial.sites.models import Column

LONGEST_CHAIN = 50


class Columns:
    """Columns by id, each read once, where a merged one leads, and where they are online."""

    def __init__(self) -> None:
        self._known: dict[int, Column] = {}
        self._published: dict[int, PublishedColumn] = {}

    def get(self, column_id: int) -> Column:
        """Return a column."""
        if column_id not in self._known:
            self._known[column_id] = Column.objects.get(pk=column_id)
        return self._known[column_id]

    def load(self, column_ids: Iterable[int]) -> None:
        """Read several at once, and where they are."""
        missing = sorted(set(column_ids) - self._known.keys())
        if missing:
            self._known.update(Column.objects.in_bulk(missing))
            self._published.update(PublishedColumn.objects.in_bulk(missing))

    def effective(self, column_id: int) -> Column:
        """Return the column that shows what is placed here: the one it was merged into, at last."""
        column, steps = self.get(column_id), 0
        while column.merged_into_id is not None and steps < LONGEST_CHAIN:
            column, steps = self.get(column.merged_into_id), steps + 1
        return column

    def published(self, column_id: int, wakes: Wakes) -> PublishedColumn:
        """Return where a column is; the first time its pages are made."""
        if column_id not in self._published:
            known = PublishedColumn.objects.filter(pk=column_id).first()
            self._published[column_id] = known or begin(self.get(column_id), wakes)
        return self._published[column_id]


def begin(column: Column, wakes: Wakes) -> PublishedColumn:
    """Publish a column for the first time. The site is locked."""
    _yield_place(column, wakes)
    row = PublishedColumn.objects.create(
        column=column, site_id=column.site_id, path=column.path, is_shown=_is_shown(column)
    )
    if row.is_shown:
        wake_pages(row, wakes)
    return row


def wake_pages(row: PublishedColumn, wakes: Wakes) -> None:
    """Wake the pages a column has once, where it is."""
    for kind, page in column_pages(row.pk, row.path):
        wakes.page(row.site_id, kind.name, page)


def sync_columns(columns: Iterable[Column], wakes: Wakes) -> None:
    """Follow renamed, moved, merged and closed columns of one site, and wake what names them."""
    for column in columns:
        wakes.lock([column.site_id])
        row = PublishedColumn.objects.filter(pk=column.pk).first()
        if row is None:
            begin(column, wakes)
        else:
            _follow(row, column, wakes)
        _wake_readers(column, wakes)


def _follow(row: PublishedColumn, column: Column, wakes: Wakes) -> None:
    old_path, is_shown = row.path, _is_shown(column)
    if (old_path, row.is_shown) != (column.path, is_shown):
        if is_shown:
            _yield_place(column, wakes)
        row.path, row.is_shown = column.path, is_shown
        row.save(update_fields=["path", "is_shown"])
        new_path = column.path if is_shown else _successor(column)
        redirect(column.site_id, old_path, new_path, wakes.at)
        wakes.moved.add((column.site_id, column.pk))
    if is_shown:
        wake_pages(row, wakes)
    wakes.columns.add((column.site_id, column.pk))


def _is_shown(column: Column) -> bool:
    """A closed column stays readable until a later one has its address; a merged one has moved."""
    if column.state == "closed":
        others = Column.objects.filter(site_id=column.site_id, path=column.path)
        return not others.filter(Q(state="open") | Q(state="closed", pk__gt=column.pk)).exists()
    return column.state != "merged"


def _successor(column: Column) -> str:
    return Columns().effective(column.pk).path


def _yield_place(column: Column, wakes: Wakes) -> None:
    """Let a column that has left, or was closed, make room for one that comes to its place."""
    if not _is_shown(column):
        return
    there = PublishedColumn.objects.filter(
        site_id=column.site_id, path=column.path, is_shown=True
    ).exclude(pk=column.pk)
    for row in there:
        row.is_shown = False
        row.save(update_fields=["is_shown"])
        wakes.columns.add((row.site_id, row.pk))
        wakes.subject(f"column:{row.pk}")


def _wake_readers(column: Column, wakes: Wakes) -> None:
    wakes.subject(f"column:{column.pk}")
    wakes.subject(f"columns:{column.site_id}")
    if column.parent_id is None:
        wakes.subject(f"tops:{column.site_id}")
    else:
        wakes.subject(f"children:{column.parent_id}")


def redirect(site_id: int, old_path: str, new_path: str, at: datetime) -> None:
    """Have a folder's old addresses lead to the new ones; older redirects lead there directly."""
    old, new = f"{column_folder(old_path)}/", f"{column_folder(new_path)}/"
    if old != new:
        Redirect.objects.filter(site_id=site_id, to_path=old).update(to_path=new)
    Redirect.objects.filter(site_id=site_id, path=new).delete()
    if old == new:
        return
    Redirect.objects.update_or_create(
        site_id=site_id,
        path=old,
        defaults={"to_path": new, "is_prefix": True, "created_at": at},
    )
