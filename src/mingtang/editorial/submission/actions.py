"""Submit, approve, recall, accept, return."""

from datetime import datetime
from typing import Any

from django.db import transaction

from mingtang.editorial.content.actions.articles import locked_article, move_article
from mingtang.editorial.content.actions.fields import may_go_on
from mingtang.editorial.content.enums import ArticleState, ArticleVerb
from mingtang.editorial.content.models import Article
from mingtang.editorial.content.open_steps import accepting_need, editing_need, writing_need
from mingtang.editorial.content.policies.states import may_move
from mingtang.editorial.content.queries import authors_of, unnamed_pictures
from mingtang.editorial.submission import policies
from mingtang.editorial.submission.enums import StepState, SubmissionState
from mingtang.editorial.submission.models import ApprovalStep, Submission
from mingtang.editorial.submission.queries import (
    ApprovalRules,
    approval_rules,
    need_of_step,
    needs_of_plan,
)
from mingtang.ground.foundation.decisions import YES, Decision, NotVisible, no
from mingtang.ground.foundation.text import one_line
from mingtang.institution.organization.actions.merging import Merger, record_hand_over
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.staffing import Roster
from mingtang.spine.events.actions import record_event, record_reason
from mingtang.spine.events.models import StatedReason


def submit_article(
    *, actor: Person, at: datetime, article_id: int, version: int, author: str, phone: str
) -> Submission:
    """Hand an article to the unit's leaders; after the last of them it arrives at the desk.

    A second call for the same text answers with the submission that stands.

    Source: 南政办〔2015〕86号 二(二) (HN-02): named officers send in what they propose to publish.
    """
    with transaction.atomic():
        article = locked_article(actor=actor, at=at, article_id=article_id)
        standing = article.submissions.filter(state=SubmissionState.WAITING.value).first()
        if (
            standing is not None
            and standing.submitted_by_id == actor.pk
            and article.version == version
        ):
            return standing
        rules = approval_rules(article.unit.code, at=at)
        contact = policies.SubmissionContact(
            unit=article.unit.name,
            author=author,
            phone=phone,
            title=article.title,
            unnamed_pictures=unnamed_pictures(article),
        )
        decision = authority.may(actor, "submission.submit", unit=article.unit.code, at=at)
        decision &= may_move(ArticleState(article.state), ArticleVerb.SUBMIT)
        decision &= policies.has_required_fields(contact, rules.required_fields)
        decision &= may_go_on(article) & _same_version(article, version)
        needs = needs_of_plan(
            article, rules.steps(is_important=article.is_important), authors_of(article)
        )
        (decision & Roster(at).may_open("报送", needs)).require()
        submission = _open(article, actor=actor, at=at, contact=contact, rules=rules)
        move_article(article, verb=ArticleVerb.SUBMIT, actor=actor, at=at)
        _record("submission.submitted", submission, actor, at, important=article.is_important)
        return submission


def approve_step(*, actor: Person, at: datetime, step_id: int, reason: str = "") -> ApprovalStep:
    """Agree as a leader of the unit; the last agreement sends the article to the desk."""
    with transaction.atomic():
        step, submission, article = _locked_step(actor=actor, at=at, step_id=step_id)
        decision = may_decide(step, submission, article, actor, at)
        (decision & _next_has_someone(step, submission, article, at)).require()
        given = record_reason(reason)
        _approve(step, submission, actor=actor, at=at, reason=given)
        for later in submission.steps.filter(order__gt=step.order).order_by("order"):
            # One act may take two steps where the pack says so and the post fits (审核、签发).
            may_join = later.joins_previous and _right(later, article, actor, at)
            if not (may_join and _next_has_someone(later, submission, article, at)):
                break
            _approve(later, submission, actor=actor, at=at, reason=given)
        if not submission.steps.exclude(state=StepState.APPROVED.value).exists():
            _arrive(submission, article, actor=actor, at=at)
        return step


def return_step(*, actor: Person, at: datetime, step_id: int, reason: str) -> ApprovalStep:
    """Send the article back to its author inside the unit, with a reason."""
    with transaction.atomic():
        step, submission, article = _locked_step(actor=actor, at=at, step_id=step_id)
        decision = may_decide(step, submission, article, actor, at)
        decision &= Roster(at).may_open("退回", [writing_need(article)])
        (decision & policies.may_return(reason)).require()
        given = record_reason(reason)
        _decide(step, StepState.RETURNED, actor=actor, at=at, reason=given)
        _return(submission, article, actor=actor, at=at, reason=given, by_desk=False)
        return step


def recall_submission(*, actor: Person, at: datetime, submission_id: int) -> Submission:
    """Take a submission back before the unit's leaders have finished with it."""
    with transaction.atomic():
        submission, article = _locked(actor=actor, at=at, submission_id=submission_id)
        decision = authority.may(actor, "submission.submit", unit=article.unit.code, at=at)
        decision &= policies.may_recall(SubmissionState(submission.state))
        (decision & may_move(ArticleState(article.state), ArticleVerb.RECALL)).require()
        _end(submission, SubmissionState.RECALLED, actor=actor, at=at)
        move_article(article, verb=ArticleVerb.RECALL, actor=actor, at=at)
        _record("submission.recalled", submission, actor, at)
        return submission


