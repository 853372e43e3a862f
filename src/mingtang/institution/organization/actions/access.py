"""How an action gets hold of a row: locked, and only if the actor may see it."""

from collections.abc import Iterable
from datetime import datetime

from mingtang.ground.foundation.decisions import YES, Decision, NotVisible, no
from mingtang.institution.organization.authority import Powers, authority
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Delegation, Person, PostHolding, Unit


def lock_tree() -> None:
    """Let one change of the tree, or of who runs it, follow the other.

    Two moves at once could make a ring; two operators could end each other, and nobody were left.
    """
    list(Unit.objects.select_for_update().filter(parent=None).values_list("pk", flat=True))


def locked_unit(*, actor: Person, at: datetime, unit_id: int) -> Unit:
    """Return a unit, locked.

    :raises NotVisible: if there is none, or the actor may not see it.
    """
    try:
        unit = Unit.objects.select_for_update().get(pk=unit_id)
    except Unit.DoesNotExist as error:
        raise NotVisible from error
    if not Unit.objects.visible_to(actor, at).filter(pk=unit_id).exists():
        raise NotVisible
    return unit


def locked_person(*, actor: Person, at: datetime, person_id: int) -> Person:
    """Return a person, locked.

    :raises NotVisible: if there is none, or the actor may not see them.
    """
    try:
        person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    except Person.DoesNotExist as error:
        raise NotVisible from error
    if not Person.objects.visible_to(actor, at).filter(pk=person_id).exists():
        raise NotVisible
    return person


def locked_holding(*, actor: Person, at: datetime, holding_id: int) -> PostHolding:
    """Return a holding, locked.

    :raises NotVisible: if there is none, or the actor may not see its unit.
    """
    try:
        holding = PostHolding.objects.select_for_update().get(pk=holding_id)
    except PostHolding.DoesNotExist as error:
        raise NotVisible from error
    is_own = holding.person_id == actor.pk
    if not is_own and not Unit.objects.visible_to(actor, at).filter(pk=holding.unit_id).exists():
        raise NotVisible
    return holding


def locked_delegation(*, actor: Person, at: datetime, delegation_id: int) -> Delegation:
    """Return a delegation, locked.

    :raises NotVisible: if there is none, or the actor may not see its holding.
    """
    try:
        delegation = Delegation.objects.select_for_update().get(pk=delegation_id)
    except Delegation.DoesNotExist as error:
        raise NotVisible from error
    if delegation.to_person_id != actor.pk:
        locked_holding(actor=actor, at=at, holding_id=delegation.holding_id)
    return delegation


def may_manage_person(actor: Person, person: Person, at: datetime) -> Decision:
    """Answer whether an actor may manage a person: their unit, and every unit whose post they use.

    Without the second half, who manages a county could set the password of a county's officer who
    also holds a post in the city, and sign in as that.
    """
    powers = authority.powers_of(actor, at)
    codes = {person.unit.code}
    codes.update(
        PostHolding.objects.filter(person=person)
        .exclude(valid_to__lte=at)
        .values_list("unit__code", flat=True)
    )
    codes.update(
        Delegation.objects.filter(to_person=person)
        .exclude(valid_to__lte=at)
        .values_list("holding__unit__code", flat=True)
    )
    return may_manage_all(powers, codes)


def may_manage_all(powers: Powers, codes: Iterable[str]) -> Decision:
    """Answer whether every one of these units may be managed; one refusal says it once."""
    for code in sorted(codes):
        decision = powers.may("organization.manage", unit=code)
        if not decision:
            return decision
    return YES


def not_the_last_operator(leaving: Iterable[int], at: datetime) -> Decision:
    """Refuse to end the holdings given by id if nobody were left to run the platform."""
    operators = PostHolding.objects.in_force(at).of_post(Post.PLATFORM_OPERATOR)
    at_top = operators.filter(unit__parent=None)
    ids = set(at_top.values_list("pk", flat=True))
    if not ids & set(leaving) or ids - set(leaving):
        return YES
    return no(
        "organization.last_operator",
        "这是最后一名全平台的平台管理员，请先让另一人任平台管理员。",
    )
