"""Mailboxes and letters, made by the real actions."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from mingtang.service.letters.actions import LetterSent, open_letter, save_mailbox
from mingtang.service.letters.enums import LetterCategory, MailboxKind, RealName
from mingtang.service.letters.models import Mailbox
from mingtang.service.letters.policies import MailboxFacts
from mingtang.service.responses.actions.drafts import save_draft, send_draft
from mingtang.workbench.approvals.actions import pass_step
from mingtang.workbench.approvals.models import ApprovalStep
from mingtang.workbench.casework.actions.moving import claim_case
from mingtang.workbench.casework.actions.opening import Sender
from mingtang.workbench.casework.models import Case

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person
    from tests.factories.cast import Cast

MAYOR = MailboxFacts(
    code="mayor", name="市长信箱", kind=MailboxKind.LEADER, holder="市长", intro="向市长反映全市性的问题。",
    categories=(LetterCategory.INQUIRY, LetterCategory.COMPLAINT, LetterCategory.SUGGESTION),
    real_name=RealName.REQUIRED,
)  # fmt: skip
SCHOOLS = MailboxFacts(code="schools", name="教育信箱", kind=MailboxKind.DEPARTMENT, unit="edu", position=1)  # fmt: skip
SENDER = Sender("闻人无双", "13912345678", "wenren@example.cn", "明州市人民路1号")


def mailbox(cast: "Cast", at: datetime, facts: MailboxFacts = MAYOR) -> Mailbox:
    """Return a mailbox of the portal."""
    return save_mailbox(actor=cast.desk_editor, at=at, site="portal", facts=facts)


def sent(**changes: Any) -> LetterSent:
    """Return a letter about a school bus."""
    values: dict[str, Any] = {
        "category": LetterCategory.INQUIRY, "title": "校车几点到",
        "text": "请问三中的校车几点到人民路？", "sender": SENDER,
    }  # fmt: skip
    return LetterSent(**(values | changes))


def letter(at: datetime, *, mailbox: int | None = None, receipt: str = "", **changes: Any) -> Case:
    """Return a letter that came in by the portal."""
    return open_letter(
        actor="citizen",
        at=at,
        sent=sent(**changes),
        site="portal",
        mailbox=mailbox,
        receipt=receipt,
    )


def answer(case: Case, officer: "Person", leader: "Person", at: datetime, text: str) -> None:
    """Claim a letter, write its answer and let the leader of the unit pass it."""
    claim_case(actor=officer, at=at, case_id=case.pk)
    save_draft(actor=officer, at=at, case_id=case.pk, text=text)
    send_draft(actor=officer, at=at, case_id=case.pk)
    for step in ApprovalStep.objects.filter(round__subject=case.subject_key, round__state="open"):
        pass_step(actor=leader, at=at, step_id=step.pk)
