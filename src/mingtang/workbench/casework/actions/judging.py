"""Judge what a case is, say where a matter of others goes, urge its unit, take it up again."""

from datetime import datetime
from typing import Any

from django.db import transaction

from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import GivenReason, record_reason
from mingtang.workbench.approvals.policies import says_why
from mingtang.workbench.casework import policies
from mingtang.workbench.casework.actions.access import (
    locked_case,
    may,
    move,
    record,
    save,
    write,
)
from mingtang.workbench.casework.enums import CaseState, CaseVerb, EntryKind, SecondLook
from mingtang.workbench.casework.models import Case
from mingtang.workbench.casework.queries import COMPLEX, extensions_of


def value_case(*, actor: Person, at: datetime, case_id: int, reason: str) -> Case:
    """Judge that a case holds a valuable opinion: a promise to answer it runs from now.

    Source: 国办发〔2014〕57号（六）: what netizens say of value is answered within a set time.
    """
    return _judge(
        CaseVerb.VALUE, "casework.case.valued", "valued_at",
        actor=actor, at=at, case_id=case_id, reason=reason,
    )  # fmt: skip


def judge_complex(*, actor: Person, at: datetime, case_id: int, reason: str) -> Case:
    """Judge that a case is complex, where a standing rule of it gives complex ones more time."""
    return _judge(
        CaseVerb.COMPLEX, COMPLEX, "complex_at",
        actor=actor, at=at, case_id=case_id, reason=reason,
    )  # fmt: skip


def judge_foreign(*, actor: Person, at: datetime, case_id: int, reason: str) -> Case:
    """Judge that a case is no matter of this government's: its sender is then told where to go.

    Source: the Lu'an measures, 三（四）: what is not ours is explained the same day, with the way to go.
    """
    return _judge(
        CaseVerb.FOREIGN, "casework.case.judged_foreign", "foreign_at",
        actor=actor, at=at, case_id=case_id, reason=reason,
    )  # fmt: skip


def _judge(
    verb: CaseVerb, code: str, field: str, *, actor: Person, at: datetime, case_id: int, reason: str
) -> Case:
    with transaction.atomic():
        case = locked_case(actor=actor, at=at, case_id=case_id)
        decision = may(case, verb, actor=actor, at=at) & says_why(reason)
        if verb is CaseVerb.COMPLEX:
            decision &= policies.may_extend(is_extendable=COMPLEX in extensions_of(case))
        (decision & policies.may_judge(is_judged=getattr(case, field) is not None)).require()
        given = record_reason(reason)
        move(case, verb, given, **{field: at})
        record(
            case, code, actor=actor.person_key, at=at, reason=given, **_told(case, code)
        )  # fmt: skip
        return case


def _told(case: Case, code: str) -> dict[str, Any]:
    told = {"unit": case.unit, "channel": case.channel}
    if code == "casework.case.judged_foreign":
        told |= {"category": case.category, "arrived_at": case.received_at.isoformat()}
    return told


def explain_case(*, actor: Person, at: datetime, case_id: int, text: str) -> Case:
    """Tell the sender of a case that is no matter of ours so, and where to go; that answers it.

    Where it has not been judged before, it is judged by this act.

    Source: the Lu'an measures, 三（四）; 国办发〔2014〕57号（六）: what cannot be handled is explained.
    """
    with transaction.atomic():
        case = locked_case(actor=actor, at=at, case_id=case_id)
        decision = may(case, CaseVerb.EXPLAIN, actor=actor, at=at)
        (decision & policies.says_something(text)).require()
        who = actor.person_key
        if case.foreign_at is None:
            code = "casework.case.judged_foreign"
            save(case, {"foreign_at": at})
            record(case, code, actor=who, at=at, **_told(case, code))
        entry = write(case, EntryKind.ANSWER, text, at=at, by=actor)
        move(case, CaseVerb.EXPLAIN, answered_at=at)
        record(case, "casework.case.explained", actor=who, at=at, entry=entry.pk)
        record(case, "casework.case.answered", actor=who, at=at, entry=entry.pk)
        return case


