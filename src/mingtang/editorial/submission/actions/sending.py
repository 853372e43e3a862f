"""A unit submits an article, takes it back, and hands its submissions over when it is merged."""

from datetime import datetime

from django.db import transaction

from mingtang.editorial.content.actions.articles import locked_article
from mingtang.editorial.content.actions.fields import may_go_on
from mingtang.editorial.content.enums import ArticleState, ArticleVerb
from mingtang.editorial.content.models import Article
from mingtang.editorial.content.policies.states import may_move
from mingtang.editorial.content.queries import authors_of, remarks_on, unnamed_pictures
from mingtang.editorial.submission.actions.client import about
from mingtang.editorial.submission.actions.moving import locked_submission
from mingtang.editorial.submission.enums import KIND, SubmissionState
from mingtang.editorial.submission.models import Lateness, PointCorrection, Submission
from mingtang.editorial.submission.policies import sending as policies
from mingtang.editorial.submission.policies.sending import SITE_ONLY
from mingtang.editorial.submission.queries import ApprovalRules, approval_rules, submission_classes
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import one_line
from mingtang.institution.organization.actions.merging import Merger, record_hand_over
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.workbench.approvals.actions import open_round, withdraw_round
from mingtang.workbench.approvals.models import ApprovalRound


def submit_article(
    *,
    actor: Person,
    at: datetime,
    article_id: int,
    version: int,
    author: str,
    phone: str,
    purpose: policies.Purpose = SITE_ONLY,
) -> Submission:
    """Hand an article to the unit's leaders; after the last of them it arrives at the desk.

    A second call for the same text answers with the submission that stands.

    Source: 南政办〔2015〕86号 二(二) (HN-02): named officers send in what they propose to publish.
    """
    with transaction.atomic():
        article = locked_article(actor=actor, at=at, article_id=article_id)
        standing = article.submissions.filter(
            state=SubmissionState.WAITING.value, round__started_by=actor
        ).first()
        if standing is not None and article.version == version:
            return standing
        rules = approval_rules(article.unit.code, at=at)
        contact = policies.SubmissionContact(
            unit=article.unit.name,
            author=author,
            phone=phone,
            title=article.title,
            unnamed_pictures=unnamed_pictures(article),
            remarks=remarks_on(article) if "accessible_text" in rules.required_fields else (),
        )
        decision = authority.may(actor, "submission.submit", unit=article.unit.code, at=at)
        decision &= may_move(ArticleState(article.state), ArticleVerb.SUBMIT)
        decision &= policies.has_required_fields(contact, rules.required_fields)
        decision &= may_go_on(article, at=at) & _same_version(article, version)
        known = submission_classes(article.unit, at=at)
        decision &= policies.is_known_class(purpose.content_class, known)
        row = _row(article, contact, purpose)
        return _open(row, actor=actor, at=at, rules=rules, decision=decision)


def recall_submission(*, actor: Person, at: datetime, submission_id: int) -> Submission:
    """Take a submission back before the unit's leaders have finished with it."""
    with transaction.atomic():
        submission, _ = locked_submission(actor=actor, at=at, submission_id=submission_id)
        withdraw_round(actor=actor, at=at, round_id=submission.round_id, needs_reason=False)
        submission.refresh_from_db()
        return submission


def _row(
    article: Article, contact: policies.SubmissionContact, purpose: policies.Purpose
) -> Submission:
    return Submission(
        article=article,
        revision_id=article.revision_id or 0,
        unit=article.unit,
        site=article.site,
        is_important=article.is_important,
        author=one_line(contact.author),
        phone=one_line(contact.phone),
        content_class=purpose.content_class,
        for_new_media=purpose.for_new_media,
        for_bulletin=purpose.for_bulletin,
    )


def _open(
    submission: Submission,
    *,
    actor: Person,
    at: datetime,
    rules: ApprovalRules,
    decision: Decision,
) -> Submission:
    article = submission.article

    def store(found: ApprovalRound) -> None:
        submission.round = found
        submission.save()

    open_round(
        actor=actor,
        at=at,
        found=ApprovalRound(
            kind=KIND, subject=article.subject, unit=article.unit.code, site=article.site.code
        ),
        plan=rules.plan(article.unit.code, is_important=article.is_important),
        about=about(article, authors_of(article)),
        decision=decision,
        then=store,
    )
    return submission


def _same_version(article: Article, version: int) -> Decision:
    if article.version == version:
        return YES
    return no("submission.newer_version", "稿件在您打开之后被修改过，请看过最新内容再报送。")


def hand_over_submissions(merger: Merger) -> None:
    """Give the submissions of a merged unit to its successor, those under way with their steps."""
    for model in (Lateness, PointCorrection):
        model._default_manager.filter(unit=merger.unit).update(unit=merger.into)
    rows = Submission.objects.filter(unit=merger.unit)
    record_hand_over(merger, "submission.handed_over", rows.update(unit=merger.into))
