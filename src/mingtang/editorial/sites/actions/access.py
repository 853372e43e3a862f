"""How an action gets hold of a site or column: locked, and only if the actor may see it."""

from collections.abc import Mapping
from datetime import datetime

from mingtang.editorial.sites.enums import ColumnState
from mingtang.editorial.sites.models import Column, ColumnClosure, ColumnQuerySet, GovSite
from mingtang.ground.foundation.decisions import YES, Decision, NotVisible, Reason, Refused, no
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import GivenReason, record_event
from mingtang.spine.events.policies import JSON

Payload = Mapping[str, JSON]


def locked_site(*, actor: Person, at: datetime, site_id: int) -> GovSite:
    """Return a site, locked; changes of its columns follow each other behind the same lock.

    :raises NotVisible: if there is none, or the actor may not see it.
    """
    try:
        site = GovSite.objects.select_for_update().get(pk=site_id)
    except GovSite.DoesNotExist as error:
        raise NotVisible from error
    if not GovSite.objects.visible_to(actor, at).filter(pk=site_id).exists():
        raise NotVisible
    return site


def locked_column(*, actor: Person, at: datetime, column_id: int) -> Column:
    """Return a column, behind the lock of its site.

    :raises NotVisible: if there is none, or the actor may not see its site.
    """
    site_id = Column.objects.filter(pk=column_id).values_list("site_id", flat=True).first()
    if site_id is None:
        raise NotVisible
    locked_site(actor=actor, at=at, site_id=site_id)
    return Column.objects.select_related("site", "parent", "responsible_unit").get(pk=column_id)


def locked_open_column(*, actor: Person, at: datetime, column_id: int) -> Column:
    """Return a locked column that is in use; a merged or closed one cannot be changed."""
    column = locked_column(actor=actor, at=at, column_id=column_id)
    if column.state != ColumnState.OPEN:
        label = ColumnState(column.state).label
        no("sites.column_not_open", f"该栏目{label}，不能再修改。").require()
    return column


def named_column(column_id: int, site: GovSite, field: str) -> Column:
    """Return a column that is named as parent or target; the lock of its site holds it still.

    :raises Refused: if the site has none of this id; whether another site has it is not told.
    """
    found = Column.objects.filter(pk=column_id, site=site).first()
    if found is None:
        text = "本网站没有这个栏目，请重新选择；其他网站的栏目不能选用。"
        raise Refused([Reason("sites.column_elsewhere", text, field)])
    return found


def may_hang(column: Column, parent: Column | None) -> Decision:
    """Answer whether a column may stand below a parent of its site: in use, no ring, no clash."""
    decision = YES
    if parent is not None and parent.state != ColumnState.OPEN:
        decision &= no("sites.parent_closed", "上级栏目已停用，请重新选择。", "parent")
    if parent is not None and column.pk and ColumnClosure.is_below(parent.pk, column.pk):
        return no("sites.parent_below", "不能移到自己或自己的下级栏目之下。", "parent")
    sisters = Column.objects.open().filter(site_id=column.site_id, parent=parent)
    if _is_taken(sisters.filter(name=column.name), column):
        decision &= no("sites.name_taken", f"同级已有栏目“{column.name}”，请换一个名称。", "name")
    if _is_taken(sisters.filter(slug=column.slug), column):
        decision &= no("sites.slug_taken", f"同级已有路径名 {column.slug}，请换一个。", "slug")
    return decision


def _is_taken(sisters: ColumnQuerySet, column: Column) -> bool:
    return any(pk != column.pk for pk in sisters.values_list("pk", flat=True))


def end_column(
    column: Column, state: ColumnState, at: datetime, *, merged_into: Column | None
) -> None:
    """Mark a locked column as merged or closed; the caller has asked and records it."""
    column.state, column.closed_at, column.merged_into = state, at, merged_into
    column.save(update_fields=["state", "closed_at", "merged_into"])


def record_site(
    site: GovSite,
    verb: str,
    *,
    actor: Person,
    at: datetime,
    payload: Payload,
    reason: GivenReason = None,
) -> None:
    """Record what happened to a site."""
    record_event(
        code=f"sites.site.{verb}",
        subject=site.site_key,
        actor=actor.person_key,
        at=at,
        unit=site.unit.code,
        site=site.code,
        payload=dict(payload),
        reason=reason,
    )


def record_column(
    column: Column, verb: str, *, actor: str, at: datetime, payload: Payload, reason: str = ""
) -> None:
    """Record what happened to a column; the unit is the one that keeps it."""
    record_event(
        code=f"sites.column.{verb}",
        subject=column.column_key,
        actor=actor,
        at=at,
        unit=column.responsible_unit.code,
        site=column.site.code,
        payload=dict(payload),
        reason=reason,
    )