def accept_submission(*, actor: Person, at: datetime, submission_id: int) -> Submission:
    """Take an article into the desk's hands; this does not meet the desk's clock."""
    with transaction.atomic():
        submission, article = _locked(actor=actor, at=at, submission_id=submission_id)
        if submission.state == SubmissionState.ACCEPTED and submission.accepted_by_id == actor.pk:
            return submission
        decision = authority.may(actor, "submission.accept", site=submission.site.code, at=at)
        decision &= policies.is_at_desk(SubmissionState(submission.state), "accept")
        decision &= Roster(at).may_open("接收", [editing_need(article)])
        (decision & may_move(ArticleState(article.state), ArticleVerb.ACCEPT)).require()
        submission.state = SubmissionState.ACCEPTED.value
        submission.accepted_by, submission.accepted_at = actor, at
        submission.save(update_fields=["state", "accepted_by", "accepted_at"])
        move_article(article, verb=ArticleVerb.ACCEPT, actor=actor, at=at)
        _record("submission.accepted", submission, actor, at, desk=desk_unit(submission))
        return submission


def return_submission(
    *, actor: Person, at: datetime, submission_id: int, reason: str
) -> Submission:
    """Send an article back to its unit with a reason; this meets the desk's clock."""
    with transaction.atomic():
        submission, article = _locked(actor=actor, at=at, submission_id=submission_id)
        decision = authority.may(actor, "submission.accept", site=submission.site.code, at=at)
        decision &= may_move(ArticleState(article.state), ArticleVerb.RETURN)
        decision &= policies.is_at_desk(SubmissionState(submission.state), "return")
        decision &= Roster(at).may_open("退回", [writing_need(article)])
        (decision & policies.may_return(reason)).require()
        given = record_reason(reason)
        _return(submission, article, actor=actor, at=at, reason=given, by_desk=True)
        return submission


def mark_released(*, at: datetime, article_id: int) -> Submission | None:
    """Close the standing submission of an article that has been released; a repeat does nothing."""
    with transaction.atomic():
        submission = (
            Submission.objects.select_for_update(of=("self",))
            .select_related("unit", "site__unit", "site__operating_unit", "article", "revision")
            .filter(article_id=article_id, state=SubmissionState.ACCEPTED.value)
            .first()
        )
        if submission is None:
            return None
        submission.state, submission.ended_at = SubmissionState.RELEASED.value, at
        submission.save(update_fields=["state", "ended_at"])
        _record("submission.released", submission, None, at, desk=desk_unit(submission))
        return submission


def close_cancelled(*, at: datetime, article_id: int) -> Submission | None:
    """Recall the standing submission of an article whose changes were given up; a repeat does nothing."""
    with transaction.atomic():
        submission = (
            Submission.objects.select_for_update(of=("self",))
            .select_related("unit", "site__unit", "site__operating_unit", "article", "revision")
            .filter(article_id=article_id, state=SubmissionState.ACCEPTED.value)
            .first()
        )
        if submission is None or submission.article.state != ArticleState.PUBLISHED:
            return None
        submission.state, submission.ended_at = SubmissionState.RECALLED.value, at
        submission.save(update_fields=["state", "ended_at"])
        _record("submission.recalled", submission, None, at)
        return submission


def desk_unit(submission: Submission) -> str:
    """Return the code of the unit whose desk receives the submission."""
    site = submission.site
    unit: str = (site.operating_unit or site.unit).code
    return unit


def _open(
    article: Article,
    *,
    actor: Person,
    at: datetime,
    contact: policies.SubmissionContact,
    rules: ApprovalRules,
) -> Submission:
    submission = Submission.objects.create(
        article=article,
        revision_id=article.revision_id or 0,
        number=article.submissions.count() + 1,
        unit=article.unit,
        site=article.site,
        is_important=article.is_important,
        author=one_line(contact.author),
        phone=one_line(contact.phone),
        submitted_by=actor,
        submitted_at=at,
        pack=rules.pack,
        pack_version=rules.version,
    )
    steps = rules.steps(is_important=article.is_important)
    ApprovalStep.objects.bulk_create(
        ApprovalStep(
            submission=submission,
            key=step.key,
            label=step.label,
            posts=" ".join(step.posts),
            stand_in=" ".join(step.stand_in),
            joins_previous=step.joins_previous,
            order=order,
            clauses=" ".join(step.clauses),
        )
        for order, step in enumerate(steps)
    )
    return submission


def _arrive(submission: Submission, article: Article, *, actor: Person, at: datetime) -> None:
    submission.state, submission.arrived_at = SubmissionState.ARRIVED.value, at
    submission.save(update_fields=["state", "arrived_at"])
    move_article(article, verb=ArticleVerb.ARRIVE, actor=actor, at=at)
    _record(
        "submission.arrived",
        submission,
        actor,
        at,
        desk=desk_unit(submission),
        important=article.is_important,
        urgent=article.is_urgent,
        **_stated_days(article),
    )


