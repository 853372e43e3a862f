"""A correction is begun, told and given up."""

from datetime import datetime

import pytest

from mingtang.editorial.content.actions import (
    cancel_correction,
    correct_article,
    revise_article,
    save_article,
)
from mingtang.editorial.content.actions.articles import may_hold
from mingtang.editorial.content.actions.fields import fields_of
from mingtang.editorial.content.enums import ArticleState
from mingtang.editorial.content.models import Article, Release
from mingtang.editorial.content.queries import authors_of
from mingtang.editorial.publishing.actions import publish_article
from mingtang.editorial.review.actions import start_review, withdraw_review
from mingtang.editorial.submission.actions import accept_submission, submit_article
from mingtang.editorial.submission.enums import SubmissionState
from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.spine.events.models import Event
from mingtang.spine.events.testing import drain
from mingtang.workbench.approvals.actions import pass_step
from mingtang.workbench.approvals.enums import RoundState
from tests.editorial.pages.conftest import folders
from tests.factories.cast import Cast
from tests.factories.content import news_fields, pass_all_gates
from tests.factories.publishing import place, published_article
from tests.factories.regulations import bound_pack

__all__ = ["folders"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folders")]


@pytest.fixture
def article(cast: Cast, at: datetime) -> Article:
    bound_pack("city", at=at)
    made = published_article(cast, at, columns=[cast.news])
    return Article.objects.get(pk=made.article_id)


def _corrected(cast: Cast, at: datetime, article: Article) -> Article:
    correct_article(actor=cast.desk_editor, at=at, article_id=article.pk, reason="地名有误")
    article.refresh_from_db()
    save_article(
        actor=cast.desk_editor,
        at=at,
        article_id=article.pk,
        version=article.version,
        fields=news_fields(title="更正后的标题"),
    )
    return Article.objects.get(pk=article.pk)


def _codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_state_tells_that_the_article_is_online_while_it_is_corrected(
    cast: Cast, at: datetime, article: Article
) -> None:
    assert article.state_label == "已发布"
    corrected = _corrected(cast, at, article)
    assert corrected.state_label == "已发布（更正中）"
    assert corrected.stage_label == "编辑部编辑中"


def test_cancelled_correction_is_the_released_text_again(
    cast: Cast, at: datetime, article: Article
) -> None:
    before, authors = fields_of(article), authors_of(article)
    _corrected(cast, at, article)
    cancel_correction(actor=cast.desk_editor, at=at, article_id=article.pk, reason="不必更正")
    after = Article.objects.get(pk=article.pk)
    assert (after.state, fields_of(after)) == (ArticleState.PUBLISHED, before)
    assert after.revision is not None
    assert after.revision.saved_by is None
    assert authors_of(after) == authors | {cast.desk_editor.person_key}
    assert Release.objects.get(pk=article.pk).title == before.title
    event = Event.objects.get(code="content.article.correction_cancelled")
    assert (event.actor, str(event.reason)) == (cast.desk_editor.person_key, "不必更正")


def test_correction_is_cancelled_by_those_who_have_it_with_a_reason(
    cast: Cast, at: datetime, article: Article
) -> None:
    _corrected(cast, at, article)
    with pytest.raises(Refused) as refused:
        cancel_correction(actor=cast.desk_editor, at=at, article_id=article.pk, reason=" ")
    assert _codes(refused) == ["content.reason_missing"]
    for wrong in (cast.officer, cast.portal_secrecy):
        with pytest.raises(Refused) as refused:
            cancel_correction(actor=wrong, at=at, article_id=article.pk, reason="不必")
        assert _codes(refused) == ["organization.not_entitled"]
    with pytest.raises(NotVisible):
        cancel_correction(actor=cast.stranger, at=at, article_id=article.pk, reason="不必")


def test_article_is_in_the_hands_of_its_unit_or_of_the_desk(
    cast: Cast, at: datetime, article: Article
) -> None:
    corrected = _corrected(cast, at, article)
    assert may_hold(cast.desk_editor, corrected, at=at)
    assert not may_hold(cast.officer, corrected, at=at)
    corrected.state = ArticleState.DRAFT.value
    assert may_hold(cast.officer, corrected, at=at)
    for wrong in (cast.leader, cast.stranger, cast.portal_secrecy):
        assert not may_hold(wrong, corrected, at=at)


def test_nothing_online_is_nothing_to_go_back_to(
    cast: Cast, at: datetime, article: Article
) -> None:
    _corrected(cast, at, article)
    Release.objects.filter(pk=article.pk).update(is_live=False)
    with pytest.raises(Refused) as refused:
        cancel_correction(actor=cast.desk_editor, at=at, article_id=article.pk, reason="不必")
    assert _codes(refused) == ["content.not_live"]


def test_published_article_has_no_correction_to_cancel(
    cast: Cast, at: datetime, article: Article
) -> None:
    with pytest.raises(Refused) as refused:
        cancel_correction(actor=cast.desk_editor, at=at, article_id=article.pk, reason="不必")
    assert _codes(refused) == ["content.wrong_state"]


def test_review_of_a_correction_is_withdrawn_and_the_correction_goes_on_line_later(
    cast: Cast, at: datetime, article: Article
) -> None:
    _corrected(cast, at, article)
    review_round = start_review(actor=cast.desk_editor, at=at, article_id=article.pk)
    withdraw_review(actor=cast.desk_editor, at=at, article_id=article.pk, reason="还要改")
    review_round.refresh_from_db()
    assert review_round.state == RoundState.WITHDRAWN
    assert Article.objects.get(pk=article.pk).state == ArticleState.ACCEPTED


def test_cancelling_a_revised_article_ends_its_submission(
    cast: Cast, at: datetime, article: Article
) -> None:
    drain(at)
    revise_article(actor=cast.officer, at=at, article_id=article.pk, reason="补充内容")
    article.refresh_from_db()
    submission = submit_article(
        actor=cast.officer,
        at=at,
        article_id=article.pk,
        version=article.version,
        author="林晓",
        phone="13805630000",
    )
    pass_step(actor=cast.leader, at=at, step_id=submission.round.steps.all()[0].pk)
    accept_submission(actor=cast.desk_editor, at=at, submission_id=submission.pk)
    cancel_correction(actor=cast.desk_editor, at=at, article_id=article.pk, reason="不必更正")
    drain(at)
    submission.refresh_from_db()
    assert submission.state == SubmissionState.RECALLED
    assert Event.objects.filter(code="submission.recalled", subject=article.subject).exists()


def test_corrected_text_replaces_what_is_online(cast: Cast, at: datetime, article: Article) -> None:
    corrected = _corrected(cast, at, article)
    place(corrected, cast.news, at)
    start_review(actor=cast.desk_editor, at=at, article_id=article.pk)
    review_round = corrected.review_rounds.get(state="open")
    assert review_round.steps.count() == 6
    with pytest.raises(Refused):
        pass_all_gates(cast, corrected, at)
    _pass_by_others(cast, corrected, at)
    publish_article(actor=cast.desk_editor, at=at, article_id=article.pk)
    assert Release.objects.get(pk=article.pk).title == "更正后的标题"


def _pass_by_others(cast: Cast, article: Article, at: datetime) -> None:
    # a room above content

    people = {"political": cast.portal_leader, "secrecy": cast.portal_secrecy}
    for gate in article.review_rounds.get(state="open").steps.filter(state="waiting"):
        who = people.get(gate.key, cast.second_desk)
        pass_step(actor=who, at=at, step_id=gate.pk)
