"""What cannot wait: one signature, online at any hour, gates afterwards."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from mingtang.editorial.content.enums import ArticleState
from mingtang.editorial.content.models import Article
from mingtang.editorial.review.actions import start_urgent_review
from mingtang.editorial.review.enums import AFTERWARDS
from mingtang.editorial.review.models import ReviewRound
from mingtang.editorial.review.queries import is_passed
from mingtang.ground.foundation.decisions import Refused
from mingtang.ground.papers.word_in import read_word
from mingtang.institution.regulations.loading import load_pack
from mingtang.workbench.approvals.actions import pass_step, return_step, withdraw_round
from tests.factories.cast import Cast
from tests.factories.content import accepted, news_fields, reviewer_of
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db
Browser = Callable[..., Any]


@pytest.fixture(autouse=True)
def _rules(cast: Cast, at: datetime, rooms: None) -> None:
    bound_pack("city", at=at)


def _signed(cast: Cast, at: datetime) -> Article:
    article = accepted(cast, at, news_fields(title="今晚部分地区有暴雨", is_urgent=True))
    found = start_urgent_review(
        actor=cast.desk_editor, at=at, article_id=article.pk, reason="防汛四级响应"
    )
    pass_step(actor=cast.portal_leader, at=at, step_id=found.steps.get().pk)
    article.refresh_from_db()
    return article


def test_xc_34_gb_12_what_cannot_wait_is_signed_once_and_reviewed_afterwards(
    cast: Cast, at: datetime
) -> None:
    assert load_pack("xuancheng").rules["review.urgent"].clauses == ("XC-34", "GB-12")
    article = _signed(cast, at)
    assert article.state == ArticleState.PASSED
    assert is_passed(article.pk, article.revision_id)
    later = ReviewRound.objects.get(kind=AFTERWARDS)
    assert [gate.label for gate in later.steps.all()] == [
        "政治关", "政策关", "法律关", "文字关", "保密关", "舆情关",
    ]  # fmt: skip
    for gate in later.steps.order_by("order"):
        pass_step(actor=reviewer_of(cast, gate.posts_named(), gate.key), at=at, step_id=gate.pk)
    later.refresh_from_db()
    assert later.state == "passed"
    article.refresh_from_db()
    assert article.state == ArticleState.PASSED  # the sheet after release moves nothing


def test_only_named_posts_sign_and_never_who_wrote_it(cast: Cast, at: datetime) -> None:
    article = accepted(cast, at)
    found = start_urgent_review(
        actor=cast.desk_editor, at=at, article_id=article.pk, reason="突发事件"
    )
    step = found.steps.get()
    assert step.posts_named() == ("duty_officer", "leader_in_charge", "principal_leader")
    for person in (cast.desk_editor, cast.portal_secrecy):
        with pytest.raises(Refused):
            pass_step(actor=person, at=at, step_id=step.pk)


def test_review_after_release_stays_and_a_refusal_asks_for_correction(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    article = _signed(cast, at)
    later = ReviewRound.objects.get(kind=AFTERWARDS)
    with pytest.raises(Refused, match="不能撤回"):
        withdraw_round(actor=cast.portal_leader, at=at, round_id=later.pk, reason="不必了")
    gate = later.steps.get(key="secrecy")
    return_step(actor=cast.portal_secrecy, at=at, step_id=gate.pk, reason="写明了内部电话")
    page = browser(cast.desk_editor).get(reverse("content:show", args=[article.pk]))
    assert "补审没有通过。请立即更正" in page.content.decode()
    assert "防汛四级响应" in page.content.decode()


def test_record_sheet_is_taken_home_as_word_and_pdf(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    _signed(cast, at)
    found = ReviewRound.objects.get(kind="review")
    office = browser(cast.desk_editor)
    page = office.get(reverse("review:show", args=[found.pk])).content.decode()
    word, pdf = (reverse(f"review:sheet-{name}", args=[found.pk]) for name in ("word", "pdf"))
    assert word in page
    assert pdf in page
    text = read_word(office.get(word).content).html
    for words in (
        "审核记录单",
        "今晚部分地区有暴雨",
        "紧急签发",
        "贺平",
        "防汛四级响应",
        "没有政治性错误",
    ):
        assert words in text
    assert office.get(pdf).content.startswith(b"%PDF")
