"""What every action on a submission is made of: lock, move, end, record."""

from datetime import datetime
from typing import Any

from mingtang.editorial.content.actions.articles import locked_article, move_article
from mingtang.editorial.content.body import blocks_of, plain_text
from mingtang.editorial.content.enums import ArticleVerb
from mingtang.editorial.content.models import Article
from mingtang.editorial.submission.enums import SubmissionState
from mingtang.editorial.submission.models import Fingerprint, FingerprintMark, Submission
from mingtang.editorial.submission.policies.likeness import marks_of, sketch_of
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import GivenReason, record_event
from mingtang.spine.events.models import StatedReason

RELATED = (
    "article__unit",
    "article__site",
    "unit",
    "holder",
    "site__unit",
    "site__operating_unit",
    "revision",
    "round",
)


def locked_submission(
    *, actor: Person, at: datetime, submission_id: int
) -> tuple[Submission, Article]:
    """Lock the article first, then its submission, in every action: two orders would deadlock."""
    visible = Submission.objects.visible_to(actor, at=at).filter(pk=submission_id)
    article_id = visible.values_list("article_id", flat=True).first()
    if article_id is None:
        raise NotVisible(f"submission {submission_id}")
    article = locked_article(actor=actor, at=at, article_id=article_id)
    submission = (
        Submission.objects.select_for_update(of=("self",))
        .select_related(*RELATED)
        .get(pk=submission_id)
    )
    return submission, article


def desk_unit(submission: Submission) -> str:
    """Return the code of the unit whose desk receives the submission."""
    code: str = submission.site.operating_unit.code
    return code


def arrive(submission: Submission, *, actor: Person, at: datetime) -> None:
    article = submission.article
    submission.state, submission.arrived_at = SubmissionState.ARRIVED.value, at
    submission.save(update_fields=["state", "arrived_at"])
    _take_fingerprint(submission)
    move_article(article, verb=ArticleVerb.ARRIVE, actor=actor, at=at)
    record(
        "submission.arrived",
        submission,
        actor,
        at,
        desk=desk_unit(submission),
        important=article.is_important,
        urgent=article.is_urgent,
        **_stated_days(article),
    )


def _take_fingerprint(submission: Submission) -> None:
    article = submission.article
    sketch = sketch_of(f"{article.title}{plain_text(blocks_of(article.body))}")
    found, _ = Fingerprint.objects.update_or_create(
        submission=submission, defaults={"sketch": list(sketch)}
    )
    found.marks.all().delete()
    FingerprintMark.objects.bulk_create(
        FingerprintMark(fingerprint=found, value=value) for value in marks_of(sketch)
    )


def _stated_days(article: Article) -> dict[str, Any]:
    """Return the days from which clocks may run; what the item does not state is left out."""
    days = {"happened_on": article.happened_on, "document_date": article.document_date}
    return {name: day.isoformat() for name, day in days.items() if day}


def give_back(
    submission: Submission,
    *,
    actor: Person,
    at: datetime,
    reason: StatedReason | None,
    by_desk: bool,
) -> None:
    end(submission, SubmissionState.RETURNED, actor=actor, at=at, reason=reason)
    move_article(submission.article, verb=ArticleVerb.RETURN, actor=actor, at=at, reason=reason)
    record(
        "submission.returned",
        submission,
        actor,
        at,
        reason=reason,
        desk=desk_unit(submission),
        by_desk=by_desk,
    )


def end(
    submission: Submission,
    state: SubmissionState,
    *,
    actor: Person,
    at: datetime,
    reason: StatedReason | None = None,
) -> None:
    submission.state, submission.ended_by, submission.ended_at = state.value, actor, at
    submission.reason = reason
    submission.save(update_fields=["state", "ended_by", "ended_at", "reason"])


def record(
    code: str,
    submission: Submission,
    actor: Person | None,
    at: datetime,
    *,
    reason: GivenReason = None,
    **more: Any,
) -> None:
    record_event(
        code=code,
        subject=submission.article.subject,
        actor=actor.person_key if actor else "system",
        at=at,
        unit=submission.unit.code,
        site=submission.site.code,
        payload=payload_of(submission) | more,
        reason=reason,
    )


def payload_of(submission: Submission) -> dict[str, Any]:
    return {
        "submission": submission.pk,
        "kind": submission.article.kind,
        "revision": submission.revision.number,
    }
