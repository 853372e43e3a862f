"""Dispatch, claim, transfer, object, pause, extend, answer, close and drop a case."""

from datetime import datetime

from django.db import transaction

from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import record_reason
from mingtang.workbench.approvals.policies import says_why
from mingtang.workbench.casework import policies
from mingtang.workbench.casework.actions.access import (
    can_take,
    locked_case,
    may,
    move,
    record,
    write,
)
from mingtang.workbench.casework.enums import CaseState, CaseVerb, EntryKind
from mingtang.workbench.casework.kinds import route_of_answers
from mingtang.workbench.casework.models import Case
from mingtang.workbench.casework.queries import is_extendable


def dispatch_case(
    *, actor: Person, at: datetime, case_id: int, unit: str, reason: str = ""
) -> Case:
    """Give a case to the unit that has to answer it; one without anybody to claim it is refused."""
    return _give(
        CaseVerb.DISPATCH, "casework.case.dispatched",
        actor=actor, at=at, case_id=case_id, unit=unit, reason=reason,
    )  # fmt: skip


def transfer_case(*, actor: Person, at: datetime, case_id: int, unit: str, reason: str) -> Case:
    """Pass a case on to another unit, with a reason. Its clocks go on there."""
    return _give(
        CaseVerb.TRANSFER, "casework.case.transferred",
        actor=actor, at=at, case_id=case_id, unit=unit, reason=reason,
    )  # fmt: skip


def _give(
    verb: CaseVerb, code: str, *, actor: Person, at: datetime, case_id: int, unit: str, reason: str
) -> Case:
    with transaction.atomic():
        case = locked_case(actor=actor, at=at, case_id=case_id)
        decision = may(case, verb, actor=actor, at=at) & can_take(case, unit, verb, at=at)
        if verb is CaseVerb.TRANSFER:
            decision &= says_why(reason) & policies.goes_elsewhere(case.unit, unit)
        decision.require()
        given, from_unit = record_reason(reason), case.unit
        case.joint_units.filter(unit=unit).delete()  # who leads does not help beside
        move(case, verb, given, unit=unit, claimed_by=None, claimed_at=None)
        told = {"unit": unit, "from_unit": from_unit}
        record(case, code, actor=actor.person_key, at=at, reason=given, **told)
        return case


def object_to_dispatch(*, actor: Person, at: datetime, case_id: int, reason: str) -> Case:
    """Return a case to the desk that dispatched it, because it is not the unit's."""
    with transaction.atomic():
        case = locked_case(actor=actor, at=at, case_id=case_id)
        decision = may(case, CaseVerb.OBJECT, actor=actor, at=at)
        (decision & says_why(reason)).require()
        given, from_unit = record_reason(reason), case.unit
        move(
            case, CaseVerb.OBJECT, given, unit=case.desk_unit, claimed_by=None, claimed_at=None
        )  # fmt: skip
        told = {"unit": case.desk_unit, "from_unit": from_unit}
        record(
            case, "casework.case.objected", actor=actor.person_key, at=at, reason=given, **told
        )  # fmt: skip
        return case


def claim_case(*, actor: Person, at: datetime, case_id: int) -> Case:
    """Take a case of one's unit in hand, or take it over from a colleague; a repeat changes nothing."""
    with transaction.atomic():
        case = locked_case(actor=actor, at=at, case_id=case_id)
        may(case, CaseVerb.CLAIM, actor=actor, at=at).require()
        if case.claimed_by_id == actor.pk:
            return case
        before = f"person:{case.claimed_by_id}" if case.claimed_by_id else ""
        move(case, CaseVerb.CLAIM, claimed_by=actor, claimed_at=at)
        record(
            case, "casework.case.claimed", actor=actor.person_key, at=at, claimed_from=before
        )  # fmt: skip
        return case


def pause_case(*, actor: Person, at: datetime, case_id: int, reason: str) -> Case:
    """Stop work on a case until something comes; whether its clocks stop is for the rules to say."""
    return _say(
        CaseVerb.PAUSE, "casework.case.paused", actor=actor, at=at, case_id=case_id, reason=reason
    )


