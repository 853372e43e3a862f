"""Ask for more time for a case; leaders and desk approve, and its sender is told why."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction

from mingtang.institution.organization.models import Person
from mingtang.workbench.approvals.actions import open_round
from mingtang.workbench.approvals.clients import ApprovalAct, ApprovalClient, ApprovalSubject
from mingtang.workbench.approvals.models import ApprovalRound
from mingtang.workbench.approvals.policies import says_why
from mingtang.workbench.casework import policies
from mingtang.workbench.casework.actions.access import locked_case, may, record, save, write
from mingtang.workbench.casework.enums import CaseVerb, EntryKind
from mingtang.workbench.casework.models import Case, ExtensionRound
from mingtang.workbench.casework.queries import (
    COMPLEX,
    extension_plan,
    extensions_of,
    is_extension_asked,
)

KIND = "case_extension"


class ExtensionClient(ApprovalClient):
    """More time for cases."""

    kind = KIND
    rights = ("casework.extend",)
    read_right = "casework.read"
    act_word, start_word, agree_word, return_word = "审批延期", "申请延期", "同意", "不同意"
    screen = "casework:case"
    done_words = "您同意之后，办理期限按规定延长，来件人会收到说明。"
    events: ClassVar[Mapping[str, str]] = {
        "started": "casework.case.extension_asked",
        "step_passed": "casework.case.extension_agreed",
        "step_returned": "casework.case.extension_refused",
        "withdrawn": "casework.case.extension_withdrawn",
    }

    def subjects(self, rounds: Sequence[ApprovalRound]) -> Mapping[int, ApprovalSubject]:
        rows = ExtensionRound.objects.filter(pk__in=[one.pk for one in rounds])
        return {row.pk: about(row) for row in rows.select_related("case", "started_by")}

    def lock(self, found: ApprovalRound, *, actor: Person, at: datetime) -> None:
        super().lock(found, actor=actor, at=at)
        Case.objects.select_for_update().get(pk=found.subject_number)

    def payload(self, moment: str, act: ApprovalAct) -> dict[str, Any]:
        case = act.subject.thing.case
        told = {"kind": case.kind, "number": case.number, "step": "", "clauses": []}
        return told | super().payload(moment, act)

    def follow(self, moment: str, act: ApprovalAct) -> None:
        if moment == "passed":
            _grant(act.subject.thing, actor=act.actor, at=act.at)
        super().follow(moment, act)


def about(row: ExtensionRound) -> ApprovalSubject:
    """Return what a round is about; who asks for more time does not grant it."""
    return ApprovalSubject(
        title=f"{row.case.number}申请延期",
        note=row.case.masked_title,
        barred=frozenset({row.started_by.person_key}),
        is_current=row.case.state in policies.FROM[CaseVerb.ASK_EXTENSION],
        thing=row,
    )


def ask_extension(
    *, actor: Person, at: datetime, case_id: int, reason: str, explanation: str
) -> ExtensionRound:
    """Ask those whom the pack names for more time; the explanation goes to the sender when it is granted.

    :raises Refused: no rule of the case knows an extension, one is being asked for, or words are missing.
    """
    with transaction.atomic():
        case = locked_case(actor=actor, at=at, case_id=case_id)
        decision = may(case, CaseVerb.ASK_EXTENSION, actor=actor, at=at) & says_why(reason)
        decision &= policies.says_something(explanation, "explanation")
        decision &= policies.may_extend(is_extendable=bool(extensions_of(case)))
        decision &= policies.may_ask_extension(is_asked=is_extension_asked(case))
        row = ExtensionRound(
            kind=KIND,
            subject=case.subject_key,
            unit=case.unit,
            site=case.site,
            case=case,
            explanation=explanation.strip(),
            started_by=actor,
        )
        open_round(
            actor=actor,
            at=at,
            found=row,
            plan=extension_plan(case, at),
            about=about(row),
            decision=decision,
        )
        write(case, EntryKind.NOTE, f"申请延期：{reason.strip()}", at=at, by=actor)
        return row


def _grant(row: ExtensionRound, *, actor: Person, at: datetime) -> None:
    """Extend every standing promise of the case that knows an extension, and tell the sender why."""
    case = row.case
    for code in sorted(extensions_of(case)):
        more: dict[str, Any] = {}
        if code == COMPLEX:
            save(case, {"complex_at": at})
            more = {"unit": case.unit, "channel": case.channel}
        record(case, code, actor=actor.person_key, at=at, **more)
    entry = write(case, EntryKind.TO_CITIZEN, row.explanation, at=at, by=row.started_by)
    record(case, "casework.case.messaged", actor=actor.person_key, at=at, entry=entry.pk)