def urge_case(*, actor: Person, at: datetime, case_id: int, reason: str) -> Case:
    """Remind the unit that holds a case of it; its people are told, and each reminder is counted."""
    with transaction.atomic():
        case = locked_case(actor=actor, at=at, case_id=case_id)
        (may(case, CaseVerb.URGE, actor=actor, at=at) & says_why(reason)).require()
        given = record_reason(reason)
        move(case, CaseVerb.URGE, given, urgings=case.urgings + 1)
        record(
            case, "casework.case.urged", actor=actor.person_key, at=at, reason=given,
            unit=case.unit, times=case.urgings,
        )  # fmt: skip
        return case


def supervise_case(*, actor: Person, at: datetime, case_id: int, reason: str) -> Case:
    """Order as a leader that a case is handled first; its unit and its leaders are notified."""
    return _press(
        CaseVerb.SUPERVISE, "casework.case.supervised", "supervised_at",
        actor=actor, at=at, case_id=case_id, reason=reason,
    )  # fmt: skip


def escalate_case(*, actor: Person, at: datetime, case_id: int, reason: str) -> Case:
    """Submit a case to the leaders of the desk that dispatched it, for them to decide."""
    return _press(
        CaseVerb.ESCALATE, "casework.case.escalated", "escalated_at",
        actor=actor, at=at, case_id=case_id, reason=reason,
    )  # fmt: skip


def _press(
    verb: CaseVerb, code: str, field: str, *, actor: Person, at: datetime, case_id: int, reason: str
) -> Case:
    with transaction.atomic():
        case = locked_case(actor=actor, at=at, case_id=case_id)
        decision = may(case, verb, actor=actor, at=at) & says_why(reason)
        (decision & policies.may_press(is_done=getattr(case, field) is not None)).require()
        given = record_reason(reason)
        move(case, verb, given, **{field: at})
        record(case, code, actor=actor.person_key, at=at, reason=given, unit=case.unit)
        return case


def reopen_case(*, actor: Person, at: datetime, case_id: int, reason: str) -> Case:
    """Have the unit that answered a case handle it again; verdicts about the first answer stay."""
    with transaction.atomic():
        case = locked_case(actor=actor, at=at, case_id=case_id)
        (may(case, CaseVerb.REOPEN, actor=actor, at=at) & says_why(reason)).require()
        return record_reopening(case, actor=actor, at=at, reason=reason)


def record_reopening(case: Case, *, actor: Person, at: datetime, reason: GivenReason) -> Case:
    """Reopen a locked case, inside the transaction of a caller that has checked the right.

    :raises Refused: it has no answer.
    """
    policies.may_move(case.of_kind, CaseState(case.state), CaseVerb.REOPEN).require()
    given = record_reason(reason)
    move(
        case, CaseVerb.REOPEN, given,
        claimed_by=None, claimed_at=None, answered_at=None, ended_at=None, doubted_at=None,
        urgings=0, supervised_at=None, escalated_at=None,
    )  # fmt: skip
    record(
        case, "casework.case.reopened", actor=actor.person_key, at=at, reason=given,
        unit=case.unit, from_unit=case.unit,
    )  # fmt: skip
    return case


def look_again(
    *, actor: Person, at: datetime, case_id: int, outcome: SecondLook, text: str
) -> Case:
    """Decide about an answer whose sender was not satisfied, and inform the sender.

    Either the answer is upheld, or the case is reopened; a rule of the pack may time that. The
    verdict about the first answer does not change.

    :raises Refused: not the actor's desk, no rating waits, or no text for the sender.
    """
    with transaction.atomic():
        case = locked_case(actor=actor, at=at, case_id=case_id)
        decision = may(case, CaseVerb.LOOK_AGAIN, actor=actor, at=at)
        decision &= policies.may_look_again(is_doubted=case.doubted_at is not None)
        (decision & policies.says_something(text)).require()
        given = record_reason(text)
        write(case, EntryKind.TO_CITIZEN, text, at=at, by=actor)
        move(case, CaseVerb.LOOK_AGAIN, given, doubted_at=None)
        record(
            case, "casework.case.looked_again",
            actor=actor.person_key, at=at, reason=given, outcome=outcome.value,
        )  # fmt: skip
        if outcome is SecondLook.AGAIN:
            record_reopening(case, actor=actor, at=at, reason=given)
        return case
