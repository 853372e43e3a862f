"""Reads of the submission room: which rules hold for a unit, and what waits for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from mingtang.foundation.decisions import Reason, Refused
from mingtang.organization.authority import Powers, authority
from mingtang.organization.models import Person
from mingtang.organization.queries import unit_path
from mingtang.regulations.errors import UnknownRule
from mingtang.regulations.queries import rules_for
from mingtang.regulations.schema.gates import Approval, RequiredFields
from mingtang.submission.enums import StepState, SubmissionState
from mingtang.submission.models import ApprovalStep, Submission
from mingtang.submission.policies import StepPlan

WAITING_LIMIT = 500
SENDING = "submission"  # the step of a pack that the platform takes itself


@dataclass(frozen=True)
class ApprovalRules:
    """What the pack of a unit asks before something leaves it."""

    pack: str
    version: str
    approval: Approval
    required_fields: frozenset[str]

    def steps(self, *, is_important: bool) -> tuple[StepPlan, ...]:
        """Return the steps that an item has to pass, in order; the last, the sending, needs no hand."""
        return tuple(
            StepPlan(
                key=step.name,
                label=step.label,
                posts=tuple(str(post) for post in step.by),
                joins_previous=step.joins_previous,
                clauses=tuple(self.approval.clauses),
            )
            for step in self.approval.steps_for(is_important=is_important)
            if step.name != SENDING
        )


def approval_rules(unit_code: str, *, at: datetime) -> ApprovalRules:
    """Return the approval rules in force for a unit.

    :raises Refused: when no pack with such rules is bound to the unit or to one above it.
    """
    rules = rules_for(unit_path(unit_code), at)
    try:
        approval = rules.rule("submission.approval", Approval)
        required = rules.rule("submission.required_fields", RequiredFields)
    except UnknownRule as error:
        raise Refused(
            [
                Reason(
                    "submission.no_rules",
                    "本单位还没有启用含有报送审签规定的制度，请联系平台管理员在“制度”中启用。",
                )
            ]
        ) from error
    return ApprovalRules(rules.pack, rules.version, approval, required.names)


def steps_waiting_for(person: Person, *, at: datetime) -> list[ApprovalStep]:
    """Return the approval steps that a person can take now, oldest first."""
    powers = authority.powers_of(person, at)
    units = powers.units_where("submission.approve")
    if not units:
        return []
    rows = (
        ApprovalStep.objects.filter(units.as_q("submission__unit_id"))
        .filter(state=StepState.WAITING.value, submission__state=SubmissionState.WAITING.value)
        .select_related("submission__article", "submission__unit", "submission__site")
        .order_by("id")[:WAITING_LIMIT]
    )
    return [step for step in _first_of_each(list(rows)) if _may_take(step, powers)]


def submissions_at_desk(person: Person, *, at: datetime) -> QuerySet[Submission]:
    """Return what has arrived at the desks of a person and is not yet released or returned."""
    sites = authority.sites_where(person, "submission.accept", at)
    return (
        Submission.objects.filter(sites.as_q("site__code"))
        .filter(state__in=[SubmissionState.ARRIVED.value, SubmissionState.ACCEPTED.value])
        .select_related("article", "unit", "site")
    )


def standing_submission(article_id: int) -> Submission | None:
    """Return the submission of an article that is on its way now, if any."""
    return (
        Submission.objects.filter(
            article_id=article_id,
            state__in=[
                SubmissionState.WAITING.value,
                SubmissionState.ARRIVED.value,
                SubmissionState.ACCEPTED.value,
            ],
        )
        .select_related("unit", "site", "submitted_by", "accepted_by")
        .first()
    )


def _first_of_each(steps: Sequence[ApprovalStep]) -> list[ApprovalStep]:
    """Return the earliest waiting step of each submission: later ones have to wait for it."""
    first: dict[int, ApprovalStep] = {}
    for step in steps:
        standing = first.get(step.submission_id)
        if standing is None or step.order < standing.order:
            first[step.submission_id] = step
    return list(first.values())


def _may_take(step: ApprovalStep, powers: Powers) -> bool:
    may = powers.may("submission.approve", unit=step.submission.unit.code, posts=step.posts.split())
    return bool(may)
