"""Reads of the submission room: which rules hold for a unit, and what waits for whom."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import QuerySet

from mingtang.editorial.content.models import Article
from mingtang.editorial.content.open_steps import OpenStep, Way, accepting_need
from mingtang.editorial.content.queries import authors_by_article
from mingtang.editorial.submission.enums import StepState, SubmissionState
from mingtang.editorial.submission.models import ApprovalStep, Submission
from mingtang.editorial.submission.policies import StepPlan
from mingtang.ground.foundation.chunks import in_chunks
from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.institution.organization.authority import Powers, authority
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.queries import unit_path
from mingtang.institution.organization.staffing import Need, Roster
from mingtang.institution.regulations.errors import UnknownRule
from mingtang.institution.regulations.queries import rules_for
from mingtang.institution.regulations.schema.gates import ApprovalRule, RequiredFields

WAITING_LIMIT = 500
CHUNK = 500  # steps looked at together
_APPROVE = "submission.approve"
SENDING = "submission"  # the step of a pack that the platform takes itself


@dataclass(frozen=True)
class ApprovalRules:
    """What the pack of a unit asks before something leaves it."""

    pack: str
    version: str
    approval: ApprovalRule
    required_fields: frozenset[str]

    def steps(self, *, is_important: bool) -> tuple[StepPlan, ...]:
        """Return the steps that an item has to pass, in order; the last, the sending, needs no hand."""
        return tuple(
            StepPlan(
                key=step.name,
                label=step.label,
                posts=tuple(str(post) for post in step.by),
                joins_previous=step.joins_previous,
                clauses=tuple(self.approval.clauses),
                stand_in=tuple(str(post) for post in step.stand_in),
            )
            for step in self.approval.steps_for(is_important=is_important)
            if step.name != SENDING
        )


def approval_rules(unit_code: str, *, at: datetime) -> ApprovalRules:
    """Return the approval rules in force for a unit.

    :raises Refused: when no pack with such rules is bound to the unit or to one above it.
    """
    rules = rules_for(unit_path(unit_code), at)
    try:
        approval = rules.rule("submission.approval", ApprovalRule)
        required = rules.rule("submission.required_fields", RequiredFields)
    except UnknownRule as error:
        raise Refused(
            [
                Reason(
                    "submission.no_rules",
                    "本单位还没有启用含有报送审签规定的制度，请联系平台管理员在“制度”中启用。",
                )
            ]
        ) from error
    return ApprovalRules(rules.pack, rules.version, approval, required.names)


def needs_of_plan(
    article: Article, steps: Sequence[StepPlan], authors: frozenset[str]
) -> list[Need]:
    """Return what has to be done by whom until a submission is in the hands of the desk."""
    needs = [
        _need(article, authors, step.key, step.label, step.posts, step.stand_in) for step in steps
    ]
    return [*needs, accepting_need(article)]


def need_of_step(step: ApprovalStep, article: Article, authors: frozenset[str]) -> Need:
    """Return who may take one approval step."""
    posts, stand_in = tuple(step.posts.split()), tuple(step.stand_in.split())
    return _need(article, authors, step.key, step.label, posts, stand_in)


def open_approvals(articles: Sequence[Article], way: Way) -> list[OpenStep]:
    """Return the approval steps of articles that wait for their unit's leaders."""
    by_id = {article.pk: article for article in articles}
    authors = authors_by_article(articles)
    rows = ApprovalStep.objects.filter(
        submission__article__in=by_id, submission__state=SubmissionState.WAITING.value
    ).select_related("submission")
    found: list[OpenStep] = []
    since = {article.pk: way.since_of(article) for article in articles}
    due: set[int] = set()
    for step in rows.order_by("submission_id", "order"):
        article_id = step.submission.article_id
        if step.state != StepState.WAITING:
            since[article_id] = step.decided_at or since[article_id]
            continue
        need = need_of_step(step, by_id[article_id], authors[article_id])
        found.append(OpenStep(article_id, need, since[article_id], article_id not in due))
        due.add(article_id)
    return found


def _need(
    article: Article,
    authors: frozenset[str],
    key: str,
    label: str,
    posts: tuple[str, ...],
    stand_in: tuple[str, ...],
) -> Need:
    return Need(
        key=f"approval:{key}",
        label=label,
        right=_APPROVE,
        unit=article.unit.code,
        posts=posts,
        stand_in=stand_in,
        barred=authors,
        bars_authors=True,
    )


def steps_waiting_for(person: Person, *, at: datetime) -> list[ApprovalStep]:
    """Return the approval steps that a person can take now, oldest first.

    At most `WAITING_LIMIT`, however many others wait for other people.
    """
    powers = authority.powers_of(person, at)
    units = powers.units_where("submission.approve")
    if not units:
        return []
    rows = (
        ApprovalStep.objects.filter(units.as_q("submission__unit_id"))
        .filter(state=StepState.WAITING.value, submission__state=SubmissionState.WAITING.value)
        .select_related("submission__article__unit", "submission__unit", "submission__site")
        .order_by("submission_id", "order")
    )
    found = list[ApprovalStep]()
    for some in in_chunks(_first_of_each(rows.iterator(CHUNK)), CHUNK):
        found += _takeable(some, powers)
        if len(found) >= WAITING_LIMIT:
            break
    return found[:WAITING_LIMIT]


def submissions_at_desk(person: Person, *, at: datetime) -> QuerySet[Submission]:
    """Return what has arrived at the desks of a person and is not yet released or returned."""
    sites = authority.sites_where(person, "submission.accept", at)
    return (
        Submission.objects.filter(sites.as_q("site__code"))
        .filter(state__in=[SubmissionState.ARRIVED.value, SubmissionState.ACCEPTED.value])
        .select_related("article", "unit", "site")
    )


def standing_submission(article_id: int) -> Submission | None:
    """Return the submission of an article that is on its way now, if any."""
    return (
        Submission.objects.filter(
            article_id=article_id,
            state__in=[
                SubmissionState.WAITING.value,
                SubmissionState.ARRIVED.value,
                SubmissionState.ACCEPTED.value,
            ],
        )
        .select_related("unit", "site", "submitted_by", "accepted_by")
        .first()
    )


def _first_of_each(steps: Iterable[ApprovalStep]) -> Iterator[ApprovalStep]:
    """Yield the earliest waiting step of each submission: later ones have to wait for it.

    The steps come by submission and order.
    """
    for _, group in groupby(steps, key=lambda step: step.submission_id):
        yield next(group)


def _takeable(steps: Sequence[ApprovalStep], powers: Powers) -> list[ApprovalStep]:
    """Return the steps of these that a person may take: by the posts in use, not the own texts."""
    articles = list(
        {step.submission.article_id: step.submission.article for step in steps}.values()
    )
    authors = authors_by_article(articles)
    roster = Roster(powers.at)
    found = []
    for step in steps:
        article = step.submission.article
        if powers.person.person_key in authors[article.pk]:
            continue
        posts = step.posts.split()
        if step.stand_in and not powers.may(_APPROVE, unit=article.unit.code, posts=posts):
            posts = list(roster.posts_in_use(need_of_step(step, article, authors[article.pk])))
        if powers.may(_APPROVE, unit=article.unit.code, posts=posts):
            found.append(step)
    return found
