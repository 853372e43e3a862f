"""Letters whose answers are reviewed and published, on their way, made by the real actions."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from mingtang.service.responses.actions.drafts import save_draft, send_draft
from mingtang.service.responses.kinds import ResponseKind, register_response_kind
from mingtang.workbench.approvals.actions import pass_step
from mingtang.workbench.approvals.models import ApprovalRound, ApprovalStep
from mingtang.workbench.casework.kinds import CaseKind, register_case_kind
from mingtang.workbench.casework.models import Case
from tests.factories import cases

if TYPE_CHECKING:
    from tests.factories.cast import Cast

REPLIED = CaseKind(
    "test_replied", "测试咨询", "测询〔{year}〕{number}号", answer_rules=("reply.inquiry",)
)
SECRET = "不同意公开"
ANSWER = "三中校车每天早上七点到人民路站，咨询电话0563-3021234。"
register_case_kind(REPLIED)


def _agreed(case_id: int) -> bool:
    return SECRET not in Case.objects.get(pk=case_id).body


register_response_kind(ResponseKind(REPLIED.code, is_agreed=_agreed))


def claimed(cast: "Cast", at: datetime, **changes: Any) -> Case:
    """Return a letter that the officer of `edu` has in hand and whose answer has to be reviewed."""
    return cases.claimed(cast, at, **({"kind": REPLIED.code} | changes))


def drafted(cast: "Cast", at: datetime, text: str = ANSWER, **changes: Any) -> Case:
    """Return a letter whose answer is written."""
    case = claimed(cast, at, **changes)
    save_draft(actor=cast.officer, at=at, case_id=case.pk, text=text)
    return case


def sent(cast: "Cast", at: datetime, **changes: Any) -> Case:
    """Return a letter whose answer is with the leader."""
    case = drafted(cast, at, **changes)
    send_draft(actor=cast.officer, at=at, case_id=case.pk)
    return case


def step_of(case: Case) -> ApprovalStep:
    """Return the step that waits for the answer to a case."""
    found = ApprovalRound.objects.get(kind="answer", subject=case.subject_key, state="open")
    return found.steps.get()


def answered(cast: "Cast", at: datetime, **changes: Any) -> Case:
    """Return a letter whose answer the leader let go."""
    case = sent(cast, at, **changes)
    pass_step(actor=cast.leader, at=at, step_id=step_of(case).pk)
    case.refresh_from_db()
    return case
