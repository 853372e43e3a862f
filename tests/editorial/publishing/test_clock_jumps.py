"""A clock that jumps an hour, backwards or forwards: everything goes on, nothing is done twice."""

from datetime import datetime, timedelta

import pytest

from mingtang.editorial.content.models import Release
from mingtang.editorial.operating.actions.history import roll_back_site
from mingtang.editorial.operating.queries import lanes, oldest_age
from mingtang.editorial.pages.engine.claims import retry_due, take
from mingtang.editorial.pages.engine.lanes import make_own_pages, work_everything, work_urgent
from mingtang.editorial.pages.engine.recovery import recover
from mingtang.editorial.pages.enums import TargetLane
from mingtang.editorial.pages.models import Batch, Target
from mingtang.editorial.publishing.actions import publish_article
from mingtang.editorial.publishing.actions.schedules import run_due, schedule_publish
from mingtang.editorial.publishing.models import Schedule
from tests.factories.cast import Cast
from tests.factories.publishing import from_nothing, published_article, ready_article, revised, tree

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
JUMPS = pytest.mark.parametrize("jump", [-HOUR, HOUR], ids=["backwards", "forwards"])


@JUMPS
def test_publishing_goes_on(cast: Cast, at: datetime, jump: timedelta) -> None:
    first = published_article(cast, at, columns=[cast.news])
    work_everything(at)

    published_article(cast, at + jump, columns=[cast.news], title="第二条")
    revised(cast, first.article_id, at + jump, title="更正")
    publish_article(actor=cast.desk_editor, at=at + jump, article_id=first.article_id)
    work_everything(at + jump)

    assert not Target.objects.exclude(state__in=["written", "gone"]).exists()
    assert tree("portal") == from_nothing("portal")


@JUMPS
def test_own_page_woken_before_the_jump_is_made_after_it(
    cast: Cast, at: datetime, jump: timedelta
) -> None:
    """The worker leaves fresh pages to the office for a second; a jump must not make it forever."""
    published_article(cast, at, columns=[cast.news])

    assert work_urgent(at + jump) > 0
    assert make_own_pages([], at + jump).done == 0
    work_everything(at + jump)

    assert tree("portal") == from_nothing("portal")


@JUMPS
def test_claims_of_before_the_jump_come_back(cast: Cast, at: datetime, jump: timedelta) -> None:
    published_article(cast, at, columns=[cast.news])
    claim = take(TargetLane.DEPENDENT, at=at, limit=100)

    assert recover(at + jump) == len(claim.targets)
    work_everything(at + jump)

    assert tree("portal") == from_nothing("portal")


@JUMPS
def test_failed_page_is_tried_again(cast: Cast, at: datetime, jump: timedelta) -> None:
    published_article(cast, at, columns=[cast.news])
    work_everything(at)
    Target.objects.filter(path="/index.html").update(state="failed", due_at=at + MINUTE)

    assert retry_due(at + jump) == 1


def test_age_of_what_waits_is_never_negative(cast: Cast, at: datetime) -> None:
    published_article(cast, at, columns=[cast.news])

    for moment in (at, at - HOUR, at - timedelta(days=400)):
        assert oldest_age(moment) == 0
        assert [view.oldest_age for view in lanes(moment)] == [0, 0, 0]
    assert oldest_age(at + HOUR) == 3600
    assert {view.lane.name: view.level for view in lanes(at + HOUR)} == {
        "OWN": "alarm",
        "DEPENDENT": "alarm",
        "BULK": "ok",
    }


def test_schedule_waits_for_its_minute_and_is_done_once(cast: Cast, at: datetime) -> None:
    article = ready_article(cast, at, columns=[cast.news])
    schedule_publish(
        actor=cast.desk_editor, at=at, article_id=article.pk, due_at=at + timedelta(minutes=30)
    )

    assert run_due(at - HOUR) == 0  # set back: it waits
    assert run_due(at + HOUR) == 1  # set forward: it is due
    assert run_due(at) == 0  # set back again: it was done
    assert run_due(at + HOUR) == 0
    assert Release.objects.filter(pk=article.pk, is_live=True).exists()
    assert Schedule.objects.get().state == "done"


@pytest.mark.django_db(transaction=True)
def test_clock_set_back_over_a_rollback_leaves_it_in_order(cast: Cast, at: datetime) -> None:
    published_article(cast, at, columns=[cast.news])
    work_everything(at)
    before = tree("portal", with_twins=True)
    published_article(cast, at + MINUTE, columns=[cast.news], title="第二条")
    work_everything(at + MINUTE)

    roll_back_site(
        actor=cast.operator,
        at=at + 2 * MINUTE,
        site_id=cast.portal.pk,
        moment=at,
        reason="误发",
    )

    assert recover(at - HOUR) == 0
    assert tree("portal", with_twins=True) == before
    assert not Batch.objects.filter(state="writing").exists()
