"""Start a review round, pass a gate, refuse a gate."""

from datetime import datetime
from typing import Any

from django.db import transaction

from mingtang.editorial.content.actions.articles import locked_article, move_article
from mingtang.editorial.content.actions.fields import may_go_on
from mingtang.editorial.content.enums import ArticleState, ArticleVerb
from mingtang.editorial.content.models import Article
from mingtang.editorial.content.open_steps import editing_need, publishing_need
from mingtang.editorial.content.policies.states import may_move
from mingtang.editorial.content.queries import authors_of
from mingtang.editorial.review import policies
from mingtang.editorial.review.enums import SECRECY, GateState, RoundState
from mingtang.editorial.review.models import Gate, ReviewRound
from mingtang.editorial.review.queries import needs_of_plan, needs_of_round, review_list
from mingtang.ground.foundation.decisions import YES, Decision, NotVisible
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.staffing import Roster
from mingtang.spine.events.actions import record_event, record_reason
from mingtang.spine.events.models import StatedReason


def start_review(*, actor: Person, at: datetime, article_id: int) -> ReviewRound:
    """Send the current text of an article through the gates of its content class."""
    with transaction.atomic():
        article = locked_article(actor=actor, at=at, article_id=article_id)
        decision = authority.may(actor, "review.manage", site=article.site.code, at=at)
        decision &= may_move(ArticleState(article.state), ArticleVerb.START_REVIEW)
        (decision & may_go_on(article)).require()
        found = review_list(article, at=at)
        needs = needs_of_plan(article, found.plan, authors_of(article))
        Roster(at).may_open("送审", needs).require()
        review_round = ReviewRound.objects.create(
            article=article,
            revision_id=article.revision_id or 0,
            number=article.review_rounds.count() + 1,
            content_class=found.plan.content_class,
            is_important=article.is_important,
            in_order=found.plan.in_order,
            pack=found.pack,
            pack_version=found.version,
            started_by=actor,
            started_at=at,
        )
        Gate.objects.bulk_create(
            Gate(
                round=review_round,
                key=gate.key,
                label=gate.label,
                posts=" ".join(gate.posts),
                stand_in=" ".join(gate.stand_in),
                group=gate.group,
                statements=list(gate.statements),
                order=order,
                clauses=" ".join(gate.clauses),
            )
            for order, gate in enumerate(found.plan.gates)
        )
        move_article(article, verb=ArticleVerb.START_REVIEW, actor=actor, at=at)
        keys = [gate.key for gate in found.plan.gates]
        _record(
            "review.round.started",
            review_round,
            article,
            actor,
            at,
            gates=keys,
            important=article.is_important,
        )
        return review_round


def pass_gate(*, actor: Person, at: datetime, gate_id: int, reason: str = "") -> Gate:
    """Tick a gate; the last one lets the article pass."""
    with transaction.atomic():
        gate, article = _locked_gate(actor=actor, at=at, gate_id=gate_id)
        decision = may_decide(gate, article, actor, at)
        (decision & _leaves_someone(gate, article, actor, at)).require()
        _decide(gate, GateState.PASSED, actor=actor, at=at, reason=reason)
        _record_gate(gate, article, actor, at)
        _close_if_over(gate, article, actor=actor, at=at)
        return gate


def refuse_gate(*, actor: Person, at: datetime, gate_id: int, reason: str) -> Gate:
    """Refuse a gate with a reason; the round ends and the article goes back to the desk."""
    with transaction.atomic():
        gate, article = _locked_gate(actor=actor, at=at, gate_id=gate_id)
        decision = may_decide(gate, article, actor, at) & policies.may_refuse(reason)
        (decision & Roster(at).may_open("不予通过", [editing_need(article)])).require()
        _decide(gate, GateState.REFUSED, actor=actor, at=at, reason=reason)
        _record_gate(gate, article, actor, at)
        _close_if_over(gate, article, actor=actor, at=at)
        return gate


def withdraw_review(*, actor: Person, at: datetime, article_id: int, reason: str) -> ReviewRound:
    """Take an article back from its gates into the desk's hands; decisions made so far stay told.

    :raises Refused: without the right to manage reviews of the site, an open round, or a reason.
    """
    with transaction.atomic():
        article = locked_article(actor=actor, at=at, article_id=article_id)
        review_round = (
            ReviewRound.objects.select_for_update(of=("self",))
            .select_related("revision")
            .filter(article=article, state=RoundState.OPEN.value)
            .first()
        )
        decision = authority.may(actor, "review.manage", site=article.site.code, at=at)
        decision &= policies.may_withdraw(has_open_round=review_round is not None, reason=reason)
        (decision & may_move(ArticleState(article.state), ArticleVerb.WITHDRAW)).require()
        assert review_round is not None
        review_round.state, review_round.ended_at = RoundState.WITHDRAWN.value, at
        review_round.save(update_fields=["state", "ended_at"])
        given = record_reason(reason)
        move_article(article, verb=ArticleVerb.WITHDRAW, actor=actor, at=at, reason=given)
        _record("review.round.withdrawn", review_round, article, actor, at, reason=given)
        return review_round


