"""A verb of an article that is opened by its address is offered only where it can be done."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingtang.editorial.content.interfaces.articles import ArticleAction, article_url
from mingtang.editorial.review.actions import withdraw_review
from mingtang.editorial.submission.actions import recall_submission
from mingtang.institution.organization.enums import Post
from tests.factories import content
from tests.factories.cast import Cast
from tests.factories.organization import PostHoldingFactory
from tests.factories.regulations import bound_pack

Browser = Callable[..., Client]
pytestmark = pytest.mark.django_db
DESK, UNIT = "desk_editor", "officer"
# Screen, who opens it, how far the article has come, and a word of the reason where it is too early.
CASES = [
    ("publishing:publish", DESK, "in_review", "没有走完审核"),
    ("publishing:publish", DESK, "passed", "还没有被任何栏目接收"),
    ("publishing:publish-at", DESK, "in_review", "不能发布"),
    ("publishing:publish-at", DESK, "passed", ""),
    ("publishing:take-down", DESK, "passed", "不在线"),
    ("publishing:take-down-at", DESK, "passed", "不在线"),
    ("review:start", DESK, "in_review", "不能送审"),
    ("review:start", DESK, "accepted", ""),
    ("review:withdraw", DESK, "accepted", "不能撤回送审"),
    ("review:withdraw", DESK, "in_review", ""),
    ("content:correct", DESK, "accepted", "不能更正"),
    ("content:correct", DESK, "passed", ""),
    ("content:cancel-correction", DESK, "accepted", "没有可以取消的更正"),
    ("content:discard", UNIT, "submitted", "不能作废"),
    ("content:discard", UNIT, "draft", ""),
    ("content:revise", UNIT, "submitted", "不能修改"),
    ("submission:submit", UNIT, "submitted", "不能报送"),
    ("submission:submit", UNIT, "draft", ""),
]


@pytest.fixture(autouse=True)
def _rules(cast: Cast, at: datetime) -> None:
    bound_pack("city", at=at)


@pytest.mark.parametrize(("screen", "who", "stage", "words"), CASES)
def test_verb_is_offered_only_where_it_can_be_done(
    cast: Cast, at: datetime, browser: Browser, screen: str, who: str, stage: str, words: str
) -> None:
    article = getattr(content, stage)(cast, at)

    answer = browser(getattr(cast, who)).get(reverse(screen, args=[article.pk]))

    page = answer.content.decode()
    assert answer.status_code == (403 if words else 200)
    assert ('name="form_key"' in page) is (not words)
    assert words in page
    if words:
        assert f'href="{article_url(article.pk)}">返回' in page


@pytest.mark.parametrize(
    ("screen", "who", "stage"),
    [
        ("publishing:publish", UNIT, "passed"),
        ("publishing:publish-at", UNIT, "passed"),
        ("review:withdraw", UNIT, "in_review"),
        ("content:correct", UNIT, "passed"),
        ("content:discard", "leader", "draft"),
        ("submission:submit", "leader", "draft"),
    ],
)
def test_verb_without_the_right_is_not_offered(
    cast: Cast, at: datetime, browser: Browser, screen: str, who: str, stage: str
) -> None:
    article = getattr(content, stage)(cast, at)

    answer = browser(getattr(cast, who)).get(reverse(screen, args=[article.pk]))

    assert answer.status_code == 403
    assert 'name="form_key"' not in answer.content.decode()


def _status(client: Client, screen: str, pk: int) -> int:
    return client.get(reverse(screen, args=[pk])).status_code


def test_step_is_offered_to_who_can_take_it_until_it_is_taken(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    submission = content.submitted(cast, at).submissions.get()
    step = submission.round.steps.order_by("order").first()
    leader, officer = browser(cast.leader), browser(cast.officer)

    assert _status(leader, "submission:approve", step.pk) == 200
    assert _status(officer, "submission:approve", step.pk) == 403
    assert _status(officer, "submission:recall", submission.pk) == 200
    assert _status(leader, "submission:recall", submission.pk) == 403
    assert _status(browser(cast.desk_editor), "submission:accept", submission.pk) in {403, 404}
    recall_submission(actor=cast.officer, at=at, submission_id=submission.pk)
    assert _status(leader, "submission:approve", step.pk) == 403
    assert _status(officer, "submission:recall", submission.pk) == 403


def test_submission_at_the_desk_is_offered_to_the_desk_alone(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    submission = content.arrived(cast, at).submissions.get()

    for screen in ("submission:accept", "submission:return"):
        assert _status(browser(cast.desk_editor), screen, submission.pk) == 200
        assert _status(browser(cast.officer), screen, submission.pk) == 403


def test_gate_of_a_withdrawn_review_is_not_offered(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    article = content.in_review(cast, at)
    gate = article.review_rounds.get().steps.get(key="secrecy")
    reviewer = browser(cast.portal_secrecy)

    assert _status(reviewer, "review:pass", gate.pk) == 200
    withdraw_review(actor=cast.desk_editor, at=at, article_id=article.pk, reason="标题要改")
    assert _status(reviewer, "review:pass", gate.pk) == 403
    assert _status(reviewer, "review:refuse", gate.pk) == 403


def _asks(screen: Any) -> bool:
    """Tell whether a screen says which right it needs, or asks by itself."""
    return hasattr(screen, "needs") or "may_begin" in vars(screen)


@pytest.mark.usefixtures("rooms")
def test_every_verb_of_an_article_says_where_it_starts_from() -> None:
    def below(screen: type) -> set[type]:
        return {screen, *(one for child in screen.__subclasses__() for one in below(child))}

    silent = {
        screen.__name__
        for screen in below(ArticleAction)
        if "act" in vars(screen) and not (hasattr(screen, "verb") and _asks(screen))
    }

    assert not silent


def test_account_names_units_and_sites(cast: Cast, browser: Browser) -> None:
    PostHoldingFactory(
        person=cast.officer, post=Post.SITE_EDITOR, unit=cast.edu, site_key=cast.edu_site.code
    )

    page = browser(cast.officer).get("/account/").content.decode()

    assert f">{cast.edu.short_name}<" in page
    assert f">{cast.edu_site.name}<" in page
    assert "单位代码" not in page
