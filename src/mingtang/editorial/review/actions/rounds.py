"""Start and withdraw a review; start one of what cannot wait."""

from datetime import datetime

from django.db import transaction

from mingtang.editorial.content.actions.articles import locked_article
from mingtang.editorial.content.actions.fields import may_go_on
from mingtang.editorial.content.enums import ArticleState, ArticleVerb
from mingtang.editorial.content.models import Article
from mingtang.editorial.content.policies.states import may_move
from mingtang.editorial.content.queries import authors_of
from mingtang.editorial.review.actions.clients import subject_of
from mingtang.editorial.review.enums import KIND
from mingtang.editorial.review.models import ReviewRound
from mingtang.editorial.review.policies import may_start
from mingtang.editorial.review.queries import (
    MANAGE,
    URGENT_RIGHT,
    FoundList,
    remarks_on,
    review_list,
    urgent_list,
)
from mingtang.ground.foundation.decisions import Decision, Reason, Refused
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import record_reason
from mingtang.spine.events.models import StatedReason
from mingtang.workbench.approvals.actions import open_round, withdraw_round
from mingtang.workbench.approvals.policies import says_why


def start_review(*, actor: Person, at: datetime, article_id: int) -> ReviewRound:
    """Send the current text of an article through the gates of its content class."""
    with transaction.atomic():
        article = locked_article(actor=actor, at=at, article_id=article_id)
        right = authority.may(actor, MANAGE, site=article.site.code, at=at)
        (right & _may_start(article, at)).require()
        return _open(article, review_list(article, at=at), actor=actor, at=at)


def start_urgent_review(
    *, actor: Person, at: datetime, article_id: int, reason: str
) -> ReviewRound:
    """Ask for the one signature with which what cannot wait goes online; its gates follow afterwards.

    Source: 宣城 2015 实施意见 三(一) (XC-34), 国办发〔2014〕57号 十二 (GB-12): at any hour.

    :raises Refused: the pack of the site knows no such signature, or no reason is given.
    """
    with transaction.atomic():
        article = locked_article(actor=actor, at=at, article_id=article_id)
        right = authority.may(actor, URGENT_RIGHT, site=article.site.code, at=at)
        (right & _may_start(article, at) & says_why(reason)).require()
        listed, stored = urgent_list(article, at=at), record_reason(reason)
        return _open(article, listed, actor=actor, at=at, reason=stored)


def _may_start(article: Article, at: datetime) -> Decision:
    decision = may_move(ArticleState(article.state), ArticleVerb.START_REVIEW)
    blocking = remarks_on(article, at=at).that_block
    return (
        decision & may_go_on(article, at=at) & may_start((one.label, one.where) for one in blocking)
    )


def _open(
    article: Article,
    listed: FoundList,
    *,
    actor: Person,
    at: datetime,
    reason: StatedReason | None = None,
) -> ReviewRound:
    row = ReviewRound(
        kind=KIND,
        subject=article.subject,
        unit=article.unit.code,
        site=article.site.code,
        article=article,
        revision_id=article.revision_id or 0,
        content_class=listed.content_class,
        is_important=article.is_important,
        urgent_reason=reason,
    )
    about = subject_of(row, authors_of(article))
    open_round(actor=actor, at=at, found=row, plan=listed.plan, about=about, reason=reason)
    return row


def withdraw_review(*, actor: Person, at: datetime, article_id: int, reason: str) -> ReviewRound:
    """Take an article back from its gates into the desk's hands; decisions made so far stay told.

    :raises Refused: without the right to manage reviews of the site, an open round, or a reason.
    """
    with transaction.atomic():
        article: Article = locked_article(actor=actor, at=at, article_id=article_id)
        row = ReviewRound.objects.filter(article=article, kind=KIND).order_by("-number").first()
        if row is None:
            text = "稿件现在没有在审的审核单，请刷新页面。"
            authority.may(actor, MANAGE, site=article.site.code, at=at).require()
            raise Refused([Reason("review.no_open_round", text)])
        withdraw_round(actor=actor, at=at, round_id=row.pk, reason=reason)
        row.refresh_from_db()
        return row
