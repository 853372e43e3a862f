"""What crashed is finished by the next process, and what is alive is left alone."""

from datetime import datetime, timedelta

import pytest

from mingtang.editorial.pages.engine import claims, rollback
from mingtang.editorial.pages.engine.batches import BatchWriter, work
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.engine.making import Maker
from mingtang.editorial.pages.engine.recovery import recover
from mingtang.editorial.pages.enums import TargetLane
from mingtang.editorial.pages.models import Batch, Target, Watch
from mingtang.editorial.publishing.actions import take_down_article
from tests.factories.cast import Cast
from tests.factories.publishing import from_nothing, published_article, tree

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def release(cast: Cast, at: datetime, title: str) -> int:
    published = published_article(cast, at, columns=[cast.news], title=title)
    work_everything(at)
    return published.article_id


def began_to_go_back(cast: Cast, at: datetime, *, to: datetime) -> Batch:
    """Commit the manifest of a rollback, as far as it gets before someone is killed."""
    plan = rollback.plan_moment(cast.portal.pk, to)
    return rollback.begin(plan, actor="person:1", reason=None, at=at, of_batch=None)


def test_rollback_that_is_under_way_is_left_alone(cast: Cast, at: datetime) -> None:
    release(cast, at, "第一条")
    before = tree("portal", with_twins=True)
    release(cast, at + MINUTE, "第二条")
    batch = began_to_go_back(cast, at + 2 * MINUTE, to=at)

    assert recover(at + 2 * MINUTE) == 0
    assert recover(at + 10 * MINUTE) == 0
    assert rollback.write(batch, at + 10 * MINUTE) > 0

    assert tree("portal", with_twins=True) == before


def test_crashed_rollback_is_finished_and_held(cast: Cast, at: datetime) -> None:
    release(cast, at, "第一条")
    before = tree("portal", with_twins=True)
    release(cast, at + MINUTE, "第二条")
    batch = began_to_go_back(cast, at + 2 * MINUTE, to=at)

    assert recover(at + HOUR) == 1

    assert tree("portal", with_twins=True) == before
    batch.refresh_from_db()
    assert batch.state == "done"
    held = Target.objects.filter(state="held")
    assert held.count() == batch.pages == batch.entries.count()


def test_crashed_rollback_brings_nothing_back_that_was_taken_down_since(
    cast: Cast, at: datetime
) -> None:
    gone = release(cast, at, "撤下的")
    for number in range(21):
        release(cast, at + number * MINUTE, f"后来第{number}条")
    later = at + HOUR
    began_to_go_back(cast, later, to=at)
    take_down_article(
        actor=cast.desk_editor, at=later, article_id=gone, reason_code="error", reason="有误"
    )

    recover(later + HOUR)
    work_everything(later + HOUR)

    assert not any("撤下的" in body.decode() for body in tree("portal").values())


def test_worker_whose_lease_ended_writes_nothing_over_the_next_one(
    cast: Cast, at: datetime
) -> None:
    """The clock jumps an hour ahead in the middle of a batch: another worker takes over."""
    release(cast, at, "第一条")
    published_article(cast, at + MINUTE, columns=[cast.news], title="第二条")
    work(TargetLane.OWN, at=at + MINUTE)
    claim = claims.take(TargetLane.DEPENDENT, at=at + MINUTE, limit=100)
    maker = Maker()
    made = maker.make([claimed.page for claimed in claim.targets])
    slow = BatchWriter(claim, made, {pk: site.code for pk, site in maker.reader.sites.items()})

    assert recover(at + HOUR) == len(claim.targets)
    release(cast, at + HOUR, "第三条")
    newest = tree("portal", with_twins=True)
    outcome = slow.write()

    assert (outcome.written, outcome.removed) == (0, 0)
    assert tree("portal", with_twins=True) == newest
    assert tree("portal") == from_nothing("portal")


def test_pages_of_a_begun_batch_are_not_given_to_others(cast: Cast, at: datetime) -> None:
    """Its files may be renamed already: others must not make them before it is finished."""
    release(cast, at, "第一条")
    published_article(cast, at + MINUTE, columns=[cast.news], title="第二条")
    claim = claims.take(TargetLane.OWN, at=at + MINUTE, limit=10)
    maker = Maker()
    made = maker.make([claimed.page for claimed in claim.targets])
    writer = BatchWriter(claim, made, {pk: site.code for pk, site in maker.reader.sites.items()})
    writer._stage()
    writer._sync()
    writer._commit_manifest()

    assert claims.give_back_lost(at + HOUR) == 0
    assert recover(at + HOUR) == 1

    work_everything(at + HOUR)
    assert tree("portal") == from_nothing("portal")


def test_what_a_dead_process_wrote_down_is_no_obstacle(cast: Cast, at: datetime) -> None:
    """It died after it had kept what new pages read, and before their files."""
    published_article(cast, at, columns=[cast.news], title="第一条")
    claim = claims.take(TargetLane.DEPENDENT, at=at, limit=100)
    maker = Maker()
    made = maker.make([claimed.page for claimed in claim.targets])
    writer = BatchWriter(claim, made, {pk: site.code for pk, site in maker.reader.sites.items()})
    writer._keep_notes()
    kept = Watch.objects.count()
    assert kept > 0

    recover(at + HOUR)
    work_everything(at + HOUR)

    assert Watch.objects.count() >= kept
    assert tree("portal") == from_nothing("portal")
