"""Who of the desk has a submission in hand: claimed, handed over."""

from datetime import datetime

from django.db import transaction

from mingtang.editorial.submission.actions.moving import desk_unit, locked_submission, record
from mingtang.editorial.submission.enums import SubmissionState
from mingtang.editorial.submission.models import Submission
from mingtang.editorial.submission.policies import sending as policies
from mingtang.editorial.submission.policies.holding import may_claim, may_receive
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.staffing import Roster, ids_of


def claim_submission(*, actor: Person, at: datetime, submission_id: int) -> Submission:
    """Take a submission in hand for the desk (认领); a repeat does nothing.

    :raises Refused: not at the desk, or a colleague has it in hand: that one is handed over.
    """
    with transaction.atomic():
        submission, _ = locked_submission(actor=actor, at=at, submission_id=submission_id)
        if submission.holder_id == actor.pk:
            return submission
        decision = authority.may(actor, "submission.accept", site=submission.site.code, at=at)
        decision &= policies.is_at_desk(SubmissionState(submission.state), "hold")
        (decision & may_claim(submission.holder.name if submission.holder else "")).require()
        _hand(submission, actor, actor=actor, at=at)
        return submission


def hand_over_submission(
    *, actor: Person, at: datetime, submission_id: int, to: Person
) -> Submission:
    """Give a submission to a colleague of the same desk (移交); the clock runs on.

    :raises Refused: not at the desk, or the colleague may not work at it.
    """
    with transaction.atomic():
        submission, _ = locked_submission(actor=actor, at=at, submission_id=submission_id)
        site = submission.site.code
        decision = authority.may(actor, "submission.accept", site=site, at=at)
        decision &= policies.is_at_desk(SubmissionState(submission.state), "hold")
        able = ids_of(Roster(at).who("submission.accept", site=site))
        (decision & may_receive(is_able=to.pk in able, name=to.name)).require()
        if submission.holder_id != to.pk:
            _hand(submission, to, actor=actor, at=at)
        return submission


def hold(submission: Submission, holder: Person, *, at: datetime) -> None:
    """Write down who has a locked submission in hand from now on; the caller records why."""
    submission.holder, submission.held_since = holder, at
    submission.save(update_fields=["holder", "held_since"])


def _hand(submission: Submission, holder: Person, *, actor: Person, at: datetime) -> None:
    hold(submission, holder, at=at)
    record(
        "submission.held",
        submission,
        actor,
        at,
        desk=desk_unit(submission),
        holder=holder.person_key,
    )
