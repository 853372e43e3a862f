"""The rules that hold for a consultation, and what pages and screens show of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.institution.organization.queries import unit_path
from mingtang.institution.regulations.errors import UnknownRule
from mingtang.institution.regulations.queries import rules_for
from mingtang.institution.regulations.schema.gates import ApprovalRule
from mingtang.institution.regulations.schema.registers import Register
from mingtang.service.consultations.enums import ConsultationState, OpinionShowing
from mingtang.service.consultations.models import Consultation, ConsultationOpinion
from mingtang.workbench.approvals.policies import RoundPlan, StepPlan

APPROVE, RELEASE = "consultations.approve", "consultations.release"
RELEASE_STEP = "release"  # the step of the pack that the site takes, not the unit
MOST_SHOWN = 200


@dataclass(frozen=True)
class ConsultationRules:
    """What the pack of a unit says of consultations: the shortest period in days, and who approves."""

    pack: str
    version: str
    shortest: int
    citation: str
    approval: ApprovalRule

    def plan(self, *, unit: str, site: str) -> RoundPlan:
        """Return the steps of a round; the last is taken for the site."""
        steps = tuple(
            StepPlan(
                key=step.name,
                label=step.label,
                posts=tuple(str(post) for post in step.by),
                stand_in=tuple(str(post) for post in step.stand_in),
                joins_previous=step.joins_previous,
                clauses=tuple(self.approval.clauses),
            )
            for step in self.approval.steps_for(is_important=False)
        )
        plan = RoundPlan(steps, self.pack, self.version, in_order=True).asked(APPROVE, unit=unit)
        return plan.each(
            lambda step: (
                replace(step, right=RELEASE, unit="", site=site)
                if step.key == RELEASE_STEP
                else step
            )
        )


def consultation_rules(unit_code: str, *, at: datetime) -> ConsultationRules:
    """Return the rules in force for a unit.

    :raises Refused: no pack with such rules is bound to the unit or to one above it.
    """
    rules = rules_for(unit_path(unit_code), at)
    try:
        period = rules.rule("consultation.period", Register)
        approval = rules.rule("consultation.review", ApprovalRule)
    except UnknownRule as error:
        text = "本单位还没有启用含有意见征集规定的制度，请联系平台管理员在“制度”中启用。"
        raise Refused([Reason("consultations.no_rules", text)]) from error
    shortest = next(one for one in period.entries if one.code == "shortest")
    days = int(shortest.values[0].partition(" ")[0])
    return ConsultationRules(rules.pack, rules.version, days, period.citation, approval)


def shows_opinions(row: Consultation) -> bool:
    """Tell whether readers see the moderated opinions now."""
    if row.showing == OpinionShowing.AT_ONCE:
        return True
    return row.showing == OpinionShowing.AFTER_CLOSE and row.state != ConsultationState.OPEN


def shown_opinions(row: Consultation) -> Sequence[ConsultationOpinion]:
    """Return what readers see of the opinions, the oldest first."""
    return list(row.opinions.shown()[:MOST_SHOWN]) if shows_opinions(row) else []
