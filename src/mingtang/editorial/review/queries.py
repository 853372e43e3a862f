"""Reads of the review room: which list holds for an article, what waits, what passed."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db.models import Count, Q

from mingtang.editorial.content.models import Article
from mingtang.editorial.review.enums import (
    KIND,
    SIGNATURE,
    SIGNATURE_LABEL,
    URGENT_SIGNATURE,
    URGENT_SIGNATURE_LABEL,
)
from mingtang.editorial.review.models import IgnoredRemark, OwnWording, ReviewRound
from mingtang.editorial.review.policies import PlacedRemark, pieces_of, remarks_in
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.clock import beijing_date
from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.institution.organization.queries import unit_path
from mingtang.institution.regulations.enums import GateOrder
from mingtang.institution.regulations.errors import UnknownRule
from mingtang.institution.regulations.queries import rules_for
from mingtang.institution.regulations.rules import RuleSet
from mingtang.institution.regulations.schema.gates import (
    BlockingRemarks,
    CompulsoryGates,
    DeclaredGate,
    DifferentPeople,
    Forbidden,
    Importance,
    ReviewList,
    UrgentRelease,
)
from mingtang.institution.regulations.schema.registers import Register
from mingtang.spine.events.models import Event
from mingtang.workbench.approvals.enums import RoundState
from mingtang.workbench.approvals.policies import RoundPlan, StepPlan
from mingtang.workbench.proofing import ProofBook, Wording
from mingtang.workbench.proofing.leaders import ListedLeader
from mingtang.workbench.proofing.sources import ListedSource, source_names, source_remarks

GATE_RIGHT = "review.gate"
MANAGE = "review.manage"
URGENT_RIGHT = "review.urgent"
URGENT_RULE = "review.urgent"
SOURCES = "linkage.sources"
CLASSES = "content.classes"
MOST_ROUNDS = 2000  # looked at for figures
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


@dataclass(frozen=True)
class ArticleRemarks:
    """Machine remarks on the current text of an article: those that are open, and those ignored.

    `blocking` are the codes of rules whose remarks hold it up.
    """

    open: list[PlacedRemark]
    ignored: list[tuple[PlacedRemark, IgnoredRemark]]
    blocking: frozenset[str] = field(default_factory=frozenset)

    @property
    def that_block(self) -> list[PlacedRemark]:
        """The open ones with which it may not go to review."""
        return [one for one in self.open if one.remark.rule in self.blocking]

    def find(self, key: str) -> PlacedRemark | None:
        """Return the open remark with a key."""
        return next((one for one in self.open if one.key == key), None)


Leaders = Callable[[GovSite], Sequence[ListedLeader]]
_leaders: list[Leaders] = []


def register_leaders(ask: Leaders) -> None:
    """Say who the leaders of a site are, in their order; a room above knows. A repeat is harmless."""
    if ask not in _leaders:
        _leaders.append(ask)


def remarks_on(article: Article, *, at: datetime) -> ArticleRemarks:
    """Return the machine remarks on the current text of an article.

    Words, leaders and what blocks are those of the unit that operates its site.
    """
    blocks = list(article.body.get_prep_value())
    pieces = pieces_of(article.title, article.summary, blocks)
    found = remarks_in(pieces, _book(article.site, at))
    found += _source_remarks(article, at)
    rows = {
        one.key: one
        for one in IgnoredRemark.objects.filter(article=article).select_related(
            "ignored_by", "reason"
        )
    }
    return ArticleRemarks(
        [one for one in found if one.key not in rows],
        [(one, rows[one.key]) for one in found if one.key in rows],
        _blocking(article.site, at),
    )


def _source_remarks(article: Article, at: datetime) -> list[PlacedRemark]:
    """Return what is wrong with the source; one that names an office of the platform is no reprint."""
    rules = rules_for(unit_path(article.site.operating_unit.code), at)
    listed: list[ListedSource] = []
    if SOURCES in rules:
        entries = rules.rule(SOURCES, Register).entries
        listed = [ListedSource(one.label, one.values) for one in entries]
    names = source_names(article.source)
    known = Unit.objects.filter(Q(name__in=names) | Q(short_name__in=names))
    own = {name for pair in known.values_list("name", "short_name") for name in pair}
    own |= {article.unit.name, article.unit.short_name, article.site.name}
    found = source_remarks(article.source, listed, own)
    return [PlacedRemark("信息来源", one) for one in found]


def class_requirements(site: GovSite, content_class: str, at: datetime) -> tuple[str, ...]:
    """Return what a pack asks of a content class: form, tone, channel and steps, in words.

    Source: 海南州 2015 方案 五(四) (HN-12), 国办发〔2014〕57号 十二 (GB-11).
    """
    rules = rules_for(unit_path(site.operating_unit.code), at)
    if CLASSES not in rules:
        return ()
    entries = {one.code: one.values for one in rules.rule(CLASSES, Register).entries}
    return entries.get(content_class, entries.get("ordinary", ()))


def _book(site: GovSite, at: datetime) -> ProofBook:
    rows = OwnWording.objects.filter(unit=site.operating_unit_id).order_by("pk")
    own = tuple(rows.values_list("word", "better", "why", "is_allowed"))
    leaders = tuple(one for ask in _leaders for one in ask(site))
    return _compiled(own, leaders, beijing_date(at))


@lru_cache(maxsize=8)
def _compiled(
    own: tuple[tuple[str, str, str, bool], ...], leaders: tuple[ListedLeader, ...], today: date
) -> ProofBook:
    return ProofBook([Wording(*one) for one in own], leaders, today)


def _blocking(site: GovSite, at: datetime) -> frozenset[str]:
    rules = rules_for(unit_path(site.operating_unit.code), at)
    if "review.blocking_remarks" not in rules:
        return frozenset()
    return rules.rule("review.blocking_remarks", BlockingRemarks).codes


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """How often a rule of remarks was right: what stood at the sending, and what was set aside as wrong."""

    rule: str
    stood: int
    ignored: int

    @property
    def share_ignored(self) -> str:
        """Return the share that was set aside, in words; empty where nothing was remarked."""
        total = self.stood + self.ignored
        return f"{100 * self.ignored // total}%" if total else ""


def rule_figures(person: Person, *, at: datetime, days: int = 90) -> list[RuleFigures]:
    """Return for each rule how many remarks texts went to review with, and how many were ignored.

    Of the sites whose reviews a person manages, within the last `days`; the most frequent rule first.
    """
    since = at - timedelta(days=days)
    sites = authority.sites_where(person, MANAGE, at).as_q("site")
    sent = Event.objects.filter(sites, code="review.round.started", recorded_at__gte=since)
    stood = Counter[str]()
    for payload in sent.order_by("-pk").values_list("payload", flat=True)[:MOST_ROUNDS]:
        stood.update(json.loads(payload)["remarks"])
    rows = IgnoredRemark.objects.visible_to(person, at=at).filter(ignored_at__gte=since)
    counts = rows.order_by().values_list("rule").annotate(number=Count("pk"))
    ignored = Counter(dict(counts))
    found = [RuleFigures(rule, stood[rule], ignored[rule]) for rule in {*stood, *ignored}]
    return sorted(found, key=lambda one: (-(one.stood + one.ignored), one.rule))
