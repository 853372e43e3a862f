"""Submit, recall, accept, return, and what the machine of approvals asks about a submission."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from mingtang.editorial.content.actions.articles import locked_article, move_article
from mingtang.editorial.content.actions.fields import may_go_on
from mingtang.editorial.content.enums import ArticleState, ArticleVerb
from mingtang.editorial.content.models import Article
from mingtang.editorial.content.open_steps import accepting_need, editing_need, writing_need
from mingtang.editorial.content.policies.states import may_move
from mingtang.editorial.content.queries import authors_by_article, authors_of, unnamed_pictures
from mingtang.editorial.submission import policies
from mingtang.editorial.submission.enums import KIND, SubmissionState
from mingtang.editorial.submission.models import Submission
from mingtang.editorial.submission.queries import APPROVE_RIGHT, ApprovalRules, approval_rules
from mingtang.ground.foundation.decisions import YES, Decision, NotVisible, no
from mingtang.ground.foundation.text import one_line
from mingtang.institution.organization.actions.merging import Merger, record_hand_over
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.staffing import Roster
from mingtang.spine.events.actions import record_event, record_reason
from mingtang.spine.events.models import StatedReason
from mingtang.workbench.approvals.actions import open_round, withdraw_round
from mingtang.workbench.approvals.clients import ApprovalAct, ApprovalClient, ApprovalSubject
from mingtang.workbench.approvals.models import ApprovalRound
from mingtang.workbench.approvals.policies import says_why

_RELATED = (
    "article__unit",
    "article__site",
    "article__revision",
    "unit",
    "site__unit",
    "site__operating_unit",
    "revision",
    "round",
)


class SubmissionClient(ApprovalClient):
    """Approval of submissions by the leaders of the unit that sends them."""

    kind = KIND
    rights = (APPROVE_RIGHT,)
    start_word = "报送"
    done_words = "您同意之后，稿件立即送达编辑部，并计入本单位本周报送数量。"
    agree_url, return_url = "submission:approve", "submission:return-step"
    events: ClassVar[Mapping[str, str]] = {
        "started": "submission.submitted",
        "step_passed": "submission.approved",
    }

    def subjects(self, rounds: Sequence[ApprovalRound]) -> Mapping[int, ApprovalSubject]:
        wanted = Submission.objects.filter(round__in=[one.pk for one in rounds])
        rows = wanted.select_related(*_RELATED)
        authors = authors_by_article([row.article for row in rows])
        return {
            row.round_id: replace(
                _about(row.article, authors[row.article_id]),
                is_current=row.revision_id == row.article.revision_id,
                thing=row,
            )
            for row in rows
        }

    def address(self, found: ApprovalRound) -> str:
        return reverse("content:show", args=[found.subject.removeprefix("article:")])

    def visible_to(self, person: Person, *, at: datetime) -> QuerySet[ApprovalRound]:
        seen = Submission.objects.visible_to(person, at=at)
        return ApprovalRound.objects.filter(kind=self.kind, submission__in=seen)

    def lock(self, found: ApprovalRound, *, actor: Person, at: datetime) -> None:
        super().lock(found, actor=actor, at=at)
        article_id = int(found.subject.removeprefix("article:"))
        locked_article(actor=actor, at=at, article_id=article_id)

    def may_withdraw(self, act: ApprovalAct) -> Decision:
        row = act.subject.thing
        may = authority.may(act.actor, "submission.submit", unit=act.round.unit, at=act.at)
        return may & may_move(ArticleState(row.article.state), ArticleVerb.RECALL)

    def payload(self, moment: str, act: ApprovalAct) -> dict[str, Any]:
        row = act.subject.thing
        if act.step is None:
            return _payload(row) | {"important": row.is_important}
        return _payload(row) | {"step": act.step.key, "clauses": act.step.clauses.split()}

    def follow(self, moment: str, act: ApprovalAct) -> None:
        row, actor, at = act.subject.thing, act.actor, act.at
        if moment == "started":
            move_article(row.article, verb=ArticleVerb.SUBMIT, actor=actor, at=at)
        super().follow(moment, act)
        if moment == "passed":
            _arrive(row, actor=actor, at=at)
        elif moment == "returned":
            _return(row, actor=actor, at=at, reason=act.reason, by_desk=False)
        elif moment == "withdrawn":
            _end(row, SubmissionState.RECALLED, actor=actor, at=at)
            move_article(row.article, verb=ArticleVerb.RECALL, actor=actor, at=at)
            _record("submission.recalled", row, actor, at)


def _about(article: Article, authors: frozenset[str]) -> ApprovalSubject:
    return ApprovalSubject(
        title=article.title,
        note=article.unit.name,
        barred=authors,
        next_need=accepting_need(article),
        return_need=writing_need(article),
    )


def submit_article(
    *, actor: Person, at: datetime, article_id: int, version: int, author: str, phone: str
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
        )
        decision = authority.may(actor, "submission.submit", unit=article.unit.code, at=at)
        decision &= may_move(ArticleState(article.state), ArticleVerb.SUBMIT)
        decision &= policies.has_required_fields(contact, rules.required_fields)
        decision &= may_go_on(article) & _same_version(article, version)
        return _open(article, actor=actor, at=at, contact=contact, rules=rules, decision=decision)


def recall_submission(*, actor: Person, at: datetime, submission_id: int) -> Submission:
    """Take a submission back before the unit's leaders have finished with it."""
    with transaction.atomic():
        submission, _ = _locked(actor=actor, at=at, submission_id=submission_id)
        withdraw_round(actor=actor, at=at, round_id=submission.round_id, needs_reason=False)
        submission.refresh_from_db()
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
        (decision & says_why(reason)).require()
        given = record_reason(reason)
        _return(submission, actor=actor, at=at, reason=given, by_desk=True)
        return submission


