"""Important information: its clock, one signature at night, the gates the next day."""

from datetime import datetime, timedelta

import pytest
import time_machine

from mingtang.editorial.content.actions import offer_placement
from mingtang.editorial.content.models import Article
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.publishing.actions import publish_article
from mingtang.editorial.publishing.models import Address
from mingtang.editorial.review.actions import start_urgent_review
from mingtang.editorial.review.enums import AFTERWARDS
from mingtang.editorial.review.models import ReviewRound
from mingtang.ground.foundation.clock import BEIJING
from mingtang.institution.notices.models import Notice
from mingtang.institution.notices.subscribers import OVERDUE, WARNED
from mingtang.institution.obligations.actions import settle_due
from mingtang.institution.obligations.enums import ObligationState
from mingtang.institution.obligations.models import Obligation
from mingtang.institution.regulations.queries import rules_for
from mingtang.spine.events.testing import drain
from mingtang.workbench.approvals.actions import pass_step
from tests.factories.cast import Cast
from tests.factories.content import accepted, in_review, news_fields, reviewer_of

pytestmark = pytest.mark.django_db(transaction=True)
AFTERNOON = datetime(2026, 3, 11, 16, 0, tzinfo=BEIJING)
NIGHT = datetime(2026, 3, 11, 22, 10, tzinfo=BEIJING)
MORNING = datetime(2026, 3, 12, 9, 0, tzinfo=BEIJING)


def _settle(at: datetime) -> None:
    for _ in range(3):
        drain(at)
        work_everything(at)


def _clock(article: Article, rule_id: str) -> Obligation:
    return Obligation.objects.get(rule_id=rule_id, subject=article.subject)


def test_xc_01_xc_34_gb_12_an_important_item_is_online_at_night_and_reviewed_in_the_morning(
    cast: Cast, at: datetime
) -> None:
    rules = rules_for(["city"], at)
    assert {"XC-34", "GB-12"} <= set(rules["review.urgent"].clauses)
    article = accepted(cast, AFTERNOON, news_fields(is_important=True, is_urgent=True))
    _settle(AFTERNOON)
    # Four hours of office time: what is left of the afternoon, the rest the next morning.
    due = _clock(article, "publishing.important").due_at
    assert MORNING < due < datetime(2026, 3, 12, 14, 0, tzinfo=BEIJING)

    offer_placement(actor=cast.desk_editor, at=NIGHT, article_id=article.pk, column_id=cast.news.pk)
    found = start_urgent_review(
        actor=cast.desk_editor, at=NIGHT, article_id=article.pk, reason="暴雨红色预警"
    )
    pass_step(actor=cast.portal_signer, at=NIGHT, step_id=found.steps.get().pk)
    publish_article(actor=cast.desk_editor, at=NIGHT, article_id=article.pk)
    _settle(NIGHT)
    assert Address.objects.get(article=article).site == cast.portal
    met = _clock(article, "publishing.important")
    assert (met.state, met.decided_at) == (ObligationState.MET, NIGHT)

    owed = _clock(article, "review.afterwards")
    assert (owed.state, owed.unit_key) == (ObligationState.OPEN, "office")
    later = ReviewRound.objects.get(kind=AFTERWARDS)
    for gate in later.steps.order_by("comes_last", "order"):
        pass_step(
            actor=reviewer_of(cast, gate.posts_named(), gate.key), at=MORNING, step_id=gate.pk
        )
    _settle(MORNING + timedelta(minutes=1))
    assert _clock(article, "review.afterwards").state == ObligationState.MET


def test_review_that_takes_too_long_is_told_to_who_holds_it_and_then_to_leaders(
    cast: Cast, at: datetime
) -> None:
    article = in_review(cast, at)
    _settle(at)
    clock = _clock(article, "review.in_time")
    assert (clock.due_at, clock.unit_key) == (
        datetime(2026, 3, 12, 23, 59, 59, tzinfo=BEIJING), "office",
    )  # fmt: skip
    for moment in (
        datetime(2026, 3, 12, 16, 0, tzinfo=BEIJING),
        datetime(2026, 3, 13, 9, 0, tzinfo=BEIJING),
    ):
        with time_machine.travel(moment, tick=False):
            drain(moment)
            while settle_due(moment):
                pass
            drain(moment)
    assert _clock(article, "review.in_time").state == ObligationState.OVERDUE
    told = Notice.objects.filter(subject=article.subject, sentence__contains="各关及时审核")
    warned, late = (
        {*told.filter(kind=kind).values_list("person__username", flat=True)}
        for kind in (WARNED.code, OVERDUE.code)
    )
    assert "portal_secrecy" in warned
    assert "portal_leader" in late
