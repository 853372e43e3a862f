"""Start and withdraw a review, and what the machine of approvals asks about one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from mingtang.editorial.content.actions.articles import locked_article, move_article
from mingtang.editorial.content.actions.fields import may_go_on
from mingtang.editorial.content.enums import ArticleState, ArticleVerb
from mingtang.editorial.content.models import Article
from mingtang.editorial.content.open_steps import editing_need, publishing_need
from mingtang.editorial.content.policies.states import may_move
from mingtang.editorial.content.queries import authors_by_article, authors_of
from mingtang.editorial.review.enums import KIND, SECRECY
from mingtang.editorial.review.models import ReviewRound
from mingtang.editorial.review.queries import GATE_RIGHT, review_list
from mingtang.ground.foundation.decisions import Decision, Reason, Refused
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.workbench.approvals.actions import open_round, withdraw_round
from mingtang.workbench.approvals.clients import ApprovalAct, ApprovalClient, ApprovalSubject
from mingtang.workbench.approvals.models import ApprovalRound


class ReviewClient(ApprovalClient):
    """Gates of articles at the desk of their site."""

    kind = KIND
    rights = (GATE_RIGHT,)
    act_word, start_word, agree_word, return_word = "审核", "送审", "通过", "不予通过"
    done_words = "您通过之后，各关全部通过，稿件可以发布。"
    agree_url, return_url = "review:pass", "review:refuse"
    events: ClassVar[Mapping[str, str]] = {
        "started": "review.round.started",
        "step_passed": "review.gate.passed",
        "step_returned": "review.gate.refused",
        "passed": "review.round.passed",
        "returned": "review.round.refused",
        "withdrawn": "review.round.withdrawn",
    }

    def subjects(self, rounds: Sequence[ApprovalRound]) -> Mapping[int, ApprovalSubject]:
        rows = ReviewRound.objects.filter(pk__in=[one.pk for one in rounds]).select_related(
            "article__unit", "article__site", "article__revision", "revision"
        )
        authors = authors_by_article([row.article for row in rows])
        return {row.pk: _subject(row, authors[row.article_id]) for row in rows}

    def address(self, found: ApprovalRound) -> str:
        return reverse("review:show", args=[found.pk])

    def visible_to(self, person: Person, *, at: datetime) -> QuerySet[ReviewRound]:
        return ReviewRound.objects.visible_to(person, at=at)

    def lock(self, found: ApprovalRound, *, actor: Person, at: datetime) -> None:
        article_id = int(found.subject.removeprefix("article:"))
        locked_article(actor=actor, at=at, article_id=article_id)

    def may_withdraw(self, act: ApprovalAct) -> Decision:
        state = ArticleState(act.subject.thing.article.state)
        may = authority.may(act.actor, "review.manage", site=act.round.site, at=act.at)
        return may & may_move(state, ArticleVerb.WITHDRAW)

    def payload(self, moment: str, act: ApprovalAct) -> dict[str, Any]:
        row, found = act.subject.thing, act.round
        told = {"round": found.number, "revision": row.revision.number}
        if moment.startswith("step_") and act.step is not None:
            return told | {"gate": act.step.key, "clauses": act.step.clauses.split()}
        told |= {"content_class": row.content_class}
        told |= {"pack": found.pack, "pack_version": found.pack_version}
        if moment == "started":
            told |= {"gates": [one.key for one in act.steps], "important": row.is_important}
        if moment == "returned" and act.step is not None:
            told["gate"] = act.step.key
        return told

    def follow(self, moment: str, act: ApprovalAct) -> None:
        if moment in _VERBS:
            reason = None if moment == "passed" else act.reason
            article = act.subject.thing.article
            move_article(article, verb=_VERBS[moment], actor=act.actor, at=act.at, reason=reason)
        # Why a gate was refused stands in the event of the gate.
        super().follow(moment, act.because(None) if moment in {"passed", "returned"} else act)
        if act.step is not None and act.step.key == SECRECY and moment in _OUTCOMES:
            code, outcome = "review.secrecy.reviewed", _OUTCOMES[moment]
            self.record(moment, act.because(None), code, outcome=outcome)


_VERBS = {
    "started": ArticleVerb.START_REVIEW,
    "passed": ArticleVerb.PASS,
    "returned": ArticleVerb.REFUSE,
    "withdrawn": ArticleVerb.WITHDRAW,
}
_OUTCOMES = {"step_passed": "passed", "step_returned": "refused"}


def _subject(row: ReviewRound, authors: frozenset[str]) -> ApprovalSubject:
    return ApprovalSubject(
        title=row.article.title,
        note=row.article.unit.short_name or row.article.unit.name,
        barred=authors,
        is_current=row.revision_id == row.article.revision_id,
        next_need=publishing_need(row.article),
        return_need=editing_need(row.article),
        thing=row,
    )


def start_review(*, actor: Person, at: datetime, article_id: int) -> ReviewRound:
    """Send the current text of an article through the gates of its content class."""
    with transaction.atomic():
        article = locked_article(actor=actor, at=at, article_id=article_id)
        decision = authority.may(actor, "review.manage", site=article.site.code, at=at)
        decision &= may_move(ArticleState(article.state), ArticleVerb.START_REVIEW)
        (decision & may_go_on(article)).require()
        listed = review_list(article, at=at)
        row = ReviewRound(
            kind=KIND,
            subject=article.subject,
            unit=article.unit.code,
            site=article.site.code,
            article=article,
            revision_id=article.revision_id or 0,
            content_class=listed.content_class,
            is_important=article.is_important,
        )
        about = _subject(row, authors_of(article))
        open_round(actor=actor, at=at, found=row, plan=listed.plan, about=about)
        return row


def withdraw_review(*, actor: Person, at: datetime, article_id: int, reason: str) -> ReviewRound:
    """Take an article back from its gates into the desk's hands; decisions made so far stay told.

    :raises Refused: without the right to manage reviews of the site, an open round, or a reason.
    """
    with transaction.atomic():
        article: Article = locked_article(actor=actor, at=at, article_id=article_id)
        row = ReviewRound.objects.filter(article=article).order_by("-number").first()
        if row is None:
            text = "稿件现在没有在审的审核单，请刷新页面。"
            authority.may(actor, "review.manage", site=article.site.code, at=at).require()
            raise Refused([Reason("review.no_open_round", text)])
        withdraw_round(actor=actor, at=at, round_id=row.pk, reason=reason)
        row.refresh_from_db()
        return row
