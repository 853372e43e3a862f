"""Rename, move and merge columns: what changes addresses. Articles are never touched here."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Max, Value
from django.db.models.functions import Concat, Length, Substr

from mingtang.editorial.sites.actions.access import (
    Payload,
    end_column,
    locked_open_column,
    may_hang,
    named_column,
    record_column,
)
from mingtang.editorial.sites.enums import ColumnState
from mingtang.editorial.sites.models import Column, ColumnClosure
from mingtang.editorial.sites.policies import columns as policy
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import one_line
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person


def rename_column(
    *, actor: Person, at: datetime, column_id: int, name: str, slug: str = ""
) -> Column:
    """Give a column another name, or another address part; the addresses below it follow.

    :raises Refused: without the right, or where a sister bears the name or the address.
    """
    with transaction.atomic():
        column = locked_open_column(actor=actor, at=at, column_id=column_id)
        old_name, old_path = column.name, column.path
        column.name, column.slug = one_line(name), slug or column.slug
        parent = column.parent
        new_path = policy.path_of(column.slug, parent.path if parent else "")
        if (column.name, new_path) == (old_name, old_path):
            return column
        decision = authority.may(actor, "sites.manage_columns", site=column.site.code, at=at)
        decision &= policy.may_be_named(name)
        decision &= policy.may_have_slug(column.slug, is_top=parent is None)
        if "\0" in column.slug:  # no database can be asked whether it is taken
            decision.require()
        decision &= may_hang(column, parent) & _path_fits(column, new_path)
        decision.require()
        column.save(update_fields=["name", "slug"])
        _rewrite_paths(column, new_path)
        payload: Payload = {
            "old_name": old_name,
            "new_name": column.name,
            "old_path": old_path,
            "new_path": new_path,
        }
        record_column(column, "renamed", actor=actor.person_key, at=at, payload=payload)
        return column


def move_column(
    *,
    actor: Person,
    at: datetime,
    column_id: int,
    parent_id: int | None,
    position: int | None = None,
) -> Column:
    """Hang a column with everything below it under another one of its site, or at the top.

    Closure rows and addresses of the subtree change; articles and placements do not. The event
    holds the old and the new address of the column: below it, everything shares that beginning.

    :raises Refused: without the right, below itself, into another site, or where a sister bears
        the name or the address.
    """
    with transaction.atomic():
        column = locked_open_column(actor=actor, at=at, column_id=column_id)
        parent = named_column(parent_id, column.site, "parent") if parent_id else None
        old_parent, old_path = column.parent, column.path
        if column.parent_id == parent_id and position in {None, column.position}:
            return column
        decision = authority.may(actor, "sites.manage_columns", site=column.site.code, at=at)
        new_path = policy.path_of(column.slug, parent.path if parent else "")
        if parent is None:
            decision &= policy.may_have_slug(column.slug, is_top=True)
        decision &= may_hang(column, parent) & _path_fits(column, new_path)
        decision.require()
        column.parent = parent
        column.position = column.position if position is None else position
        column.save(update_fields=["parent", "position"])
        if column.parent != old_parent:
            ColumnClosure.move(column.pk, parent.pk if parent else None)
            _rewrite_paths(column, new_path)
        payload: Payload = {
            "old_parent": old_parent.column_key if old_parent else "",
            "new_parent": parent.column_key if parent else "",
            "old_path": old_path,
            "new_path": new_path,
        }
        record_column(column, "moved", actor=actor.person_key, at=at, payload=payload)
        return column


def merge_columns(
    *, actor: Person, at: datetime, column_id: int, into_id: int, reason: str = ""
) -> Column:
    """End a column in favour of another one of its site; the columns below it go over.

    What stands in it is placed again by the rooms above, which hear of the event.

    :raises Refused: without the right, into itself, below itself, or where names or addresses of the
        columns below clash.
    """
    with transaction.atomic():
        column = locked_open_column(actor=actor, at=at, column_id=column_id)
        into = named_column(into_id, column.site, "into")
        decision = authority.may(actor, "sites.manage_columns", site=column.site.code, at=at)
        children = list(column.children.open())
        (decision & _may_merge(column, into, children)).require()
        for child in children:
            child.parent = into
            child.save(update_fields=["parent"])
            ColumnClosure.move(child.pk, into.pk)
            _rewrite_paths(child, policy.path_of(child.slug, into.path))
        end_column(column, ColumnState.MERGED, at, merged_into=into)
        payload: Payload = {
            "into": into.column_key,
            "old_path": column.path,
            "new_path": into.path,
            "children": [child.column_key for child in children][:200],
        }
        record_column(
            column, "merged", actor=actor.person_key, at=at, payload=payload, reason=reason
        )
        return into


def _may_merge(column: Column, into: Column, children: list[Column]) -> Decision:
    if into.state != ColumnState.OPEN:
        return no("sites.merge_closed", "并入的栏目已停用，请重新选择。", "into")
    if ColumnClosure.is_below(into.pk, column.pk):
        return no("sites.merge_below", "不能并入自己或自己的下级栏目。", "into")
    decision = YES
    for child in children:
        decision &= may_hang(child, into)
        decision &= _path_fits(child, policy.path_of(child.slug, into.path))
    return decision


def _path_fits(column: Column, new_path: str) -> Decision:
    longest = Column.objects.below(column).aggregate(length=Max(Length("path")))["length"]
    return policy.may_have_path(int(longest) - len(column.path) + len(new_path))


def _rewrite_paths(column: Column, new_path: str) -> None:
    """Give the column and everything below it the new beginning of their addresses, in one statement."""
    start = len(column.path) + 1
    below = Column.objects.filter(
        pk__in=ColumnClosure.objects.filter(ancestor=column).values("descendant_id")
    )
    below.update(path=Concat(Value(new_path), Substr(F("path"), start)))
    column.path = new_path
