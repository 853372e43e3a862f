"""Reads of the review room: which list holds for an article, what waits for whom, what passed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from mingtang.editorial.content.models import Article
from mingtang.editorial.content.open_steps import OpenStep, Way, publishing_need
from mingtang.editorial.content.queries import authors_by_article
from mingtang.editorial.review.enums import SIGNATURE, GateState, RoundState
from mingtang.editorial.review.models import Gate, ReviewRound
from mingtang.editorial.review.policies import GatePlan, ReviewPlan
from mingtang.ground.foundation.chunks import in_chunks
from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.institution.organization.authority import Powers, authority
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.queries import unit_path
from mingtang.institution.organization.staffing import Need, Roster
from mingtang.institution.regulations.enums import GateOrder
from mingtang.institution.regulations.errors import UnknownRule
from mingtang.institution.regulations.queries import rules_for
from mingtang.institution.regulations.rules import RuleSet
from mingtang.institution.regulations.schema.gates import (
    CompulsoryGates,
    DeclaredGate,
    DifferentPeople,
    Forbidden,
    ReviewList,
)

WAITING_LIMIT = 500
CHUNK = 500  # rows looked at together
_GATE = "review.gate"
_DIFFERENT = "review.different_people"


@dataclass(frozen=True)
class FoundList:
    """The review list that holds for an article, and the pack it comes from."""

    pack: str
    version: str
    plan: ReviewPlan


def review_list(article: Article, *, at: datetime) -> FoundList:
    """Return the gates that an article has to pass on the site it is meant for.

    The pack of the unit that runs the site counts. :raises Refused: when it has no review list.
    """
    rules = rules_for(unit_path(article.site.operating_unit.code), at)
    try:
        listed = rules.rule("review.list", ReviewList)
    except UnknownRule as error:
        text = "本网站的承办单位还没有启用含有审核清单的制度，请联系平台管理员在“制度”中启用。"
        raise Refused([Reason("review.no_list", text)]) from error
    found = listed.class_for(article.content_class)
    plan = ReviewPlan(
        content_class=article.content_class
        if article.content_class in listed.classes
        else "ordinary",
        label=found.label,
        gates=tuple(_plan(name, listed.gates[name], tuple(listed.clauses)) for name in found.gates),
        in_order=found.order is not GateOrder.ANY,
    )
    plan = _with_compulsory(plan, rules)
    if _DIFFERENT in rules:
        plan = plan.grouped_by(rules.rule(_DIFFERENT, DifferentPeople).group_of)
    if article.is_important and listed.important is not None:
        plan = plan.signed_by([str(post) for post in listed.important.signed_by], listed.clauses)
    return FoundList(rules.pack, rules.version, plan)


def is_passed(article_id: int, revision_id: int) -> bool:
    """Tell whether exactly this text has passed all gates of its newest round."""
    newest = ReviewRound.objects.filter(article_id=article_id).order_by("-number").first()
    return (
        newest is not None
        and newest.state == RoundState.PASSED
        and newest.revision_id == revision_id
    )


def gates_waiting_for(
    person: Person, *, at: datetime, review_round: ReviewRound | None = None
) -> list[Gate]:
    """Return the gates that a person can decide now, oldest first; never of the person's own texts.

    At most `WAITING_LIMIT`, however many others wait for other people; `review_round` narrows to one.
    """
    powers = authority.powers_of(person, at)
    sites = powers.sites_where(_GATE)
    if not sites:
        return []
    rounds = Q(round=review_round) if review_round is not None else Q()
    rows = (
        Gate.objects.filter(rounds, sites.as_q("round__article__site__code"))
        .filter(_names_posts(powers))
        .filter(state=GateState.WAITING.value, round__state=RoundState.OPEN.value)
        .exclude(round__article__created_by=person)
        .exclude(round__article__revisions__saved_by=person)
        .select_related("round__article__unit", "round__article__site")
        .prefetch_related("round__gates")
        .order_by("id")
    )
    roster, found = Roster(at), list[Gate]()
    for some in in_chunks(rows.iterator(CHUNK), CHUNK):
        due = [gate for gate in some if _is_due(gate)]
        authors = authors_by_article([gate.round.article for gate in due])
        found += [gate for gate in due if _covers(powers, gate, roster, authors)]
        if len(found) >= WAITING_LIMIT:
            break
    return found[:WAITING_LIMIT]


def _names_posts(powers: Powers) -> Q:
    """Return a question that leaves out most gates of other posts; who may is asked afterwards."""
    posts = {str(grant.post) for grant in powers.grants}
    named = (Q(posts__contains=post) | Q(stand_in__contains=post) for post in sorted(posts))
    return reduce(or_, named, Q(pk=None))


def needs_of_plan(article: Article, plan: ReviewPlan, authors: frozenset[str]) -> list[Need]:
    """Return what has to be done by whom until an article has passed and can be released."""
    needs = [
        _need(article, authors, gate.key, gate.label, gate.posts, gate.stand_in, gate.group)
        for gate in plan.gates
    ]
    return [*needs, publishing_need(article)]


def needs_of_round(
    article: Article, gates: Sequence[Gate], authors: frozenset[str]
) -> dict[str, Need]:
    """Return by its key who may pass each gate that waits; who passed one of its group may not."""
    taken: dict[str, set[str]] = {}
    for gate in gates:
        if gate.group and gate.state == GateState.PASSED:
            taken.setdefault(gate.group, set()).add(f"person:{gate.decided_by_id}")
    return {
        gate.key: _need(
            article,
            authors | taken.get(gate.group, set()),
            gate.key,
            gate.label,
            tuple(gate.posts.split()),
            tuple(gate.stand_in.split()),
            gate.group,
        )
        for gate in gates
        if gate.state == GateState.WAITING
    }


def open_gates(articles: Sequence[Article], way: Way) -> list[OpenStep]:
    """Return the gates of articles under review that wait for a reviewer."""
    by_id = {article.pk: article for article in articles}
    authors = authors_by_article(articles)
    rounds = ReviewRound.objects.filter(article__in=by_id, state=RoundState.OPEN.value)
    found = []
    for review_round in rounds.prefetch_related("gates"):
        article = by_id[review_round.article_id]
        gates = list(review_round.gates.all())
        needs = needs_of_round(article, gates, authors[article.pk])
        found += [
            OpenStep(
                article.pk,
                needs[gate.key],
                way.since_of(article),
                _comes_now(gate, gates, in_order=review_round.in_order),
            )
            for gate in gates
            if gate.key in needs
        ]
    return found


def _need(
    article: Article,
    barred: frozenset[str],
    key: str,
    label: str,
    posts: tuple[str, ...],
    stand_in: tuple[str, ...],
    group: str,
) -> Need:
    return Need(
        key=f"gate:{key}",
        label=label,
        right=_GATE,
        site=article.site.code,
        posts=posts,
        stand_in=stand_in,
        barred=barred,
        bars_authors=True,
        group=group,
    )


def _covers(
    powers: Powers, gate: Gate, roster: Roster, authors: Mapping[int, frozenset[str]]
) -> bool:
    article = gate.round.article
    gates = list(gate.round.gates.all())
    need = needs_of_round(article, gates, authors[article.pk])[gate.key]
    if powers.person.person_key in need.barred:
        return False
    return bool(powers.may(_GATE, site=article.site.code, posts=roster.posts_in_use(need)))


def _is_due(gate: Gate) -> bool:
    """Tell whether nothing else has to come first."""
    return _comes_now(gate, list(gate.round.gates.all()), in_order=gate.round.in_order)


def _comes_now(gate: Gate, gates: Sequence[Gate], *, in_order: bool) -> bool:
    others = [other for other in gates if other.pk != gate.pk]
    if gate.key == SIGNATURE:
        return all(other.state == GateState.PASSED for other in others)
    if not in_order:
        return True
    return all(other.state == GateState.PASSED for other in others if other.order < gate.order)


def _plan(name: str, gate: DeclaredGate, clauses: tuple[str, ...]) -> GatePlan:
    return GatePlan(
        key=name,
        label=gate.label,
        posts=tuple(str(post) for post in gate.passed_by),
        statements=tuple(statement.label for statement in gate.statements),
        clauses=clauses,
        stand_in=tuple(str(post) for post in gate.stand_in),
    )


def _with_compulsory(plan: ReviewPlan, rules: RuleSet) -> ReviewPlan:
    """Add the gates that every class passes, and the sentences a reviewer confirms at a gate.

    Source: 宣城 2015 实施意见 三(一) (XC-16, XC-18): secrecy review and checks for errors before release.
    """
    for rule in rules.rules.of_type(CompulsoryGates):
        for name, gate in rules.rule(rule.id, CompulsoryGates).gates.items():
            plan = plan.with_gate(_plan(name, gate, tuple(rule.clauses)))
    for forbidden in rules.rules.of_type(Forbidden):
        read = rules.rule(forbidden.id, Forbidden)
        statements = tuple(statement.label for statement in read.statements)
        if any(gate.key == read.checked_in for gate in plan.gates):
            confirmed = GatePlan(
                read.checked_in, "", (), statements=statements, clauses=tuple(read.clauses)
            )
            plan = plan.with_gate(confirmed)
    return plan
