from datetime import datetime, timedelta

import pytest

from mingtang.editorial.content.models import Article, Release
from mingtang.editorial.publishing.actions.schedules import (
    cancel_schedule,
    run_due,
    schedule_publish,
    schedule_take_down,
)
from mingtang.editorial.publishing.models import Schedule
from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.institution.organization.models import PostHolding
from mingtang.spine.events.models import Event
from tests.factories.cast import Cast
from tests.factories.publishing import published_article, ready_article

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_release_and_take_down_happen_at_their_minute(cast: Cast, at: datetime) -> None:
    article = ready_article(cast, at, columns=[cast.news])
    schedule_publish(actor=cast.desk_editor, at=at, article_id=article.pk, due_at=at + HOUR)
    schedule_take_down(
        actor=cast.desk_editor,
        at=at,
        article_id=article.pk,
        due_at=at + 2 * HOUR,
        reason="活动结束",
    )

    assert run_due(at + HOUR - timedelta(seconds=1)) == 0
    assert run_due(at + HOUR) == 1
    assert Release.objects.get(pk=article.pk).is_live
    assert run_due(at + 2 * HOUR) == 1
    assert not Release.objects.get(pk=article.pk).is_live
    assert run_due(at + 3 * HOUR) == 0
    assert set(Schedule.objects.values_list("state", flat=True)) == {"done"}


def test_what_is_not_allowed_any_more_is_refused_and_told(cast: Cast, at: datetime) -> None:
    article = ready_article(cast, at, columns=[cast.news])
    schedule_publish(actor=cast.desk_editor, at=at, article_id=article.pk, due_at=at + HOUR)
    Article.objects.filter(pk=article.pk).update(state="accepted")

    assert run_due(at + HOUR) == 1

    row = Schedule.objects.get()
    assert row.state == "refused"
    assert "编辑部编辑中" in row.result
    assert not Release.objects.exists()
    assert Event.objects.filter(code="publishing.schedule.refused").count() == 1


def test_who_lost_the_post_does_not_publish_any_more(cast: Cast, at: datetime) -> None:
    article = ready_article(cast, at, columns=[cast.news])
    schedule_publish(actor=cast.desk_editor, at=at, article_id=article.pk, due_at=at + HOUR)
    PostHolding.objects.filter(person=cast.desk_editor).update(valid_to=at)

    run_due(at + HOUR)

    assert Schedule.objects.get().state == "refused"


def test_schedule_again_moves_the_moment_and_cancelling_ends_it(cast: Cast, at: datetime) -> None:
    article = ready_article(cast, at, columns=[cast.news])
    schedule_publish(actor=cast.desk_editor, at=at, article_id=article.pk, due_at=at + HOUR)
    row = schedule_publish(
        actor=cast.desk_editor, at=at, article_id=article.pk, due_at=at + 2 * HOUR
    )
    assert Schedule.objects.get().due_at == at + 2 * HOUR

    cancel_schedule(actor=cast.desk_editor, at=at, schedule_id=row.pk)
    cancel_schedule(actor=cast.desk_editor, at=at, schedule_id=row.pk)

    assert run_due(at + 3 * HOUR) == 0
    with pytest.raises(NotVisible):
        cancel_schedule(actor=cast.stranger, at=at, schedule_id=row.pk)


@pytest.mark.parametrize(
    ("due", "code"),
    [
        (timedelta(minutes=-1), "publishing.due_past"),
        (timedelta(days=400), "publishing.due_far"),
        (timedelta(minutes=5, seconds=30), "publishing.due_minute"),
    ],
)
def test_moment_that_cannot_be_set_is_refused(
    cast: Cast, at: datetime, due: timedelta, code: str
) -> None:
    published = published_article(cast, at, columns=[cast.news])

    with pytest.raises(Refused) as refusal:
        schedule_take_down(
            actor=cast.desk_editor,
            at=at,
            article_id=published.article_id,
            due_at=at + due,
            reason="到期",
        )

    assert [reason.code for reason in refusal.value.reasons] == [code]


def test_scheduled_take_down_is_refused_with_all_reasons(cast: Cast, at: datetime) -> None:
    published = published_article(cast, at, columns=[cast.news])
    without = {"article_id": published.article_id, "due_at": at - HOUR, "reason": " "}

    with pytest.raises(Refused) as refusal:
        schedule_take_down(actor=cast.leader, at=at, **without)
    assert [reason.code for reason in refusal.value.reasons] == [
        "organization.not_entitled",
        "publishing.reason_missing",
        "publishing.due_past",
    ]
    with pytest.raises(NotVisible):
        schedule_take_down(actor=cast.stranger, at=at, **without)


def test_done_schedule_cannot_be_cancelled(cast: Cast, at: datetime) -> None:
    article = ready_article(cast, at, columns=[cast.news])
    row = schedule_publish(actor=cast.desk_editor, at=at, article_id=article.pk, due_at=at + HOUR)
    run_due(at + HOUR)

    with pytest.raises(Refused, match="已经执行"):
        cancel_schedule(actor=cast.desk_editor, at=at + HOUR, schedule_id=row.pk)
