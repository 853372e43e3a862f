"""Start a review, pass a gate, refuse a gate."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from mingtang.editorial.review.actions import start_review
from mingtang.editorial.review.enums import KIND
from mingtang.editorial.review.models import ReviewRound
from mingtang.workbench.approvals.actions import pass_step, return_step
from mingtang.workbench.approvals.interfaces.api import StepOut, decide, step_out
from mingtang.workbench.approvals.models import ApprovalStep
from mingtang.workbench.backoffice.interfaces.api import PROBLEMS, ReasonIn, person_of
from mingtang.workbench.backoffice.interfaces.moment import moment

router = Router(tags=["审核"])


class RoundOut(Schema):
    """One passage of one version through its gates."""

    id: int
    article_id: int
    number: int
    version: int
    state: str
    state_label: str
    gates: list[StepOut]


def round_out(review_round: ReviewRound) -> RoundOut:
    """Return a round as the endpoints tell it."""
    return RoundOut(
        id=review_round.pk,
        article_id=review_round.article_id,
        number=review_round.number,
        version=review_round.revision.number,
        state=review_round.state,
        state_label=review_round.state_label,
        gates=[step_out(gate) for gate in review_round.steps.with_people()],
    )


@router.post(
    "/articles/{int:article_id}/review",
    response={200: RoundOut, **PROBLEMS},
    summary="送审",
)
def review(request: HttpRequest, article_id: int) -> Any:
    """Send the present text through the gates of its content class."""
    actor = person_of(request)
    return round_out(start_review(actor=actor, at=moment(), article_id=article_id))


@router.post("/gates/{int:gate_id}/pass", response={200: RoundOut, **PROBLEMS}, summary="审核通过")
def let_pass(request: HttpRequest, gate_id: int, body: ReasonIn) -> Any:
    """Tick a gate; the last one lets the article pass."""
    return _round(decide(pass_step, request, KIND, gate_id, body))


@router.post(
    "/gates/{int:gate_id}/refuse", response={200: RoundOut, **PROBLEMS}, summary="审核不予通过"
)
def refuse(request: HttpRequest, gate_id: int, body: ReasonIn) -> Any:
    """Refuse a gate with a reason; the article goes back to the desk."""
    return _round(decide(return_step, request, KIND, gate_id, body))


def _round(gate: ApprovalStep) -> RoundOut:
    return round_out(ReviewRound.objects.select_related("revision").get(pk=gate.round_id))
