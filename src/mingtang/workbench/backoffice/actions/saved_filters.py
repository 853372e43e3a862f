"""Filters of lists that a person saved under a name of their own."""

from datetime import datetime

from django.db import transaction

from mingtang.ground.foundation.decisions import YES, Decision, NotVisible, no
from mingtang.ground.foundation.text import one_line
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.models import SavedFilter

MOST_SAVED = 20  # of one person for one list
LONGEST_NAME = 30
LONGEST_QUERY = 2000


def save_filter(
    *, actor: Person, at: datetime, list_name: str, name: str, query: str
) -> SavedFilter:
    """Save what a list was asked under a name; the same name replaces what it stood for.

    `query` is the query string of the list's address without `?`. It is a convenience of one
    person and leaves no event.

    :raises Refused: no name, a name or query that is too long, or too many filters of this list.
    """
    name = one_line(name)
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=actor.pk)  # two windows cannot pass the limit
        mine = SavedFilter.objects.visible_to(actor, at=at).filter(list_name=list_name)
        _may_save(name, query, {one.name for one in mine}).require()
        saved, _ = SavedFilter.objects.update_or_create(
            person=actor, list_name=list_name, name=name, defaults={"query": query, "saved_at": at}
        )
    return saved


def _may_save(name: str, query: str, known: set[str]) -> Decision:
    decision = YES
    if not name:
        decision &= no(
            "desk.filter_unnamed", "请给这组筛选条件起个名称，例如“本月退回的”。", "name"
        )
    if len(name) > LONGEST_NAME:
        decision &= no("desk.filter_name_long", f"名称最多 {LONGEST_NAME} 个字。", "name")
    if not query:
        decision &= no("desk.filter_empty", "还没有筛选条件。请先查找、筛选或排序，再保存。")
    if len(query) > LONGEST_QUERY:
        decision &= no("desk.filter_long", "筛选条件太长，不能保存。请缩短查找的词语。")
    if name not in known and len(known) >= MOST_SAVED:
        decision &= no(
            "desk.filters_full", f"每个列表最多保存 {MOST_SAVED} 组筛选条件，请先删除不用的。"
        )
    return decision


def delete_saved_filter(*, actor: Person, at: datetime, list_name: str, filter_id: int) -> str:
    """Delete an own saved filter and return its name.

    :raises NotVisible: there is none, or it is another's.
    """
    with transaction.atomic():
        mine = SavedFilter.objects.visible_to(actor, at=at).filter(list_name=list_name)
        saved = mine.select_for_update().filter(pk=filter_id).first()
        if saved is None:
            raise NotVisible(f"saved filter {filter_id}")
        saved.delete()
    return saved.name
