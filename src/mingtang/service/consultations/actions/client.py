"""What the machine of approvals asks about consultations."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from mingtang.institution.organization.models import Person
from mingtang.service.consultations.actions.access import locked
from mingtang.service.consultations.actions.turning import begin_if_due
from mingtang.service.consultations.enums import ConsultationState
from mingtang.service.consultations.models import READ, Consultation
from mingtang.service.consultations.queries import APPROVE, RELEASE
from mingtang.workbench.approvals.clients import ApprovalAct, ApprovalClient, ApprovalSubject
from mingtang.workbench.approvals.models import ApprovalRound

KIND = "consultation"
_STATES = {
    "started": ConsultationState.IN_REVIEW,
    "passed": ConsultationState.PASSED,
    "returned": ConsultationState.DRAFT,
    "withdrawn": ConsultationState.DRAFT,
}


class ConsultationClient(ApprovalClient):
    """Approval of a consultation by the leaders of its unit and for its site."""

    kind = KIND
    rights = (APPROVE, RELEASE)
    read_right = READ
    start_word = "提交审签"
    screen = "consultations:show"
    done_words = "您同意之后，意见征集按计划时间向公众开始。"
    events: ClassVar[Mapping[str, str]] = {
        "started": "consultations.sent",
        "step_passed": "consultations.approved",
        "step_returned": "consultations.returned",
        "passed": "consultations.passed",
        "withdrawn": "consultations.withdrawn",
    }

    def subjects(self, rounds: Sequence[ApprovalRound]) -> Mapping[int, ApprovalSubject]:
        rows = Consultation.objects.select_related("unit", "site")
        found = rows.in_bulk([one.subject_number for one in rounds])
        return {one.pk: about(found[one.subject_number]) for one in rounds}

    def lock(self, found: ApprovalRound, *, actor: Person, at: datetime) -> None:
        super().lock(found, actor=actor, at=at)
        locked(found.subject_number)

    def follow(self, moment: str, act: ApprovalAct) -> None:
        row = locked(act.subject.thing.pk)
        if moment in _STATES:
            row.state = _STATES[moment].value
            row.save(update_fields=["state"])
        super().follow(moment, act)
        if moment == "passed":
            begin_if_due(row, act.actor.person_key, act.at)


def about(row: Consultation) -> ApprovalSubject:
    """Return what a round is about; who wrote it decides nothing. While it is approved nobody changes it."""
    return ApprovalSubject(
        title=row.title, note=f"意见征集·{row.unit.name}", barred=frozenset(row.authors), thing=row
    )
