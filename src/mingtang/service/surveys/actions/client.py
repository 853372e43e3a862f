"""The client of approvals for surveys."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from mingtang.institution.organization.models import Person
from mingtang.service.surveys.actions.access import locked
from mingtang.service.surveys.actions.turning import begin_if_due
from mingtang.service.surveys.enums import SurveyState
from mingtang.service.surveys.models import READ, Survey
from mingtang.service.surveys.queries.rules import APPROVE, RELEASE
from mingtang.workbench.approvals.clients import ApprovalAct, ApprovalClient, ApprovalSubject
from mingtang.workbench.approvals.models import ApprovalRound

KIND = "survey"
_STATES = {
    "started": SurveyState.IN_REVIEW,
    "passed": SurveyState.PASSED,
    "returned": SurveyState.DRAFT,
    "withdrawn": SurveyState.DRAFT,
}


class SurveyClient(ApprovalClient):
    """Approval of a survey by the leaders of its unit and for its site."""

    kind = KIND
    rights = (APPROVE, RELEASE)
    read_right = READ
    start_word = "提交审签"
    screen = "surveys:show"
    done_words = "您同意之后，调查按计划时间向公众开始。"
    events: ClassVar[Mapping[str, str]] = {
        "started": "surveys.sent",
        "step_passed": "surveys.approved",
        "step_returned": "surveys.returned",
        "passed": "surveys.passed",
        "withdrawn": "surveys.withdrawn",
    }

    def subjects(self, rounds: Sequence[ApprovalRound]) -> Mapping[int, ApprovalSubject]:
        rows = Survey.objects.select_related("unit", "site")
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


def about(row: Survey) -> ApprovalSubject:
    """Return the subject of a round; its authors may not decide, and it is locked meanwhile."""
    return ApprovalSubject(
        title=row.title,
        note=f"{row.kind_label}·{row.unit.name}",
        barred=frozenset(row.authors),
        thing=row,
    )