def mark_released(*, at: datetime, article_id: int) -> Submission | None:
    """Close the standing submission of an article that has been released; a repeat does nothing."""
    with transaction.atomic():
        submission = _accepted(article_id)
        if submission is not None:
            _close(submission, SubmissionState.RELEASED, at=at)
            _record("submission.released", submission, None, at, desk=desk_unit(submission))
        return submission


def close_cancelled(*, at: datetime, article_id: int) -> Submission | None:
    """Recall the standing submission of an article whose changes were given up; a repeat does nothing."""
    with transaction.atomic():
        submission = _accepted(article_id)
        if submission is None or submission.article.state != ArticleState.PUBLISHED:
            return None
        _close(submission, SubmissionState.RECALLED, at=at)
        _record("submission.recalled", submission, None, at)
        return submission


def _accepted(article_id: int) -> Submission | None:
    rows = Submission.objects.select_for_update(of=("self",)).select_related(*_RELATED)
    return rows.filter(article_id=article_id, state=SubmissionState.ACCEPTED.value).first()


def _close(submission: Submission, state: SubmissionState, *, at: datetime) -> None:
    submission.state, submission.ended_at = state.value, at
    submission.save(update_fields=["state", "ended_at"])


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
    decision: Decision,
) -> Submission:
    submission = Submission(
        article=article,
        revision_id=article.revision_id or 0,
        unit=article.unit,
        site=article.site,
        is_important=article.is_important,
        author=one_line(contact.author),
        phone=one_line(contact.phone),
    )

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
        about=_about(article, authors_of(article)),
        decision=decision,
        then=store,
    )
    return submission


def _arrive(submission: Submission, *, actor: Person, at: datetime) -> None:
    article = submission.article
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
    *,
    actor: Person,
    at: datetime,
    reason: StatedReason | None,
    by_desk: bool,
) -> None:
    _end(submission, SubmissionState.RETURNED, actor=actor, at=at, reason=reason)
    move_article(submission.article, verb=ArticleVerb.RETURN, actor=actor, at=at, reason=reason)
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
        .select_related(*_RELATED)
        .get(pk=submission_id)
    )
    return submission, article


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
        payload=_payload(submission) | more,
        reason=reason,
    )


def _payload(submission: Submission) -> dict[str, Any]:
    return {
        "submission": submission.pk,
        "kind": submission.article.kind,
        "revision": submission.revision.number,
    }


def hand_over_submissions(merger: Merger) -> None:
    """Give the submissions of a merged unit to its successor, those under way with their steps."""
    rows = Submission.objects.filter(unit=merger.unit)
    record_hand_over(merger, "submission.handed_over", rows.update(unit=merger.into))