def _stated_days(article: Article) -> dict[str, Any]:
    """Return the days from which clocks may run; what the item does not state is left out."""
    days = {"happened_on": article.happened_on, "document_date": article.document_date}
    return {name: day.isoformat() for name, day in days.items() if day}


def _return(
    submission: Submission,
    article: Article,
    *,
    actor: Person,
    at: datetime,
    reason: StatedReason | None,
    by_desk: bool,
) -> None:
    _end(submission, SubmissionState.RETURNED, actor=actor, at=at, reason=reason)
    move_article(article, verb=ArticleVerb.RETURN, actor=actor, at=at, reason=reason)
    _record(
        "submission.returned",
        submission,
        actor,
        at,
        reason=reason,
        desk=desk_unit(submission),
        by_desk=by_desk,
    )


def _end(
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


def _locked(*, actor: Person, at: datetime, submission_id: int) -> tuple[Submission, Article]:
    """Lock the article first, then its submission, in every action: two orders would deadlock."""
    visible = Submission.objects.visible_to(actor, at=at).filter(pk=submission_id)
    article_id = visible.values_list("article_id", flat=True).first()
    if article_id is None:
        raise NotVisible(f"submission {submission_id}")
    article = locked_article(actor=actor, at=at, article_id=article_id)
    submission = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("unit", "site__unit", "site__operating_unit", "revision")
        .get(pk=submission_id)
    )
    return submission, article


def _locked_step(
    *, actor: Person, at: datetime, step_id: int
) -> tuple[ApprovalStep, Submission, Article]:
    submission_id = (
        ApprovalStep.objects.filter(pk=step_id).values_list("submission_id", flat=True).first()
    )
    if submission_id is None:
        raise NotVisible(f"approval step {step_id}")
    submission, article = _locked(actor=actor, at=at, submission_id=submission_id)
    return ApprovalStep.objects.get(pk=step_id), submission, article


def may_decide(
    step: ApprovalStep, submission: Submission, article: Article, actor: Person, at: datetime
) -> Decision:
    """Answer whether a person can take an approval step now, one way or the other."""
    earlier = submission.steps.filter(order__lt=step.order).values_list("state", flat=True)
    return _right(step, article, actor, at) & policies.may_decide_step(
        state=StepState(step.state),
        submission=SubmissionState(submission.state),
        earlier=[StepState(state) for state in earlier],
        is_current_text=submission.revision_id == article.revision_id,
        actor=actor.person_key,
        authors=authors_of(article),
    )


def _right(step: ApprovalStep, article: Article, actor: Person, at: datetime) -> Decision:
    posts = Roster(at).posts_in_use(need_of_step(step, article, authors_of(article)))
    return authority.may(actor, "submission.approve", unit=article.unit.code, posts=posts, at=at)


def _next_has_someone(
    step: ApprovalStep, submission: Submission, article: Article, at: datetime
) -> Decision:
    """Answer whether what an approval leads to can be done by someone: the next step, or the desk."""
    later = submission.steps.filter(order__gt=step.order).order_by("order").first()
    need = need_of_step(later, article, authors_of(article)) if later else accepting_need(article)
    return Roster(at).may_open("同意", [need])


def _approve(
    step: ApprovalStep,
    submission: Submission,
    *,
    actor: Person,
    at: datetime,
    reason: StatedReason | None,
) -> None:
    _decide(step, StepState.APPROVED, actor=actor, at=at, reason=reason)
    more = {"step": step.key, "clauses": step.clauses.split()}
    _record("submission.approved", submission, actor, at, reason=reason, **more)


def _decide(
    step: ApprovalStep,
    state: StepState,
    *,
    actor: Person,
    at: datetime,
    reason: StatedReason | None,
) -> None:
    step.state, step.decided_by, step.decided_at = state.value, actor, at
    step.reason = reason
    step.save(update_fields=["state", "decided_by", "decided_at", "reason"])


def _same_version(article: Article, version: int) -> Decision:
    if article.version == version:
        return YES
    return no("submission.newer_version", "稿件在您打开之后被修改过，请看过最新内容再报送。")


def _record(
    code: str,
    submission: Submission,
    actor: Person | None,
    at: datetime,
    *,
    reason: StatedReason | None = None,
    **more: Any,
) -> None:
    record_event(
        code=code,
        subject=submission.article.subject,
        actor=actor.person_key if actor else "system",
        at=at,
        unit=submission.unit.code,
        site=submission.site.code,
        payload={
            "submission": submission.pk,
            "kind": submission.article.kind,
            "revision": submission.revision.number,
            **more,
        },
        reason=reason,
    )


def hand_over_submissions(merger: Merger) -> None:
    """Give the submissions of a merged unit to its successor, those under way with their steps."""
    rows = Submission.objects.filter(unit=merger.unit)
    record_hand_over(merger, "submission.handed_over", rows.update(unit=merger.into))
