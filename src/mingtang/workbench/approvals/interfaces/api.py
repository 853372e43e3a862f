"""What the endpoints of all approvals share: how a step looks, and the decision about one."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest
from ninja import Schema

from mingtang.ground.foundation.decisions import NotVisible
from mingtang.workbench.approvals.models import ApprovalStep
from mingtang.workbench.backoffice.interfaces.api import ReasonIn, person_of
from mingtang.workbench.backoffice.interfaces.moment import moment


class StepOut(Schema):
    """One step of an approval, and the decision about it."""

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


def step_out(step: ApprovalStep) -> StepOut:
    """Return a step as the endpoints tell it."""
    return StepOut(
        id=step.pk,
        key=step.key,
        label=step.label,
        posts=list(step.posts_named()),
        statements=list(step.statements),
        clauses=step.clauses.split(),
        state=step.state,
        state_label=step.state_label,
        decided_at=step.decided_at,
        reason=str(step.reason or ""),
    )


def decide(
    action: Callable[..., ApprovalStep],
    request: HttpRequest,
    kind: str,
    step_id: int,
    body: ReasonIn,
) -> ApprovalStep:
    """Pass or return a step of one kind for the person of the token."""
    if not ApprovalStep.objects.filter(pk=step_id, round__kind=kind).exists():
        raise NotVisible(f"step {step_id} of {kind}")
    return action(actor=person_of(request), at=moment(), step_id=step_id, reason=body.reason)
