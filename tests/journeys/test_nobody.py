"""Whatever people do and whichever of them leave, an open item is in a list or reported as stuck."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingtang.editorial.content.actions import offer_placement, save_article
from mingtang.editorial.content.actions.stuck import note_stuck_steps
from mingtang.editorial.content.enums import ENDED, ArticleState, PlacementState
from mingtang.editorial.content.models import Article, Placement, StuckStep
from mingtang.editorial.review.actions import start_review, withdraw_review
from mingtang.editorial.submission.actions import (
    accept_submission,
    recall_submission,
    return_submission,
    submit_article,
)
from mingtang.editorial.submission.models import Submission
from mingtang.editorial.submission.queries import submissions_at_desk
from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.institution.organization.actions.merging import merge_units
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Delegation, Person, PostHolding
from mingtang.workbench.approvals.actions import pass_step, return_step
from mingtang.workbench.approvals.models import ApprovalStep
from mingtang.workbench.approvals.queries import steps_waiting_for
from tests.factories.cast import Cast
from tests.factories.content import draft, news_fields
from tests.factories.organization import DelegationFactory
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db

LENGTH = 15
STEPS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 10_000), st.integers(0, 10_000)),
    min_size=LENGTH,
    max_size=LENGTH,
)
Act = Callable[["World", Any, Any], object]


class World:
    """The cast, an hour later with every act."""

    def __init__(self, cast: Cast, at: datetime) -> None:
        self.cast, self.at = cast, at

    def do(self, act: int, first: int, second: int) -> None:
        """Let one person do one thing; what is refused changes nothing."""
        self.at += timedelta(hours=1)
        with suppress(Refused, NotVisible, IndexError), transaction.atomic():
            ACTS[act % len(ACTS)](self, first, second)

    def one(self, rows: Any, number: int) -> Any:
        """Return one of the rows."""
        found = list(rows.order_by("pk"))
        return found[number % len(found)] if found else _none()

    def person(self, number: int) -> Person:
        """Return one of the people."""
        person: Person = self.one(Person.objects.select_related("unit"), number)
        return person

    def called(self, **more: Any) -> dict[str, Any]:
        """Return the arguments of an action."""
        return {"at": self.at, **more}


def _none() -> Any:
    raise IndexError


def _write(world: World, first: int, second: int) -> None:
    if Article.objects.count() < 3:
        draft(world.cast, world.at, news_fields(is_important=bool(second % 3 == 0)))


def _save(world: World, first: int, second: int) -> None:
    article = world.one(Article.objects.all(), second)
    fields = news_fields(title=f"标题{first}", is_important=article.is_important)
    save_article(
        **world.called(actor=world.person(first), article_id=article.pk, fields=fields),
        version=article.version,
    )


def _submit(world: World, first: int, second: int) -> None:
    article = world.one(Article.objects.filter(state__in=["draft", "returned"]), second)
    submit_article(
        **world.called(actor=world.cast.officer, article_id=article.pk, version=article.version),
        author="林晓",
        phone="13805630000",
    )


def _of(action: Callable[..., object], key: str, rows: Callable[[], Any], **more: Any) -> Act:
    """Return the act of a random person on a random row."""

    def act(world: World, first: int, second: int) -> None:
        row = world.one(rows(), second)
        action(**world.called(actor=world.person(first), **{key: row.pk}), **more)

    return act


def _likely(
    action: Callable[..., object], key: str, found: Callable[[Person, datetime], Any], **more: Any
) -> Act:
    """Return the act of the first person who has the thing in their list."""

    def act(world: World, first: int, second: int) -> None:
        for person in Person.objects.select_related("unit").order_by("pk"):
            mine = list(found(person, world.at))
            if mine:
                row = mine[second % len(mine)]
                action(**world.called(actor=person, **{key: row.pk}), **more)
                return

    return act


def _leave(world: World, first: int, second: int) -> None:
    rows = PostHolding.objects.in_force(world.at).exclude(person=world.cast.operator)
    PostHolding.objects.filter(pk=world.one(rows, first).pk).update(valid_to=world.at)


def _return_to_post(world: World, first: int, second: int) -> None:
    rows = PostHolding.objects.filter(valid_to__isnull=False)
    PostHolding.objects.filter(pk=world.one(rows, first).pk).update(valid_to=None)


def _deactivate(world: World, first: int, second: int) -> None:
    if world.person(first) != world.cast.operator:
        Person.objects.filter(pk=world.person(first).pk).update(is_active=second % 2 == 0)


def _lend(world: World, first: int, second: int) -> None:
    DelegationFactory(
        holding=world.one(PostHolding.objects.in_force(world.at), first),
        to_person=world.person(second),
        valid_from=world.at,
        valid_to=world.at + timedelta(hours=3),
    )


def _merge(world: World, first: int, second: int) -> None:
    if first % 5 == 0:
        cast = world.cast
        merge_units(
            **world.called(actor=cast.operator, unit_id=cast.edu.pk, into_id=cast.health.pk)
        )


def _offer(world: World, first: int, second: int) -> None:
    columns = (world.cast.news, world.cast.edu_news)
    offer_placement(
        **world.called(actor=world.cast.desk_editor, column_id=columns[first % 2].pk),
        article_id=world.one(Article.objects.filter(has_arrived=True), second).pk,
    )


def _articles() -> Any:
    return Article.objects.all()


ACTS: tuple[Act, ...] = (
    _write,
    _save,
    _submit,
    _submit,
    _likely(pass_step, "step_id", lambda p, at: steps_waiting_for(p, at=at)),
    _likely(pass_step, "step_id", lambda p, at: steps_waiting_for(p, at=at)),
    _likely(accept_submission, "submission_id", lambda p, at: submissions_at_desk(p, at=at)),
    _likely(pass_step, "step_id", lambda p, at: steps_waiting_for(p, at=at)),
    _likely(pass_step, "step_id", lambda p, at: steps_waiting_for(p, at=at)),
    _of(pass_step, "step_id", ApprovalStep.objects.all),
    _of(return_step, "step_id", ApprovalStep.objects.all, reason="退"),
    _of(recall_submission, "submission_id", Submission.objects.all),
    _of(return_submission, "submission_id", Submission.objects.all, reason="退"),
    _of(start_review, "article_id", _articles),
    _of(start_review, "article_id", _articles),
    _of(withdraw_review, "article_id", _articles, reason="撤"),
    _leave,
    _leave,
    _return_to_post,
    _deactivate,
    _lend,
    _merge,
    _offer,
)


def _has_someone(article: Article, at: datetime) -> bool:
    """Tell whether a person finds the article in the own list, or may go on with it."""
    people = list(Person.objects.select_related("unit"))
    state, unit, site = ArticleState(article.state), article.unit.code, article.site.code

    def may(right: str, **where: str) -> bool:
        return any(authority.may(person, right, at=at, **where) for person in people)

    if state in {ArticleState.DRAFT, ArticleState.RETURNED}:
        return may("submission.submit", unit=unit)
    if state in {ArticleState.SUBMITTED, ArticleState.IN_REVIEW}:
        return any(
            step.round.subject == article.subject
            for person in people
            for step in steps_waiting_for(person, at=at)
        )
    if state is ArticleState.ARRIVED:
        return any(
            submissions_at_desk(person, at=at).filter(article=article).exists() for person in people
        )
    return may(
        "review.manage" if state is ArticleState.ACCEPTED else "publishing.publish", site=site
    )


def _judge(at: datetime) -> None:
    stuck = set(StuckStep.objects.values_list("article_id", flat=True))
    for article in Article.objects.exclude(state__in=ENDED).select_related("unit", "site"):
        assert article.pk in stuck or _has_someone(article, at), article.state
    for offer in Placement.objects.filter(state=PlacementState.OFFERED.value):
        able = any(
            authority.may(person, "publishing.accept", site=offer.site.code, at=at)
            for person in Person.objects.select_related("unit")
        )
        assert able or offer.article_id in stuck


@given(steps=STEPS)
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_open_item_is_with_nobody_unless_it_is_told_as_stuck(
    cast: Cast, at: datetime, steps: list[tuple[int, int, int]]
) -> None:
    with transaction.atomic():
        bound_pack("city", at=at)
        Delegation.objects.all().delete()
        world = World(cast, at)
        for act, first, second in steps:
            world.do(act, first, second)
            note_stuck_steps(at=world.at)
            _judge(world.at)
        transaction.set_rollback(True)
