"""The desk accepts a submission or returns it; what is released or given up ends one."""

from datetime import datetime

from django.db import transaction

from mingtang.editorial.content.actions.articles import move_article
from mingtang.editorial.content.enums import ArticleState, ArticleVerb
from mingtang.editorial.content.open_steps import editing_need, writing_need
from mingtang.editorial.content.policies.states import may_move
from mingtang.editorial.submission.actions.holding import hold
from mingtang.editorial.submission.actions.moving import (
    RELATED,
    desk_unit,
    give_back,
    locked_submission,
    record,
)
from mingtang.editorial.submission.enums import SubmissionState
from mingtang.editorial.submission.models import Submission
from mingtang.editorial.submission.policies import sending as policies
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.staffing import Roster
from mingtang.spine.events.actions import record_reason
from mingtang.workbench.approvals.policies import says_why


def accept_submission(*, actor: Person, at: datetime, submission_id: int) -> Submission:
    """Take an article into the desk's hands; this does not meet the desk's clock."""
    with transaction.atomic():
        submission, article = locked_submission(actor=actor, at=at, submission_id=submission_id)
        if submission.state == SubmissionState.ACCEPTED and submission.accepted_by_id == actor.pk:
            return submission
        decision = authority.may(actor, "submission.accept", site=submission.site.code, at=at)
        decision &= policies.is_at_desk(SubmissionState(submission.state), "accept")
        decision &= Roster(at).may_open("接收", [editing_need(article)])
        (decision & may_move(ArticleState(article.state), ArticleVerb.ACCEPT)).require()
        submission.state = SubmissionState.ACCEPTED.value
        submission.accepted_by, submission.accepted_at = actor, at
        submission.save(update_fields=["state", "accepted_by", "accepted_at"])
        if submission.holder_id is None:
            hold(submission, actor, at=at)
        move_article(article, verb=ArticleVerb.ACCEPT, actor=actor, at=at)
        record("submission.accepted", submission, actor, at, desk=desk_unit(submission))
        return submission


def return_submission(
    *, actor: Person, at: datetime, submission_id: int, reason: str
) -> Submission:
    """Send an article back to its unit with a reason; this meets the desk's clock."""
    with transaction.atomic():
        submission, article = locked_submission(actor=actor, at=at, submission_id=submission_id)
        decision = authority.may(actor, "submission.accept", site=submission.site.code, at=at)
        decision &= may_move(ArticleState(article.state), ArticleVerb.RETURN)
        decision &= policies.is_at_desk(SubmissionState(submission.state), "return")
        decision &= Roster(at).may_open("退回", [writing_need(article)])
        (decision & says_why(reason)).require()
        given = record_reason(reason)
        give_back(submission, actor=actor, at=at, reason=given, by_desk=True)
        return submission


def mark_released(*, at: datetime, article_id: int) -> Submission | None:
    """Close the standing submission of an article that has been released; a repeat does nothing."""
    with transaction.atomic():
        submission = _accepted(article_id)
        if submission is not None:
            close(submission, SubmissionState.RELEASED, at=at)
            record("submission.released", submission, None, at, desk=desk_unit(submission))
        return submission


def close_cancelled(*, at: datetime, article_id: int) -> Submission | None:
    """Recall the standing submission of an article whose changes were given up; a repeat does nothing."""
    with transaction.atomic():
        submission = _accepted(article_id)
        if submission is None or submission.article.state != ArticleState.PUBLISHED:
            return None
        close(submission, SubmissionState.RECALLED, at=at)
        record("submission.recalled", submission, None, at)
        return submission


def _accepted(article_id: int) -> Submission | None:
    rows = Submission.objects.select_for_update(of=("self",)).select_related(*RELATED)
    return rows.filter(article_id=article_id, state=SubmissionState.ACCEPTED.value).first()


def close(submission: Submission, state: SubmissionState, *, at: datetime) -> None:
    submission.state, submission.ended_at = state.value, at
    submission.save(update_fields=["state", "ended_at"])
