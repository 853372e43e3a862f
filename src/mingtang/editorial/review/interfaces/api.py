"""Start a review, pass a gate, refuse a gate."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from mingtang.editorial.review.actions import pass_gate, refuse_gate, start_review
from mingtang.editorial.review.models import Gate, ReviewRound
from mingtang.workbench.backoffice.interfaces.api import PROBLEMS, ReasonIn, person_of
from mingtang.workbench.backoffice.interfaces.moment import moment

router = Router(tags=["审核"])


class GateOut(Schema):
    """One gate, and the decision about it."""

    id: int
    key: str
    label: str
    posts: list[str]
    statements: list[str]
    clauses: list[str]
    state: str
    state_label: str
    decided_at: datetime | None
    reason: str


class RoundOut(Schema):
    """One passage of one version through its gates."""

    id: int
    article_id: int
    number: int
    version: int
    state: str
    state_label: str
    gates: list[GateOut]


def gate_out(gate: Gate) -> GateOut:
    """Return a gate as the endpoints tell it."""
    return GateOut(
        id=gate.pk,
        key=gate.key,
        label=gate.label,
        posts=gate.posts.split(),
        statements=list(gate.statements),
        clauses=gate.clauses.split(),
        state=gate.state,
        state_label=gate.state_label,
        decided_at=gate.decided_at,
        reason=str(gate.reason or ""),
    )


def round_out(review_round: ReviewRound) -> RoundOut:
    """Return a round as the endpoints tell it."""
    return RoundOut(
        id=review_round.pk,
        article_id=review_round.article_id,
        number=review_round.number,
        version=review_round.revision.number,
        state=review_round.state,
        state_label=review_round.state_label,
        gates=[gate_out(gate) for gate in review_round.gates.all()],
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
    actor = person_of(request)
    gate = pass_gate(actor=actor, at=moment(), gate_id=gate_id, reason=body.reason)
    return round_out(_round(gate))


@router.post(
    "/gates/{int:gate_id}/refuse", response={200: RoundOut, **PROBLEMS}, summary="审核不予通过"
)
def refuse(request: HttpRequest, gate_id: int, body: ReasonIn) -> Any:
    """Refuse a gate with a reason; the article goes back to the desk."""
    actor = person_of(request)
    gate = refuse_gate(actor=actor, at=moment(), gate_id=gate_id, reason=body.reason)
    return round_out(_round(gate))


def _round(gate: Gate) -> ReviewRound:
    return ReviewRound.objects.select_related("revision").get(pk=gate.round_id)
