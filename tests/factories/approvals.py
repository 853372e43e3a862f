"""Approval rounds and steps made by hand, where no action is under test."""

from datetime import datetime
from typing import Any

from mingtang.institution.organization.models import Person
from mingtang.workbench.approvals.models import ApprovalRound, ApprovalStep, StepPost


def round_fields(kind: str, subject: str, actor: Person, at: datetime) -> dict[str, Any]:
    """Return the fields of a round that every client's row wants."""
    return {
        "kind": kind, "subject": subject, "number": 1, "pack": "demo", "pack_version": "0",
        "started_by": actor, "started_at": at,
    }  # fmt: skip


def due_step(found: ApprovalRound, *, posts: str, **fields: Any) -> ApprovalStep:
    """Return a step of a round whose turn it is; `posts` are separated by spaces."""
    values = {"key": "step", "label": "审核", "order": 0, "waiting_since": found.started_at}
    step = ApprovalStep.objects.create(round=found, **(values | fields))
    StepPost.objects.bulk_create(StepPost(step=step, post=post) for post in posts.split())
    return step


def crowd_of_steps(found: ApprovalRound, number: int, *, posts: str, **fields: Any) -> None:
    """Fill a round with steps that wait for posts; what they had before goes."""
    found.steps.all().delete()
    steps = ApprovalStep.objects.bulk_create(
        ApprovalStep(
            round=found, key=f"step-{one}", label="签发", order=one,
            waiting_since=found.started_at, **fields,
        )
        for one in range(number)
    )  # fmt: skip
    StepPost.objects.bulk_create(
        StepPost(step=step, post=post) for step in steps for post in posts.split()
    )