def _locked_gate(*, actor: Person, at: datetime, gate_id: int) -> tuple[Gate, Article]:
    article_id = Gate.objects.filter(pk=gate_id).values_list("round__article_id", flat=True).first()
    if article_id is None:
        raise NotVisible(f"gate {gate_id}")
    article = locked_article(actor=actor, at=at, article_id=article_id)
    gate = Gate.objects.select_for_update(of=("self",)).select_related("round").get(pk=gate_id)
    return gate, article


def may_decide(gate: Gate, article: Article, actor: Person, at: datetime) -> Decision:
    """Answer whether a person can decide a gate now, one way or the other."""
    gates = list(gate.round.gates.all())
    others = {other.key: GateState(other.state) for other in gates if other.key != gate.key}
    earlier = [
        GateState(other.state)
        for other in gates
        if gate.round.in_order and other.order < gate.order
    ]
    return _right(gate, gates, article, actor, at) & policies.may_decide_gate(
        gate=gate.key,
        label=gate.label,
        earlier=earlier,
        state=GateState(gate.state),
        round_state=RoundState(gate.round.state),
        others=others,
        is_current_text=gate.round.revision_id == article.revision_id,
        actor=actor.person_key,
        authors=authors_of(article),
        passed_by_actor=[
            other.label
            for other in gates
            if gate.group and other.group == gate.group
            if other.pk != gate.pk and other.decided_by_id == actor.pk
        ],
    )


def _right(
    gate: Gate, gates: list[Gate], article: Article, actor: Person, at: datetime
) -> Decision:
    need = needs_of_round(article, gates, authors_of(article)).get(gate.key)
    posts = Roster(at).posts_in_use(need) if need else tuple(gate.posts.split())
    return authority.may(actor, "review.gate", posts=posts, site=article.site.code, at=at)


def _leaves_someone(gate: Gate, article: Article, actor: Person, at: datetime) -> Decision:
    """Answer whether a pass leaves someone for each gate after it, and for the release.

    A gate that lacked a person before does not hold the others up: it is told as stuck.
    """
    roster, authors = Roster(at), authors_of(article)
    gates = list(gate.round.gates.all())
    before = needs_of_round(article, gates, authors)
    lacking = {need.key for need in roster.lacking(list(before.values()))}
    for other in gates:
        if other.pk == gate.pk:
            other.state, other.decided_by = GateState.PASSED.value, actor
    after = list(needs_of_round(article, gates, authors).values())
    if not after:
        return roster.may_open("通过", [publishing_need(article)])
    if lacking:
        return YES
    return roster.may_open(f"由您审核“{gate.label}”", after)


def _decide(gate: Gate, state: GateState, *, actor: Person, at: datetime, reason: str) -> None:
    gate.state, gate.decided_by, gate.decided_at = state.value, actor, at
    gate.reason = record_reason(reason)
    gate.save(update_fields=["state", "decided_by", "decided_at", "reason"])


def _close_if_over(gate: Gate, article: Article, *, actor: Person, at: datetime) -> None:
    review_round = gate.round
    state = policies.round_state_after([GateState(g.state) for g in review_round.gates.all()])
    if state is RoundState.OPEN:
        return
    review_round.state, review_round.ended_at = state.value, at
    review_round.save(update_fields=["state", "ended_at"])
    if state is RoundState.PASSED:
        move_article(article, verb=ArticleVerb.PASS, actor=actor, at=at)
        _record("review.round.passed", review_round, article, actor, at)
        return
    move_article(article, verb=ArticleVerb.REFUSE, actor=actor, at=at, reason=gate.reason)
    _record("review.round.refused", review_round, article, actor, at, gate=gate.key)


def _record_gate(gate: Gate, article: Article, actor: Person, at: datetime) -> None:
    payload = {
        "round": gate.round.number,
        "revision": gate.round.revision.number,
        "gate": gate.key,
        "clauses": gate.clauses.split(),
    }
    _write(f"review.gate.{gate.state}", article, actor, at, payload, reason=gate.reason)
    if gate.key == SECRECY:
        _write("review.secrecy.reviewed", article, actor, at, payload | {"outcome": gate.state})


def _record(
    code: str,
    review_round: ReviewRound,
    article: Article,
    actor: Person,
    at: datetime,
    reason: StatedReason | None = None,
    **more: Any,
) -> None:
    payload = {
        "round": review_round.number,
        "revision": review_round.revision.number,
        "content_class": review_round.content_class,
        "pack": review_round.pack,
        "pack_version": review_round.pack_version,
    }
    _write(code, article, actor, at, payload | more, reason=reason)


def _write(
    code: str,
    article: Article,
    actor: Person,
    at: datetime,
    payload: dict[str, Any],
    reason: StatedReason | None = None,
) -> None:
    record_event(
        code=code,
        subject=article.subject,
        actor=actor.person_key,
        at=at,
        unit=article.unit.code,
        site=article.site.code,
        payload=payload,
        reason=reason,
    )
