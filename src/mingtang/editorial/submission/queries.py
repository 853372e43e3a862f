"""Reads of the submission room: which rules hold for a unit, and what is at a desk."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from mingtang.editorial.submission.enums import SubmissionState
from mingtang.editorial.submission.models import Submission
from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.queries import unit_path
from mingtang.institution.regulations.errors import UnknownRule
from mingtang.institution.regulations.queries import rules_for
from mingtang.institution.regulations.schema.gates import ApprovalRule, RequiredFields
from mingtang.workbench.approvals.policies import RoundPlan, StepPlan

APPROVE_RIGHT = "submission.approve"
SENDING = "submission"  # the step of a pack that the platform takes itself


@dataclass(frozen=True)
class ApprovalRules:
    """What the pack of a unit asks before something leaves it."""

    pack: str
    version: str
    approval: ApprovalRule
    required_fields: frozenset[str]

    def plan(self, unit_code: str, *, is_important: bool) -> RoundPlan:
        """Return the steps that an item has to pass, in order; the last, the sending, needs no hand."""
        steps = tuple(
            StepPlan(
                key=step.name,
                label=step.label,
                posts=tuple(str(post) for post in step.by),
                stand_in=tuple(str(post) for post in step.stand_in),
                joins_previous=step.joins_previous,
                clauses=tuple(self.approval.clauses),
            )
            for step in self.approval.steps_for(is_important=is_important)
            if step.name != SENDING
        )
        plan = RoundPlan(steps, self.pack, self.version, in_order=True)
        return plan.asked(APPROVE_RIGHT, unit=unit_code)


def approval_rules(unit_code: str, *, at: datetime) -> ApprovalRules:
    """Return the approval rules in force for a unit.

    :raises Refused: when no pack with such rules is bound to the unit or to one above it.
    """
    rules = rules_for(unit_path(unit_code), at)
    try:
        approval = rules.rule("submission.approval", ApprovalRule)
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


def submissions_at_desk(person: Person, *, at: datetime) -> QuerySet[Submission]:
    """Return what has arrived at the desks of a person and is not yet released or returned."""
    sites = authority.sites_where(person, "submission.accept", at)
    return (
        Submission.objects.filter(sites.as_q("site__code"))
        .filter(state__in=[SubmissionState.ARRIVED.value, SubmissionState.ACCEPTED.value])
        .select_related("article", "unit", "site", "round__started_by")
    )
