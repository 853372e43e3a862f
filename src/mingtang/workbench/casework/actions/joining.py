"""Units beside the one that leads, and cases that belong together."""

from datetime import datetime

from django.db import transaction

from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import record_reason
from mingtang.workbench.casework import policies
from mingtang.workbench.casework.actions.access import (
    can_take,
    locked_case,
    locked_pair,
    may,
    move,
    record,
)
from mingtang.workbench.casework.enums import CaseVerb, LinkKind
from mingtang.workbench.casework.models import Case, CaseLink, JointUnit


def add_joint_unit(*, actor: Person, at: datetime, case_id: int, unit: str) -> JointUnit:
    """Add a unit that helps; the one that holds the case leads and owes the answer."""
    with transaction.atomic():
        case = locked_case(actor=actor, at=at, case_id=case_id)
        joint = frozenset(case.joint_units.values_list("unit", flat=True))
        decision = may(case, CaseVerb.JOIN, actor=actor, at=at)
        decision &= policies.may_join(unit, case.unit, joint)
        (decision & can_take(case, unit, CaseVerb.JOIN, at=at)).require()
        row = JointUnit.objects.create(case=case, unit=unit, added_by=actor, added_at=at)
        record(case, "casework.case.joined", actor=actor.person_key, at=at, unit=unit)
        return row


def merge_cases(
    *, actor: Person, at: datetime, case_id: int, other_id: int, reason: str = ""
) -> Case:
    """Merge a case into another one of its kind, whose answer serves both."""
    with transaction.atomic():
        case, into = locked_pair(actor=actor, at=at, case_id=case_id, other_id=other_id)
        decision = may(case, CaseVerb.MERGE, actor=actor, at=at)
        decision &= policies.may_merge(case.facts(), into.facts())
        decision.require()
        given = record_reason(reason)
        move(case, CaseVerb.MERGE, given, merged_into=into, ended_at=at)
        case.merged.update(merged_into=into)
        _link(case, into, LinkKind.MERGED, actor=actor, at=at)
        record(
            case, "casework.case.merged",
            actor=actor.person_key, at=at, reason=given, into=into.subject_key,
        )  # fmt: skip
        return case


def link_cases(*, actor: Person, at: datetime, case_id: int, other_id: int) -> CaseLink:
    """Say that two cases have to do with each other; a repeat changes nothing."""
    with transaction.atomic():
        case, other = locked_pair(actor=actor, at=at, case_id=case_id, other_id=other_id)
        decision = may(case, CaseVerb.LINK, actor=actor, at=at)
        (decision & policies.may_link(case.facts(), other.facts())).require()
        known = CaseLink.objects.filter(case__in=[case, other], other__in=[case, other]).first()
        if known is not None:
            return known
        row = _link(case, other, LinkKind.RELATED, actor=actor, at=at)
        record(
            case, "casework.case.linked", actor=actor.person_key, at=at, other=other.subject_key
        )  # fmt: skip
        return row


def _link(case: Case, other: Case, kind: LinkKind, *, actor: Person, at: datetime) -> CaseLink:
    row, _ = CaseLink.objects.update_or_create(
        case=case, other=other, defaults={"kind": kind.value, "made_by": actor, "made_at": at}
    )
    return row
