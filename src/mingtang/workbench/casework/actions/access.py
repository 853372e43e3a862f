"""What every action on a case begins and ends with: lock, ask, move, record."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mingtang.ground.foundation.decisions import Decision, NotVisible, no
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.institution.organization.staffing import Roster
from mingtang.spine.events.actions import GivenReason, record_event, record_reason
from mingtang.workbench.casework.enums import CaseState, CaseVerb, EntryKind
from mingtang.workbench.casework.models import Case, CaseEntry
from mingtang.workbench.casework.policies import TO
from mingtang.workbench.casework.queries import handling_need, may_act


def locked_case(*, actor: Person, at: datetime, case_id: int) -> Case:
    """Return a case for change, locked; absent and invisible answer alike.

    :raises NotVisible: when there is none that the actor may see.
    """
    if not Case.objects.visible_to(actor, at=at).filter(pk=case_id).exists():
        raise NotVisible(f"case {case_id}")
    return Case.objects.select_for_update().get(pk=case_id)


def locked_pair(*, actor: Person, at: datetime, case_id: int, other_id: int) -> tuple[Case, Case]:
    """Return two cases for change, locked in the order of their keys: two orders would deadlock."""
    pair = {pk: locked_case(actor=actor, at=at, case_id=pk) for pk in sorted({case_id, other_id})}
    return pair[case_id], pair[other_id]


def may(case: Case, verb: CaseVerb, *, actor: Person, at: datetime) -> Decision:
    """Answer whether the actor may use a verb on a case."""
    return may_act(authority.powers_of(actor, at), case, verb)


def can_take(case: Case, unit: str, verb: CaseVerb, *, at: datetime) -> Decision:
    """Answer whether a unit exists and has someone who can take the case in hand."""
    if not Unit.objects.active().filter(code=unit).exists():
        return no("casework.no_unit", "没有这个单位，请重新选择。", "unit")
    return Roster(at).may_open(verb.label, [handling_need(case, unit)])


def move(case: Case, verb: CaseVerb, reason: GivenReason = None, **values: Any) -> None:
    """Give a case its next state and further values, with the reason that was stated."""
    changes = {"state": TO.get(verb, CaseState(case.state)).value, **values}
    stated = record_reason(reason)
    if stated is not None:
        changes["reason"] = stated
    save(case, changes)


def save(case: Case, changes: Mapping[str, Any]) -> None:
    """Save the named values alone."""
    for name, value in changes.items():
        setattr(case, name, value)
    case.save(update_fields=list(changes))


def record(
    case: Case, code: str, *, actor: str, at: datetime, reason: GivenReason = None, **payload: Any
) -> None:
    """Record what happened to a case, under the unit that holds it afterwards."""
    record_event(
        code=code,
        subject=case.subject_key,
        actor=actor,
        at=at,
        unit=case.unit,
        site=case.site,
        payload={"kind": case.kind, "number": case.number, **payload},
        reason=reason,
    )


def write(
    case: Case, kind: EntryKind, text: str, *, at: datetime, by: Person | None = None
) -> CaseEntry:
    """Store a text of a case; without a person it is its sender's."""
    return CaseEntry.objects.create(
        case=case,
        kind=kind.value,
        text=text.strip(),
        unit=case.unit if by else "",
        written_by=by,
        written_at=at,
    )
