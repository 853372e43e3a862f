"""Reads of this room: by which steps an answer is let go."""

from datetime import datetime

from mingtang.institution.organization.queries import unit_path
from mingtang.institution.regulations.errors import UnknownRule
from mingtang.institution.regulations.queries import rules_for
from mingtang.institution.regulations.schema.gates import ApprovalRule
from mingtang.service.responses.models import AnswerPhrase
from mingtang.workbench.approvals.policies import RoundPlan, StepPlan

APPROVE_RIGHT = "responses.approve"
REVIEW_RULE = "reply.approval"  # a pack may name the steps
_DEFAULT = StepPlan("leader", "分管领导审核", ("leader_in_charge",), ("principal_leader",))


def review_plan(unit: str, *, at: datetime) -> RoundPlan:
    """Return the steps that an answer of a unit passes: those of its pack, else its leader in charge."""
    pack, version = "", ""
    steps: tuple[StepPlan, ...] = (_DEFAULT,)
    try:
        rules = rules_for(unit_path(unit), at)
        pack, version = rules.pack, rules.version
        steps = _steps(rules.rule(REVIEW_RULE, ApprovalRule)) or steps
    except UnknownRule:
        pass
    return RoundPlan(steps, pack, version, in_order=True).asked(APPROVE_RIGHT, unit=unit)


def _steps(rule: ApprovalRule) -> tuple[StepPlan, ...]:
    return tuple(
        StepPlan(
            step.name,
            step.label,
            tuple(map(str, step.by)),
            tuple(map(str, step.stand_in)),
            joins_previous=step.joins_previous,
            clauses=tuple(rule.clauses),
        )
        for step in rule.steps_for(is_important=False)
    )


def phrases_of(unit: str) -> list[AnswerPhrase]:
    """Return the phrases of a unit, by name."""
    return list(AnswerPhrase.objects.filter(unit=unit, retired_at=None).order_by("title", "pk"))
