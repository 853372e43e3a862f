"""Articles on their way, made by the real actions, so that their history is real."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from mingtang.editorial.content.actions import EditorialFields, create_article
from mingtang.editorial.content.enums import ArticleKind
from mingtang.editorial.content.models import Article

if TYPE_CHECKING:
    from tests.factories.cast import Cast

BODY = [{"type": "text", "value": "<p>三月十日，明州市第三中学新校区启用。</p>"}]


def news_fields(**changes: Any) -> EditorialFields:
    """Return the fields of a complete news item."""
    values: dict[str, Any] = {
        "kind": ArticleKind.NEWS,
        "title": "市第三中学新校区启用",
        "body": BODY,
        "source": "市教育局",
        "author": "林晓",
        "happened_on": date(2026, 3, 10),
    }
    return EditorialFields(**(values | changes))


def policy_fields(**changes: Any) -> EditorialFields:
    """Return the fields of a complete policy document."""
    values: dict[str, Any] = {
        "kind": ArticleKind.POLICY,
        "title": "明州市教育局关于做好义务教育招生工作的通知",
        "body": [{"type": "text", "value": "<p>各县（区）教育局：</p>"}],
        "source": "市教育局",
        "document_number": "明教[2026]8号",
        "issuing_office": "明州市教育局",
        "document_date": date(2026, 3, 9),
        "policy_area": "other",
    }
    return EditorialFields(**(values | changes))


def draft(cast: "Cast", at: datetime, fields: EditorialFields | None = None) -> Article:
    """Return a draft of the education bureau's officer for the city portal."""
    return create_article(
        actor=cast.officer,
        at=at,
        unit=cast.edu,
        site=cast.portal,
        fields=fields or news_fields(),
    )


def submitted(cast: "Cast", at: datetime, fields: EditorialFields | None = None) -> Article:
    """Return an article that waits for the bureau's leaders."""
    from mingtang.editorial.submission.actions import submit_article  # a room above content

    article = draft(cast, at, fields)
    submit_article(
        actor=cast.officer,
        at=at,
        article_id=article.pk,
        version=article.version,
        author="林晓",
        phone="13805630000",
    )
    article.refresh_from_db()
    return article


def arrived(cast: "Cast", at: datetime, fields: EditorialFields | None = None) -> Article:
    """Return an article that the bureau's leaders have let go and that is at the desk."""
    # a room above content
    # a room above content

    from mingtang.workbench.approvals.actions import pass_step  # beside what needs it
    from mingtang.workbench.approvals.models import ApprovalStep  # beside what needs it

    article = submitted(cast, at, fields)
    for step in ApprovalStep.objects.filter(round__submission__article=article).order_by("order"):
        step.refresh_from_db()
        if step.state == "waiting":
            signer = cast.principal if "principal_leader" in step.posts_named() else cast.leader
            pass_step(actor=signer, at=at, step_id=step.pk)
    article.refresh_from_db()
    return article


def accepted(cast: "Cast", at: datetime, fields: EditorialFields | None = None) -> Article:
    """Return an article that the desk has taken."""
    from mingtang.editorial.submission.actions import accept_submission  # a room above content

    article = arrived(cast, at, fields)
    accept_submission(actor=cast.desk_editor, at=at, submission_id=article.submissions.get().pk)
    article.refresh_from_db()
    return article


def in_review(cast: "Cast", at: datetime, fields: EditorialFields | None = None) -> Article:
    """Return an article that stands before its gates."""
    from mingtang.editorial.review.actions import start_review  # a room above content

    article = accepted(cast, at, fields)
    start_review(actor=cast.desk_editor, at=at, article_id=article.pk)
    article.refresh_from_db()
    return article


def passed(cast: "Cast", at: datetime, fields: EditorialFields | None = None) -> Article:
    """Return an article that has passed all its gates."""
    article = in_review(cast, at, fields)
    pass_all_gates(cast, article, at)
    article.refresh_from_db()
    return article


def pass_all_gates(cast: "Cast", article: Article, at: datetime) -> None:
    """Let everybody pass the gates that are theirs, the signature last."""
    # a room above content

    from mingtang.workbench.approvals.actions import pass_step  # beside what needs it

    review_round = article.review_rounds.get(state="open")
    for gate in review_round.steps.order_by("order"):
        pass_step(actor=reviewer_of(cast, gate.posts_named(), gate.key), at=at, step_id=gate.pk)


def reviewer_of(cast: "Cast", posts: Sequence[str], gate: str = "") -> Any:
    """Return who of the city office holds one of these posts; the political gate has its own."""
    if gate == "political":
        return cast.second_desk
    holders = {
        "desk": cast.desk_editor,
        "secrecy_reviewer": cast.portal_secrecy,
        "principal_leader": cast.portal_signer,
        "leader_in_charge": cast.portal_leader,
    }
    return next(holders[post] for post in posts if post in holders)
