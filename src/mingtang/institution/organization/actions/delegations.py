"""Let someone stand in while the holder of a post is away (代行职务)."""

from datetime import datetime

from django.db import transaction

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words
from mingtang.institution.organization.actions.access import (
    locked_delegation,
    locked_holding,
    locked_person,
)
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Delegation, Person, PostHolding, UnitClosure
from mingtang.institution.organization.policies import posts as policy
from mingtang.institution.organization.queries import posts_beside
from mingtang.institution.organization.rights import rights_table
from mingtang.spine.events.actions import record_event, record_reason


def delegate_post(
    *,
    actor: Person,
    at: datetime,
    holding_id: int,
    to_person_id: int,
    valid_from: datetime,
    valid_to: datetime,
    reason: str,
) -> Delegation:
    """Lend a post to a colleague for a stated time; its holder or their manager does it.

    :raises Refused: by anybody else, without a reason, for a post that may not be lent, to someone
        who may not stand in, or while someone else already does.
    """
    with transaction.atomic():
        holding = locked_holding(actor=actor, at=at, holding_id=holding_id)
        to_person = locked_person(actor=actor, at=at, person_id=to_person_id)
        delegation = Delegation(
            holding=holding,
            to_person=to_person,
            valid_from=valid_from,
            valid_to=valid_to,
            made_by=actor,
            made_at=at,
        )
        decision = _may_lend(actor, holding, at) & _may_be_lent(delegation, at)
        (decision & _explained(reason)).require()
        given = record_reason(reason)
        assert given is not None
        delegation.reason = given
        delegation.save(force_insert=True)
        _record_delegation(delegation, "made", actor=actor, at=at)
        return delegation


def end_delegation(*, actor: Person, at: datetime, delegation_id: int) -> Delegation:
    """End a delegation before its time: its holder, the delegate, or their manager does it."""
    with transaction.atomic():
        delegation = locked_delegation(actor=actor, at=at, delegation_id=delegation_id)
        if delegation.valid_to <= at:
            return delegation
        if delegation.to_person_id != actor.pk:
            _may_lend(actor, delegation.holding, at).require()
        return cut_delegation(delegation, actor=actor, at=at)


def cut_delegation(delegation: Delegation, *, actor: Person, at: datetime) -> Delegation:
    """End a locked delegation inside the transaction of a caller that has asked for the right."""
    delegation.valid_to = max(at, delegation.valid_from)
    delegation.save(update_fields=["valid_to"])
    _record_delegation(delegation, "ended", actor=actor, at=at)
    return delegation


def _may_lend(actor: Person, holding: PostHolding, at: datetime) -> Decision:
    if holding.person_id == actor.pk:
        return YES
    return authority.may(actor, "organization.manage", unit=holding.unit.code, at=at)


def _may_be_lent(delegation: Delegation, at: datetime) -> Decision:
    holding, to_person = delegation.holding, delegation.to_person
    post = Post(holding.post)
    entry = rights_table().posts[post]
    decision = policy.may_be_dated(
        at=at, valid_from=delegation.valid_from, valid_to=delegation.valid_to, subject="代行"
    )
    decision &= policy.may_stand_in(
        delegable=entry.delegable,
        post=post,
        is_holder=to_person.pk == holding.person_id,
        is_active=to_person.is_active and to_person.unit.is_active,
        is_near=_is_near(to_person, holding.person),
    )
    if delegation.valid_from < holding.valid_from or (
        holding.valid_to is not None and delegation.valid_to > holding.valid_to
    ):
        decision &= no("organization.delegate_outside", "代行期间须在任职期间之内。", "valid_to")
    if (
        Delegation.objects.filter(holding=holding)
        .filter(valid_from__lt=delegation.valid_to, valid_to__gt=delegation.valid_from)
        .exists()
    ):
        decision &= no("organization.delegated_already", "该岗位在此期间已委托他人代行。")
    beside = posts_beside(to_person, delegation.valid_from, delegation.valid_to)
    return decision & policy.may_be_joined(post, {use.post for use in beside}, entry.excludes)


def _explained(reason: str) -> Decision:
    if has_words(reason):
        return YES
    return no("organization.delegate_reason", "请填写委托代行的原因。", "reason")


def _is_near(to_person: Person, holder: Person) -> bool:
    """Whether two people belong to one unit, or to a unit and the one directly above it."""
    units = {to_person.unit_id, holder.unit_id}
    rows = UnitClosure.objects.filter(ancestor_id__in=units, descendant_id__in=units)
    return len(units) == 1 or rows.filter(depth=1).exists()


def _record_delegation(delegation: Delegation, verb: str, *, actor: Person, at: datetime) -> None:
    holding = delegation.holding
    record_event(
        code=f"organization.delegation.{verb}",
        subject=holding.person.person_key,
        actor=actor.person_key,
        at=at,
        unit=holding.unit.code,
        site=holding.site_key,
        payload={
            "delegation": delegation.pk,
            "holding": holding.pk,
            "post": holding.post,
            "unit": holding.unit.code,
            "to": delegation.to_person.person_key,
            "valid_from": delegation.valid_from.isoformat(),
            "valid_to": delegation.valid_to.isoformat(),
        },
        reason=delegation.reason if verb == "made" else None,
    )
