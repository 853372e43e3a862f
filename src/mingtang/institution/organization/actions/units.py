"""Add, rename, move and close units. Each changes the tree behind one lock."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import one_line
from mingtang.institution.organization.actions.access import lock_tree, locked_unit
from mingtang.institution.organization.actions.posts import end_holding
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.enums import UnitKind
from mingtang.institution.organization.models import (
    Person,
    PostHolding,
    SiteHost,
    Unit,
    UnitClosure,
)
from mingtang.institution.organization.policies import units as policy
from mingtang.spine.events.actions import record_event

ClosingCheck = Callable[[Unit], Decision]
_closing_checks: list[ClosingCheck] = []


def ask_before_closing(check: ClosingCheck) -> ClosingCheck:
    """Let a room above speak against the closing of a unit that still owns something there."""
    if check not in _closing_checks:
        _closing_checks.append(check)
    return check


def add_unit(
    *,
    actor: Person,
    at: datetime,
    parent_id: int,
    code: str,
    name: str,
    kind: UnitKind,
    short_name: str = "",
    phone: str = "",
    position: int = 0,
) -> Unit:
    """Add a unit below another.

    :raises Refused: without the right there, a code or name in use, or a kind that does not belong.
    :raises NotVisible: if the actor may not see the unit above.
    """
    with transaction.atomic():
        lock_tree()
        parent = locked_unit(actor=actor, at=at, unit_id=parent_id)
        decision = authority.may(actor, "organization.manage", unit=parent.code, at=at)
        decision &= policy.may_be_named(code=code, name=name)
        decision &= may_stand_below(UnitKind(kind), parent)
        decision &= _code_is_free(code) & name_is_free(name, parent_id=parent.pk, unit_id=None)
        decision.require()
        unit = _insert(
            Unit(
                code=code,
                name=one_line(name),
                short_name=one_line(short_name) or one_line(name)[:40],
                kind=kind,
                parent=parent,
                phone=phone,
                position=position,
                added_at=at,
            )
        )
        record_unit(
            unit, "added", actor=actor, at=at, payload={"kind": kind, "parent": parent.code}
        )
        return unit


def insert_top_unit(*, at: datetime, code: str, name: str, kind: UnitKind) -> Unit:
    """Write the topmost unit; only :func:`start_organization` calls it, inside its transaction."""
    unit = _insert(Unit(code=code, name=name, short_name=name[:40], kind=kind, added_at=at))
    record_event(
        code="organization.unit.added",
        subject=unit.unit_key,
        actor="system",
        at=at,
        unit=unit.code,
        payload={"kind": kind, "parent": ""},
    )
    return unit


def change_unit(
    *,
    actor: Person,
    at: datetime,
    unit_id: int,
    short_name: str,
    phone: str,
    position: int,
    english_name: str | None = None,
    content_office: str | None = None,
    organ_code: str | None = None,
) -> Unit:
    """Change the short name, the office phone or the place in lists. A repeat changes nothing.

    `english_name` is shown on sites in a foreign language; `content_office` is the office inside the
    unit that sees to its content (HN-08); `organ_code` begins the index numbers of the unit's
    documents. None leaves them as they are.
    """
    with transaction.atomic():
        unit = locked_unit(actor=actor, at=at, unit_id=unit_id)
        authority.may(actor, "organization.manage", unit=unit.code, at=at).require()
        wanted = {"short_name": one_line(short_name), "phone": phone, "position": position}
        more = {
            "english_name": english_name,
            "content_office": content_office,
            "organ_code": organ_code,
        }
        wanted |= {key: one_line(value) for key, value in more.items() if value is not None}
        changed = sorted(key for key, value in wanted.items() if getattr(unit, key) != value)
        if not changed:
            return unit
        for key in changed:
            setattr(unit, key, wanted[key])
        unit.save(update_fields=changed)
        record_unit(unit, "changed", actor=actor, at=at, payload={"fields": changed})
        return unit


def rename_unit(
    *, actor: Person, at: datetime, unit_id: int, name: str, short_name: str = ""
) -> Unit:
    """Give a unit another name; its code stays, so nothing that refers to it changes.

    :raises Refused: without the right, or if a sister unit bears the name.
    """
    with transaction.atomic():
        lock_tree()
        unit = locked_unit(actor=actor, at=at, unit_id=unit_id)
        decision = authority.may(actor, "organization.manage", unit=unit.code, at=at)
        decision &= policy.may_be_called(name)
        decision &= name_is_free(name, parent_id=unit.parent_id, unit_id=unit.pk)
        decision.require()
        old = unit.name
        if old == one_line(name):
            return unit
        unit.name, unit.short_name = one_line(name), one_line(short_name) or one_line(name)[:40]
        unit.save(update_fields=["name", "short_name"])
        payload = {"old_name": old, "new_name": unit.name}
        record_unit(unit, "renamed", actor=actor, at=at, payload=payload)
        return unit


def move_unit(*, actor: Person, at: datetime, unit_id: int, parent_id: int) -> Unit:
    """Hang a unit with everything below it under another one; only closure rows are rewritten.

    :raises Refused: without the right at both ends, below itself, or where its kind does not belong.
    """
    with transaction.atomic():
        lock_tree()
        unit = locked_unit(actor=actor, at=at, unit_id=unit_id)
        parent = locked_unit(actor=actor, at=at, unit_id=parent_id)
        if unit.parent_id == parent.pk:
            return unit
        powers = authority.powers_of(actor, at)
        old = unit.parent.code if unit.parent else ""
        decision = powers.may("organization.manage", unit=old or unit.code)
        decision &= powers.may("organization.manage", unit=parent.code)
        decision &= _may_hang(unit, parent)
        decision.require()
        unit.parent = parent
        unit.save(update_fields=["parent"])
        UnitClosure.move(unit.pk, parent.pk)
        payload = {"old_parent": old, "new_parent": parent.code}
        record_unit(unit, "moved", actor=actor, at=at, payload=payload)
        return unit


def close_unit(*, actor: Person, at: datetime, unit_id: int, reason: str = "") -> Unit:
    """Close a unit that owns nothing any more; its posts end with it. It stays in the tree.

    :raises Refused: while people, units below, sites or things of rooms above still hang on it.
    """
    with transaction.atomic():
        lock_tree()
        unit = locked_unit(actor=actor, at=at, unit_id=unit_id)
        if not unit.is_active:
            return unit
        decision = authority.may(actor, "organization.manage", unit=unit.code, at=at)
        decision &= policy.may_close(
            children=unit.children.active().count(),
            people=unit.people.active().count(),
            hosted_sites=unit.hosted_sites.count(),
            is_top=unit.parent_id is None,
        )
        for check in _closing_checks:
            decision &= check(unit)
        decision.require()
        shut_unit(unit, actor=actor, at=at, merged_into=None)
        record_unit(unit, "closed", actor=actor, at=at, reason=reason)
        return unit


def note_site_host(*, actor: Person, at: datetime, site_key: str, unit_id: int) -> SiteHost:
    """Remember which unit hosts a site, so that rights over sites can be judged.

    Called by the room of the sites inside the action that has asked for the right already.
    """
    with transaction.atomic():
        unit = Unit.objects.get(pk=unit_id)
        host = SiteHost.objects.select_related("unit").filter(site_key=site_key).first()
        if host is not None and host.unit_id == unit.pk:
            return host
        old = host.unit.code if host else ""
        host, _ = SiteHost.objects.update_or_create(site_key=site_key, defaults={"unit": unit})
        record_event(
            code="organization.site.hosted",
            subject=f"site:{site_key}",
            actor=actor.person_key,
            at=at,
            unit=unit.code,
            site=site_key,
            payload={"old_unit": old, "new_unit": unit.code},
        )
        return host


def shut_unit(unit: Unit, *, actor: Person, at: datetime, merged_into: Unit | None) -> None:
    """End the posts of a locked unit and mark it closed; the caller has asked and records it."""
    for holding in PostHolding.objects.select_for_update().filter(
        Q(valid_to=None) | Q(valid_to__gt=at), unit=unit
    ):
        end_holding(holding, actor=actor, at=at, reason="单位撤销或合并")
    unit.is_active, unit.closed_at, unit.merged_into = False, at, merged_into
    unit.save(update_fields=["is_active", "closed_at", "merged_into"])


def _insert(unit: Unit) -> Unit:
    unit.save(force_insert=True)
    UnitClosure.attach(unit.pk, unit.parent_id)
    return unit


def may_stand_below(kind: UnitKind, parent: Unit) -> Decision:
    """Answer whether a unit of a kind may stand directly below another unit."""
    return policy.may_stand_below(
        kind=kind, parent_kind=UnitKind(parent.kind), parent_is_active=parent.is_active
    )


def _may_hang(unit: Unit, parent: Unit) -> Decision:
    decision = may_stand_below(UnitKind(unit.kind), parent)
    decision &= name_is_free(unit.name, parent_id=parent.pk, unit_id=unit.pk)
    if unit.parent_id is None:
        decision &= no("organization.move_top", "最上级单位不能调整隶属。")
    if UnitClosure.is_below(parent.pk, unit.pk):
        decision &= no(
            "organization.move_below_itself", "不能隶属于自己或自己的下属单位。", "parent"
        )
    return decision


def _code_is_free(code: str) -> Decision:
    if not Unit.objects.filter(code=code).exists():
        return YES
    return no("organization.unit_code_taken", f"单位代码 {code} 已被使用，请换一个。", "code")


def name_is_free(name: str, *, parent_id: int | None, unit_id: int | None) -> Decision:
    """Answer whether no sister of a unit bears the name."""
    sisters = Unit.objects.active().filter(parent_id=parent_id, name=one_line(name))
    if not [pk for pk in sisters.values_list("pk", flat=True) if pk != unit_id]:
        return YES
    return no("organization.unit_name_taken", f"同一上级单位下已有“{one_line(name)}”。", "name")


def record_unit(
    unit: Unit,
    verb: str,
    *,
    actor: Person,
    at: datetime,
    payload: Mapping[str, str | list[str]] | None = None,
    reason: str = "",
) -> None:
    """Record what happened to a unit."""
    record_event(
        code=f"organization.unit.{verb}",
        subject=unit.unit_key,
        actor=actor.person_key,
        at=at,
        unit=unit.code,
        payload=payload,
        reason=reason,
    )
