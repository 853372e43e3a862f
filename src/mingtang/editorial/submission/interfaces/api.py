"""Submit, approve, return, recall, accept."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from mingtang.editorial.submission.actions import (
    accept_submission,
    recall_submission,
    return_submission,
    submit_article,
)
from mingtang.editorial.submission.enums import KIND
from mingtang.editorial.submission.models import Submission
from mingtang.editorial.submission.policies.sending import Purpose
from mingtang.workbench.approvals.actions import pass_step, return_step
from mingtang.workbench.approvals.interfaces.api import StepOut, decide, step_out
from mingtang.workbench.approvals.models import ApprovalStep
from mingtang.workbench.backoffice.interfaces.api import PROBLEMS, Line, ReasonIn, RowId, person_of
from mingtang.workbench.backoffice.interfaces.moment import moment

router = Router(tags=["报送"])


class SubmitIn(Schema):
    """Who sends which version: what the desk must know to ask back."""

    version: RowId
    author: Line = Field("", max_length=60, description="作者姓名")
    phone: Line = Field("", max_length=40, description="联系电话")
    content_class: Line = Field("", max_length=40, description="报送类别，见制度的应报送信息清单")
    for_new_media: bool = Field(False, description="同时用于政务新媒体")
    for_bulletin: bool = Field(False, description="同时用于政务信息刊物")


class SubmissionOut(Schema):
    """One sending of one version of an article."""

    id: int
    article_id: int
    number: int
    version: int
    state: str
    state_label: str
    submitted_at: datetime
    arrived_at: datetime | None
    accepted_at: datetime | None
    ended_at: datetime | None
    reason: str
    steps: list[StepOut]


def submission_out(submission: Submission) -> SubmissionOut:
    """Return a submission as the endpoints tell it."""
    return SubmissionOut(
        id=submission.pk,
        article_id=submission.article_id,
        number=submission.round.number,
        version=submission.revision.number,
        state=submission.state,
        state_label=submission.state_label,
        submitted_at=submission.round.started_at,
        arrived_at=submission.arrived_at,
        accepted_at=submission.accepted_at,
        ended_at=submission.ended_at,
        reason=str(submission.reason or ""),
        steps=[step_out(step) for step in submission.round.steps.with_people()],
    )


@router.post(
    "/articles/{int:article_id}/submit",
    response={200: SubmissionOut, **PROBLEMS},
    summary="报送稿件",
)
def submit(request: HttpRequest, article_id: int, body: SubmitIn) -> Any:
    """Hand an article to the unit's leaders. A repeat answers with what stands."""
    return submission_out(
        submit_article(
            actor=person_of(request),
            at=moment(),
            article_id=article_id,
            version=body.version,
            author=body.author,
            phone=body.phone,
            purpose=Purpose(
                body.content_class,
                for_new_media=body.for_new_media,
                for_bulletin=body.for_bulletin,
            ),
        )
    )


@router.post(
    "/steps/{int:step_id}/approve",
    response={200: SubmissionOut, **PROBLEMS},
    summary="审签同意",
)
def approve(request: HttpRequest, step_id: int, body: ReasonIn) -> Any:
    """Agree as a leader; the last agreement sends the article to the desk."""
    return _decided(decide(pass_step, request, KIND, step_id, body))


@router.post(
    "/steps/{int:step_id}/return",
    response={200: SubmissionOut, **PROBLEMS},
    summary="审签退回",
)
def send_back(request: HttpRequest, step_id: int, body: ReasonIn) -> Any:
    """Send the article back to its author inside the unit, with a reason."""
    return _decided(decide(return_step, request, KIND, step_id, body))


@router.post(
    "/submissions/{int:submission_id}/accept",
    response={200: SubmissionOut, **PROBLEMS},
    summary="接收报送",
)
def accept(request: HttpRequest, submission_id: int) -> Any:
    """Take an article into the desk's hands."""
    actor = person_of(request)
    return submission_out(accept_submission(actor=actor, at=moment(), submission_id=submission_id))


@router.post(
    "/submissions/{int:submission_id}/return",
    response={200: SubmissionOut, **PROBLEMS},
    url_name="return_submission",
    summary="退回报送",
)
def give_back(request: HttpRequest, submission_id: int, body: ReasonIn) -> Any:
    """Send an article back to its unit, with a reason."""
    return submission_out(
        return_submission(
            actor=person_of(request), at=moment(), submission_id=submission_id, reason=body.reason
        )
    )


@router.post(
    "/submissions/{int:submission_id}/recall",
    response={200: SubmissionOut, **PROBLEMS},
    summary="撤回报送",
)
def recall(request: HttpRequest, submission_id: int) -> Any:
    """Take a submission back before the unit's leaders have finished with it."""
    actor = person_of(request)
    return submission_out(recall_submission(actor=actor, at=moment(), submission_id=submission_id))


def _decided(step: ApprovalStep) -> SubmissionOut:
    rows = Submission.objects.select_related("revision", "round")
    return submission_out(rows.get(round=step.round_id, part_of=None))
