"""Steps of approvals: taken together, sent back, claimed, handed over; rounds withdrawn."""

from typing import Any

from mingtang.editorial.review.models import ReviewRound
from mingtang.editorial.submission.models import Submission
from mingtang.workbench.approvals import actions as approvals
from mingtang.workbench.approvals.models import ApprovalRound, ApprovalStep
from tests.actions.spec import Case
from tests.factories import content as make

REASON = {"reason": "需要改"}
OTHERS = ("officer", "leader", "stranger", "portal_secrecy")


def _gate(cast: Any, at: Any, key: str = "policy") -> ApprovalStep:
    return make.in_review(cast, at).review_rounds.get().steps.get(key=key)


def _step(cast: Any, at: Any) -> dict[str, Any]:
    return {"step_id": _gate(cast, at).pk}


def _decided(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    ApprovalStep.objects.update(state="passed", decided_by=cast.auditor, decided_at=at)
    return {}


def _over(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    ApprovalRound.objects.update(state="passed", ended_at=at)
    return {}


def _sent_back(cast: Any, at: Any) -> dict[str, Any]:
    """Return a gate that may go back to the one before it, which has passed."""
    gate = _gate(cast, at)
    earlier = gate.round.steps.get(key="legal")
    approvals.pass_step(actor=cast.second_desk, at=at, step_id=earlier.pk)
    return {"step_id": gate.pk, "to": "legal", **REASON}


CASES = (
    Case(
        approvals.pass_steps, "desk_editor",
        lambda cast, at: {
            "reasons": {
                step.pk: ""
                for step in _gate(cast, at).round.steps.filter(key__in=["policy", "legal"])
            }
        },
        "review.gate.passed",
        lambda cast, passed, _: {step.key for step in passed} == {"policy", "legal"}
        and ApprovalStep.objects.filter(state="passed", decided_by=cast.desk_editor).count() == 2,
        OTHERS,
        {"approvals.step_decided": _decided, "approvals.round_over": _over},
    ),
    Case(
        approvals.send_back_step, "desk_editor", _sent_back, "approvals.step.sent_back",
        lambda cast, step, _: ReviewRound.objects.get().is_open
        and step.round.steps.get(key="legal").is_waiting
        and str(step.round.steps.get(key="legal").reason) == "需要改",
        OTHERS,
        {
            "approvals.not_earlier": lambda cast, at, _: {"to": "wording"},
            "approvals.reason_missing": lambda cast, at, _: {"reason": " "},
            "approvals.step_decided": _decided,
        },
    ),
    Case(
        approvals.claim_step, "desk_editor", _step, "approvals.step.claimed",
        lambda cast, step, given: ApprovalStep.objects.get(pk=step.pk).claimed_by
        == cast.desk_editor,
        OTHERS,
        {"approvals.step_decided": _decided, "approvals.round_over": _over},
    ),
    Case(
        approvals.hand_over_step, "desk_editor",
        lambda cast, at: {**_step(cast, at), "person_id": cast.second_desk.pk},
        "approvals.step.handed_over",
        lambda cast, step, given: ApprovalStep.objects.get(pk=step.pk).claimed_by
        == cast.second_desk,
        OTHERS,
        {
            "approvals.not_able": lambda cast, at, _: {"person_id": cast.stranger.pk},
            "approvals.claimed": lambda cast, at, given: ApprovalStep.objects.filter(
                pk=given["step_id"]
            ).update(claimed_by=cast.second_desk, claimed_at=at)
            and {},
        },
    ),
    Case(
        approvals.withdraw_round, "desk_editor",
        lambda cast, at: {"round_id": _gate(cast, at).round_id, **REASON},
        "review.round.withdrawn",
        lambda cast, found, _: ReviewRound.objects.get().state == "withdrawn"
        and not found.steps.due().exists()
        and Submission.objects.get().state == "accepted",
        ("officer", "leader", "stranger", "stranger_leader"),
        {
            "approvals.reason_missing": lambda cast, at, _: {"reason": "\u2060"},
            "approvals.round_over": _over,
        },
    ),
)  # fmt: skip
