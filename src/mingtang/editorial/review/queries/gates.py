"""Which review list holds for an article, and what passed."""

from dataclasses import dataclass, replace
from datetime import datetime

from mingtang.editorial.content.models import Article
from mingtang.editorial.review.enums import (
    KIND,
    SIGNATURE,
    SIGNATURE_LABEL,
    URGENT_SIGNATURE,
    URGENT_SIGNATURE_LABEL,
)
from mingtang.editorial.review.models import ReviewRound
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.institution.organization.queries import unit_path
from mingtang.institution.regulations.enums import GateOrder
from mingtang.institution.regulations.errors import UnknownRule
from mingtang.institution.regulations.queries import rules_for
from mingtang.institution.regulations.rules import RuleSet
from mingtang.institution.regulations.schema.gates import (
    CompulsoryGates,
    DeclaredGate,
    DifferentPeople,
    Forbidden,
    Importance,
    ReviewList,
    UrgentRelease,
)
from mingtang.institution.regulations.schema.registers import Register
from mingtang.workbench.approvals.enums import RoundState
from mingtang.workbench.approvals.policies import RoundPlan, StepPlan

GATE_RIGHT = "review.gate"
MANAGE = "review.manage"
URGENT_RIGHT = "review.urgent"
URGENT_RULE = "review.urgent"
CLASSES = "content.classes"
_DIFFERENT = "review.different_people"


@dataclass(frozen=True)
class FoundList:
    """The review list that holds for an article: its content class and its gates."""

    content_class: str
    plan: RoundPlan


def review_list(article: Article, *, at: datetime) -> FoundList:
    """Return the gates that an article has to pass on the site it is meant for.

    The pack of the unit that runs the site counts. :raises Refused: when it has no review list.
    """
    site, important = article.site, article.is_important
    return gates_of(site, article.content_class, at=at, is_important=important)


def gates_of(
    site: GovSite, content_class: str, *, at: datetime, is_important: bool = False
) -> FoundList:
    """Return the gates that something of a content class has to pass on a site.

    :raises Refused: the unit that runs the site has no review list.
    """
    rules = rules_for(unit_path(site.operating_unit.code), at)
    try:
        listed = rules.rule("review.list", ReviewList)
    except UnknownRule as error:
        text = "本网站的承办单位还没有启用含有审核清单的制度，请联系平台管理员在“制度”中启用。"
        raise Refused([Reason("review.no_list", text)]) from error
    found = listed.class_for(content_class)
    plan = RoundPlan(
        tuple(_gate(name, listed.gates[name], tuple(listed.clauses)) for name in found.gates),
        rules.pack,
        rules.version,
        in_order=found.order is not GateOrder.ANY,
    )
    plan = _with_compulsory(plan, rules)
    if _DIFFERENT in rules:
        group_of = rules.rule(_DIFFERENT, DifferentPeople).group_of
        plan = plan.each(lambda gate: replace(gate, group=group_of(gate.key)))
    if is_important and listed.important is not None:
        plan = plan.with_step(_signature(listed.important, tuple(listed.clauses)))
    known = content_class in listed.classes
    return FoundList(content_class if known else "ordinary", plan.asked(GATE_RIGHT, site=site.code))


def knows_urgency(site: GovSite, at: datetime) -> bool:
    """Tell whether the pack of a site lets something go online before its gates."""
    return URGENT_RULE in rules_for(unit_path(site.operating_unit.code), at)


def urgent_list(article: Article, *, at: datetime) -> FoundList:
    """Return the one signature with which an article goes online before its gates.

    :raises Refused: the pack of its site knows none.
    """
    rules = rules_for(unit_path(article.site.operating_unit.code), at)
    if URGENT_RULE not in rules:
        text = "本网站的制度没有规定紧急签发，请按内容类别送审。"
        raise Refused([Reason("review.no_urgency", text)])
    rule = rules.rule(URGENT_RULE, UrgentRelease)
    step = StepPlan(
        URGENT_SIGNATURE,
        URGENT_SIGNATURE_LABEL,
        tuple(str(post) for post in rule.signed_by),
        statements=tuple(one.label for one in rule.statements),
        clauses=tuple(rule.clauses),
    )
    plan = RoundPlan((step,), rules.pack, rules.version)
    listed = review_list(article, at=at)
    return FoundList(listed.content_class, plan.asked(GATE_RIGHT, site=article.site.code))


def is_passed(article_id: int, revision_id: int) -> bool:
    """Tell whether exactly this text has passed all gates of its newest round."""
    newest = (
        ReviewRound.objects.filter(article_id=article_id, kind=KIND).order_by("-number").first()
    )
    return (
        newest is not None
        and newest.state == RoundState.PASSED
        and newest.revision_id == revision_id
    )


def _signature(important: Importance, clauses: tuple[str, ...]) -> StepPlan:
    """Return the signature of what is important, which comes last.

    Source: 六安 2016 通知 四(三) (LA-16): signed by the principal leader.
    """
    posts = tuple(str(post) for post in important.signed_by)
    return StepPlan(SIGNATURE, SIGNATURE_LABEL, posts, clauses=clauses, comes_last=True)


def _gate(name: str, gate: DeclaredGate, clauses: tuple[str, ...]) -> StepPlan:
    return StepPlan(
        key=name,
        label=gate.label,
        posts=tuple(str(post) for post in gate.passed_by),
        stand_in=tuple(str(post) for post in gate.stand_in),
        statements=tuple(statement.label for statement in gate.statements),
        clauses=clauses,
    )


def _with_compulsory(plan: RoundPlan, rules: RuleSet) -> RoundPlan:
    """Add the gates that every class passes, and the sentences a reviewer confirms at a gate.

    Source: 宣城 2015 实施意见 三(一) (XC-16, XC-18): secrecy review and checks for errors before release.
    """
    for rule in rules.rules.of_type(CompulsoryGates):
        for name, gate in rules.rule(rule.id, CompulsoryGates).gates.items():
            plan = plan.with_step(_gate(name, gate, tuple(rule.clauses)))
    for forbidden in rules.rules.of_type(Forbidden):
        read = rules.rule(forbidden.id, Forbidden)
        statements = tuple(statement.label for statement in read.statements)
        if any(gate.key == read.checked_in for gate in plan.steps):
            confirmed = StepPlan(
                read.checked_in, "", statements=statements, clauses=tuple(read.clauses)
            )
            plan = plan.with_step(confirmed)
    return plan


def class_requirements(site: GovSite, content_class: str, at: datetime) -> tuple[str, ...]:
    """Return what a pack asks of a content class: form, tone, channel and steps, in words.

    Source: 海南州 2015 方案 五(四) (HN-12), 国办发〔2014〕57号 十二 (GB-11).
    """
    rules = rules_for(unit_path(site.operating_unit.code), at)
    if CLASSES not in rules:
        return ()
    entries = {one.code: one.values for one in rules.rule(CLASSES, Register).entries}
    return entries.get(content_class, entries.get("ordinary", ()))
