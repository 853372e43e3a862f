"""Who sent a submission: shown to the desk in full, copied and erased for those who ask about their own data."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from mingtang.editorial.submission.actions.moving import RELATED, locked_submission, record
from mingtang.editorial.submission.enums import SubmissionState
from mingtang.editorial.submission.models import Submission
from mingtang.editorial.submission.policies import sending as policies
from mingtang.ground.foundation.clock import BEIJING
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.spine.vault.holders import ErasedRecords, PersonalHolder, PersonalRecord


def view_contact(*, actor: Person, at: datetime, submission_id: int) -> Submission:
    """Show the desk whom to ask back, nothing masked; each time leaves an event for auditors."""
    with transaction.atomic():
        submission, _ = locked_submission(actor=actor, at=at, submission_id=submission_id)
        decision = authority.may(actor, "submission.accept", site=submission.site.code, at=at)
        (decision & policies.has_contact(submission.phone)).require()
        record("submission.contact_viewed", submission, actor, at)
        return submission


def records_of(contact: str, *, actor: Person, at: datetime) -> Iterator[PersonalRecord]:
    """Yield the submissions with a telephone number: what was sent, when, under which name.

    Each of them records that its contact was viewed. The caller has asked the right to all of them.
    """
    for row in Submission.objects.with_contact(contact).select_related(*RELATED).order_by("pk"):
        record("submission.contact_viewed", row, actor, at)
        yield PersonalRecord(
            title=_name_of(row),
            facts=(
                ("稿件", row.article.title),
                ("报送到", row.site.name),
                ("状态", row.state_label),
                ("作者", row.author),
                ("联系电话", row.phone),
            ),
        )


def erase_of(contact: str, *, actor: Person, at: datetime, reason: str) -> ErasedRecords:
    """Erase name and number from submissions that have ended; of one under way the desk may still ask.

    Article, unit, state and times stay: figures do not change.
    """
    erased, left = 0, []
    rows = Submission.objects.with_contact(contact).select_for_update(of=("self",))
    for row in rows.select_related(*RELATED).order_by("pk"):
        decision = policies.may_erase_contact(SubmissionState(row.state))
        if not decision:
            left.append(f"{_name_of(row)}：{''.join(one.text for one in decision.reasons)}")
            continue
        row.author, row.phone, row.contact_erased_at = "", "", at
        row.save(update_fields=["author", "phone", "phone_index", "contact_erased_at"])
        record("submission.contact_erased", row, actor, at, reason=reason)
        erased += 1
    return ErasedRecords(erased, tuple(left))


def _name_of(row: Submission) -> str:
    sent = row.round.started_at.astimezone(BEIJING)
    return f"报送 {row.pk}（{row.unit.name}，{sent:%Y-%m-%d}）"


HOLDER = PersonalHolder("submission", "报送", records_of, erase_of)
