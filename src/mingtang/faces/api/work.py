"""Where an article stands in all rooms at once, and what waits for the person of a token."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from mingtang.editorial.content.interfaces.api import (
    ArticleOut,
    PlacementOut,
    article_out,
    placement_out,
)
from mingtang.editorial.content.models import Article, Placement
from mingtang.editorial.content.queries import article_for
from mingtang.editorial.publishing.queries.on_line import links_of
from mingtang.editorial.review.enums import KIND
from mingtang.editorial.review.enums import KIND as REVIEW
from mingtang.editorial.review.interfaces.api import RoundOut, round_out
from mingtang.editorial.review.models import ReviewRound
from mingtang.editorial.submission.enums import KIND as SUBMISSION
from mingtang.editorial.submission.interfaces.api import SubmissionOut, submission_out
from mingtang.editorial.submission.models import Submission
from mingtang.editorial.submission.queries import submissions_at_desk
from mingtang.institution.organization.models import Person
from mingtang.workbench.approvals.interfaces.api import StepOut, step_out
from mingtang.workbench.approvals.queries import steps_waiting_for, subjects_of
from mingtang.workbench.backoffice.interfaces.api import PROBLEMS, person_of
from mingtang.workbench.backoffice.interfaces.moment import moment

DESK_LIMIT = 200

router = Router(tags=["办理"])


class WorkOut(Schema):
    """Everything about the way of one article that the person may see."""

    article: ArticleOut
    submission: SubmissionOut | None
    review: RoundOut | None
    placements: list[PlacementOut]
    links: dict[str, str]


class WaitingStep(Schema):
    """An approval step that the person can take now."""

    article: ArticleOut
    submission_id: int
    step: StepOut


class WaitingGate(Schema):
    """A gate that the person can decide now."""

    article: ArticleOut
    round_id: int
    gate: StepOut


class WaitingSubmission(Schema):
    """What is at the person's desk."""

    article: ArticleOut
    submission_id: int
    state: str
    state_label: str


class WaitingOut(Schema):
    """What waits for the person, oldest first."""

    steps: list[WaitingStep]
    gates: list[WaitingGate]
    desk: list[WaitingSubmission]


@router.get(
    "/articles/{int:article_id}/work",
    response={200: WorkOut, **PROBLEMS},
    summary="一篇稿件办到哪一步",
)
def work(request: HttpRequest, article_id: int) -> WorkOut:
    """Return the newest submission and review round of an article, and its places."""
    person, at = person_of(request), moment()
    article = article_for(person, article_id, at=at)
    submission = _newest_submission(person, article, at)
    review_round = _newest_round(person, article, at)
    places = Placement.objects.visible_to(person, at=at).filter(article=article)
    return WorkOut(
        article=article_out(article),
        submission=submission_out(submission) if submission else None,
        review=round_out(review_round) if review_round else None,
        placements=[
            placement_out(place) for place in places.select_related("site", "column").order_by("id")
        ],
        links=links_of(article_id),
    )


@router.get("/waiting", response={200: WaitingOut, **PROBLEMS}, summary="待我办理")
def waiting(request: HttpRequest) -> WaitingOut:
    """Return what waits for the person of the token."""
    person, at = person_of(request), moment()
    steps = steps_waiting_for(person, at=at, kind=SUBMISSION)
    gates = steps_waiting_for(person, at=at, kind=REVIEW)
    things = {
        pk: subject.thing
        for pk, subject in subjects_of([one.round for one in (*steps, *gates)]).items()
    }
    return WaitingOut(
        steps=[
            WaitingStep(
                article=article_out(things[step.round_id].article),
                submission_id=things[step.round_id].pk,
                step=step_out(step),
            )
            for step in steps
        ],
        gates=[
            WaitingGate(
                article=article_out(things[gate.round_id].article),
                round_id=gate.round_id,
                gate=step_out(gate),
            )
            for gate in gates
        ],
        desk=[
            _at_desk(one) for one in submissions_at_desk(person, at=at).order_by("id")[:DESK_LIMIT]
        ],
    )


def _at_desk(submission: Submission) -> WaitingSubmission:
    return WaitingSubmission(
        article=article_out(submission.article),
        submission_id=submission.pk,
        state=submission.state,
        state_label=submission.state_label,
    )


def _newest_submission(person: Person, article: Article, at: datetime) -> Submission | None:
    rows = Submission.objects.visible_to(person, at=at).filter(article=article)
    return rows.select_related("revision", "round").order_by("-pk").first()


def _newest_round(person: Person, article: Article, at: datetime) -> ReviewRound | None:
    rows = ReviewRound.objects.visible_to(person, at=at).filter(article=article, kind=KIND)
    return rows.select_related("revision").order_by("-number").first()