def resume_case(*, actor: Person, at: datetime, case_id: int) -> Case:
    """Go on with a case that was paused."""
    with transaction.atomic():
        case = locked_case(actor=actor, at=at, case_id=case_id)
        may(case, CaseVerb.RESUME, actor=actor, at=at).require()
        move(case, CaseVerb.RESUME)
        record(case, "casework.case.resumed", actor=actor.person_key, at=at)
        return case


def extend_case(*, actor: Person, at: datetime, case_id: int, reason: str) -> Case:
    """Grant a case more time, as much as its rule gives; where no rule knows one, it is refused."""
    with transaction.atomic():
        case = locked_case(actor=actor, at=at, case_id=case_id)
        decision = may(case, CaseVerb.EXTEND, actor=actor, at=at) & says_why(reason)
        (decision & policies.may_extend(is_extendable=is_extendable(case))).require()
        given = record_reason(reason)
        move(case, CaseVerb.EXTEND, given)
        record(case, "casework.case.extended", actor=actor.person_key, at=at, reason=given)
        return case


def _say(
    verb: CaseVerb, code: str, *, actor: Person, at: datetime, case_id: int, reason: str
) -> Case:
    with transaction.atomic():
        case = locked_case(actor=actor, at=at, case_id=case_id)
        (may(case, verb, actor=actor, at=at) & says_why(reason)).require()
        given = record_reason(reason)
        move(case, verb, given)
        record(case, code, actor=actor.person_key, at=at, reason=given)
        return case


def answer_case(*, actor: Person, at: datetime, case_id: int, text: str) -> Case:
    """Answer a case; its sender reads the text, which meets the clock."""
    with transaction.atomic():
        case = locked_case(actor=actor, at=at, case_id=case_id)
        decision = may(case, CaseVerb.ANSWER, actor=actor, at=at)
        decision &= policies.is_answered_here(route_of_answers(case.kind))
        decision.require()
        return record_answer(case, author=actor, signer=actor, text=text, at=at)


def record_answer(case: Case, *, author: Person, signer: Person, text: str, at: datetime) -> Case:
    """Record the answer to a locked case, inside the transaction of a caller that has asked the rights.

    `author` wrote it, `signer` is who let it go.

    :raises Refused: the case does not wait for an answer, or the text says nothing.
    """
    decision = policies.may_move(case.of_kind, CaseState(case.state), CaseVerb.ANSWER)
    (decision & policies.says_something(text)).require()
    entry = write(case, EntryKind.ANSWER, text, at=at, by=author)
    move(case, CaseVerb.ANSWER, answered_at=at)
    record(case, "casework.case.answered", actor=signer.person_key, at=at, entry=entry.pk)
    return case


def close_case(*, actor: Person, at: datetime, case_id: int) -> Case:
    """Close a case that has been answered."""
    with transaction.atomic():
        case = locked_case(actor=actor, at=at, case_id=case_id)
        may(case, CaseVerb.CLOSE, actor=actor, at=at).require()
        move(case, CaseVerb.CLOSE, ended_at=at)
        record(case, "casework.case.closed", actor=actor.person_key, at=at)
        return case


def drop_case(*, actor: Person, at: datetime, case_id: int, end: CaseState, reason: str) -> Case:
    """End a case without an answer: its sender withdrew it, or it is none; the reason says why."""
    with transaction.atomic():
        case = locked_case(actor=actor, at=at, case_id=case_id)
        decision = may(case, CaseVerb.DROP, actor=actor, at=at)
        decision &= policies.may_end_as(case.of_kind, end) & says_why(reason)
        decision.require()
        given = record_reason(reason)
        move(case, CaseVerb.DROP, given, state=end.value, ended_at=at)
        record(
            case, "casework.case.withdrawn", actor=actor.person_key, at=at, reason=given, end=end.value
        )  # fmt: skip
        return case
