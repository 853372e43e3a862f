"""Add, change, deactivate and reactivate people; the first of them and the topmost unit."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import one_line
from mingtang.institution.organization.actions.access import (
    lock_tree,
    locked_person,
    locked_unit,
    may_manage_person,
    not_the_last_operator,
)
from mingtang.institution.organization.actions.delegations import cut_delegation
from mingtang.institution.organization.actions.ending import end_access
from mingtang.institution.organization.actions.passwords import checked_password
from mingtang.institution.organization.actions.posts import end_holding, give_first_post
from mingtang.institution.organization.actions.units import insert_top_unit
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.enums import EndCause, UnitKind
from mingtang.institution.organization.models import Delegation, Person, PostHolding, Unit
from mingtang.institution.organization.policies import people as policy
from mingtang.institution.organization.policies import units as unit_policy
from mingtang.spine.events.actions import record_event


def start_organization(
    *,
    at: datetime,
    code: str,
    name: str,
    kind: UnitKind,
    username: str,
    person_name: str,
    password: str,
    must_change_password: bool = True,
) -> Person:
    """Make the topmost unit and its first platform operator, once, in an empty installation.

    :raises Refused: if there are units already, or the particulars are not usable.
    """
    with transaction.atomic():
        decision = unit_policy.may_be_named(code=code, name=name)
        decision &= policy.may_be_person(username=username, name=person_name, phone="")
        if kind not in unit_policy.TOP_KINDS:
            decision &= no("organization.top_kind", "最上级单位须为市级或县级政府。", "kind")
        if Unit.objects.exists():
            decision &= no("organization.started", "平台已有单位，不能再次初始化。")
        decision.require()
        unit = insert_top_unit(at=at, code=code, name=one_line(name), kind=kind)
        person = Person(username=username, name=one_line(person_name), unit=unit, added_at=at)
        _set_first_password(person, password, at=at, must_change=must_change_password)
        person.save(force_insert=True)
        _record(person, "added", actor="system", at=at)
        give_first_post(person=person, at=at)
        return person


def add_person(
    *,
    actor: Person,
    at: datetime,
    unit_id: int,
    username: str,
    name: str,
    phone: str = "",
    email: str = "",
    office_phone: str = "",
    job_title: str = "",
    password: str = "",
    must_change_password: bool = True,
) -> Person:
    """Add a person to a unit. Without a password they cannot sign in until one is set.

    :raises Refused: without the right there, or if the particulars are not usable or taken.
    """
    with transaction.atomic():
        unit = locked_unit(actor=actor, at=at, unit_id=unit_id)
        decision = authority.may(actor, "organization.manage", unit=unit.code, at=at)
        decision &= policy.may_be_person(username=username, name=name, phone=phone)
        decision &= _username_is_free(username) & _unit_is_open(unit)
        person = Person(
            username=username,
            name=one_line(name),
            unit=unit,
            phone=phone,
            email=email,
            office_phone=one_line(office_phone),
            job_title=one_line(job_title),
            added_at=at,
        )
        if password:
            decision &= checked_password(person, password)
        decision.require()
        _set_first_password(person, password, at=at, must_change=must_change_password)
        person.save(force_insert=True)
        _record(person, "added", actor=actor.person_key, at=at)
        return person


def change_person(
    *,
    actor: Person,
    at: datetime,
    person_id: int,
    name: str,
    phone: str,
    email: str,
    unit_id: int | None = None,
    office_phone: str | None = None,
    job_title: str | None = None,
) -> Person:
    """Change the particulars of a person, or the unit they belong to. A repeat changes nothing.

    A person may change the own phone and e-mail; all else takes the right. None leaves office
    phone and job title as they are.

    :raises Refused: without the right at both units, or if the particulars are not usable.
    """
    with transaction.atomic():
        person = locked_person(actor=actor, at=at, person_id=person_id)
        unit = (
            person.unit
            if unit_id is None or unit_id == person.unit_id
            else locked_unit(actor=actor, at=at, unit_id=unit_id)
        )
        wanted: dict[str, str | Unit] = {
            "name": one_line(name),
            "phone": phone,
            "email": email,
            "unit": unit,
        }
        for key, value in (("office_phone", office_phone), ("job_title", job_title)):
            if value is not None:
                wanted[key] = one_line(value)
        changed = sorted(key for key, value in wanted.items() if getattr(person, key) != value)
        if not changed:
            return person
        decision = policy.may_be_person(username=person.username, name=name, phone=phone)
        (decision & _may_change(actor, person, unit, changed, at)).require()
        old_unit = person.unit.code
        for key in changed:
            setattr(person, key, wanted[key])
        indexes = [f"{key}_index" for key in changed if key in {"phone", "email"}]
        person.save(update_fields=[*changed, *indexes])
        payload: dict[str, str | list[str]] = {"fields": changed}
        if "unit" in changed:
            payload |= {"old_unit": old_unit, "new_unit": unit.code}
        _record(person, "changed", actor=actor.person_key, at=at, payload=payload)
        return person


def deactivate_person(*, actor: Person, at: datetime, person_id: int, reason: str = "") -> Person:
    """Close an account: posts, what was lent, sessions and tokens end at once and for good.

    :raises Refused: without the right over every unit concerned, for oneself, or for the last
        operator of the platform.
    """
    with transaction.atomic():
        lock_tree()
        person = locked_person(actor=actor, at=at, person_id=person_id)
        if not person.is_active:
            return person
        holdings = list(
            PostHolding.objects.select_for_update().filter(
                Q(valid_to=None) | Q(valid_to__gt=at), person=person
            )
        )
        decision = may_manage_person(actor, person, at)
        decision &= not_the_last_operator([holding.pk for holding in holdings], at)
        if person.pk == actor.pk:
            decision &= no("organization.deactivate_self", "不能停用自己的账号。")
        decision.require()
        end_access(person, actor=actor.person_key, at=at, cause=EndCause.CLOSED)
        for holding in holdings:
            end_holding(holding, actor=actor, at=at, reason="停用账号")
        for delegation in Delegation.objects.select_for_update().filter(
            to_person=person, valid_to__gt=at
        ):
            cut_delegation(delegation, actor=actor, at=at)
        person.is_active, person.deactivated_at = False, at
        person.save(update_fields=["is_active", "deactivated_at"])
        _record(person, "deactivated", actor=actor.person_key, at=at, reason=reason)
        return person


def reactivate_person(*, actor: Person, at: datetime, person_id: int) -> Person:
    """Open an account again; posts are given again."""
    with transaction.atomic():
        person = locked_person(actor=actor, at=at, person_id=person_id)
        if person.is_active:
            return person
        (may_manage_person(actor, person, at) & _unit_is_open(person.unit)).require()
        person.is_active, person.deactivated_at = True, None
        person.must_change_password = True
        person.save(update_fields=["is_active", "deactivated_at", "must_change_password"])
        _record(person, "reactivated", actor=actor.person_key, at=at)
        return person


def _may_change(
    actor: Person, person: Person, unit: Unit, changed: list[str], at: datetime
) -> Decision:
    if actor.pk == person.pk and not {"name", "unit"} & set(changed):
        return YES
    decision = may_manage_person(actor, person, at)
    if unit.pk != person.unit_id:
        decision &= authority.may(actor, "organization.manage", unit=unit.code, at=at)
        decision &= _unit_is_open(unit)
    return decision


def _set_first_password(person: Person, password: str, *, at: datetime, must_change: bool) -> None:
    if not password:
        person.set_unusable_password()
        return
    person.set_password(password)
    person.password_set_at, person.must_change_password = at, must_change


def _username_is_free(username: str) -> Decision:
    if not Person.objects.filter(username__iexact=username).exists():
        return YES
    return no("organization.username_taken", f"用户名 {username} 已被使用，请换一个。", "username")


def _unit_is_open(unit: Unit) -> Decision:
    return YES if unit.is_active else no("organization.unit_closed", "该单位已撤销。", "unit")


def _record(
    person: Person,
    verb: str,
    *,
    actor: str,
    at: datetime,
    payload: Mapping[str, str | list[str]] | None = None,
    reason: str = "",
) -> None:
    record_event(
        code=f"organization.person.{verb}",
        subject=person.person_key,
        actor=actor,
        at=at,
        unit=person.unit.code,
        payload=payload,
        reason=reason,
    )
