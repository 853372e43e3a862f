from datetime import datetime, timedelta

import pytest

from mingtang.editorial.operating.actions.history import (
    release_held,
    retry_failed,
    roll_back_batch,
    roll_back_site,
)
from mingtang.editorial.operating.queries import batches, changes_of, text_diff
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.models import Batch, Target
from mingtang.editorial.publishing.actions import take_down_article
from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.spine.events.models import Event
from tests.factories.cast import Cast
from tests.factories.publishing import from_nothing, published_article, tree

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)


def release(cast: Cast, at: datetime, title: str) -> int:
    published = published_article(cast, at, columns=[cast.news], title=title)
    work_everything(at)
    return published.article_id


def test_batch_goes_back_to_how_its_files_were(cast: Cast, at: datetime) -> None:
    release(cast, at, "第一条")
    before = tree("portal", with_twins=True)
    second = release(cast, at + MINUTE, "第二条")
    newest = batches(kinds=None)[0]

    done = roll_back_batch(
        actor=cast.operator, at=at + 2 * MINUTE, batch_id=newest.batch_id, reason="发错栏目"
    )

    own_page = f"/news/202603/{second}.html"
    now = tree("portal", with_twins=True)
    assert {path for path in now if not path.startswith(own_page)} == set(before)
    assert {path: body for path, body in now.items() if path in before} == before
    assert done.skipped == 0
    assert set(Target.objects.filter(state="held").values_list("path", flat=True)) == {
        change.path for change in changes_of(newest.batch_id)
    }
    event = Event.objects.get(code="publishing.batch.rolled_back")
    assert (event.subject, str(event.reason)) == ("site:portal", "发错栏目")


def test_site_goes_back_to_a_moment_and_is_held_until_released(cast: Cast, at: datetime) -> None:
    release(cast, at, "第一条")
    before = tree("portal", with_twins=True)
    release(cast, at + MINUTE, "第二条")

    roll_back_site(
        actor=cast.operator, at=at + 2 * MINUTE, site_id=cast.portal.pk, moment=at, reason="误发"
    )
    assert tree("portal", with_twins=True) == before

    release(cast, at + 3 * MINUTE, "第三条")
    held = tree("portal")
    assert "第三条" not in held["/news/index.html"].decode()

    released = release_held(actor=cast.operator, at=at + 4 * MINUTE, site_id=cast.portal.pk)
    work_everything(at + 4 * MINUTE)
    assert released > 0
    assert tree("portal") == from_nothing("portal")


def test_rollback_can_be_rolled_back(cast: Cast, at: datetime) -> None:
    release(cast, at, "第一条")
    release(cast, at + MINUTE, "第二条")
    newest = tree("portal", with_twins=True)
    done = roll_back_site(
        actor=cast.operator, at=at + 2 * MINUTE, site_id=cast.portal.pk, moment=at, reason="误发"
    )

    roll_back_batch(
        actor=cast.operator, at=at + 3 * MINUTE, batch_id=done.batch_id, reason="没有误发"
    )

    assert tree("portal", with_twins=True) == newest


def test_tombstone_beats_a_rollback(cast: Cast, at: datetime) -> None:
    kept = release(cast, at, "留下的")
    gone = release(cast, at + MINUTE, "撤下的")
    take_down_article(
        actor=cast.desk_editor,
        at=at + 2 * MINUTE,
        article_id=gone,
        reason_code="error",
        reason="有误",
    )
    work_everything(at + 2 * MINUTE)

    roll_back_site(
        actor=cast.operator,
        at=at + 3 * MINUTE,
        site_id=cast.portal.pk,
        moment=at + MINUTE,
        reason="误操作",
    )

    now = tree("portal")
    assert f"/news/202603/{gone}.html" not in now
    assert not any("撤下的" in body.decode() for body in now.values())
    assert f"/news/202603/{kept}.html" in now


def test_take_down_frees_a_held_page_that_names_it(cast: Cast, at: datetime) -> None:
    release(cast, at, "留下的")
    gone = release(cast, at + MINUTE, "撤下的")
    for number in range(25):
        release(cast, at + (2 + number) * MINUTE, f"后来第{number}条")
    later = at + 60 * MINUTE
    assert "撤下的" not in tree("portal")["/news/index.html"].decode()
    roll_back_site(
        actor=cast.operator, at=later, site_id=cast.portal.pk, moment=at + MINUTE, reason="误发"
    )
    assert "撤下的" in tree("portal")["/news/index.html"].decode()

    take_down_article(
        actor=cast.desk_editor, at=later, article_id=gone, reason_code="error", reason="有误"
    )
    work_everything(later)

    assert not any("撤下的" in body.decode() for body in tree("portal").values())


def test_rollback_is_refused_with_all_reasons(cast: Cast, at: datetime) -> None:
    release(cast, at, "第一条")

    with pytest.raises(Refused) as refusal:
        roll_back_site(
            actor=cast.desk_editor,
            at=at,
            site_id=cast.portal.pk,
            moment=at + MINUTE,
            reason=" ",
        )
    with pytest.raises(NotVisible):
        roll_back_batch(actor=cast.operator, at=at, batch_id=0, reason="没有")
    with pytest.raises(Refused, match="没有可以回退的页面"):
        roll_back_site(actor=cast.operator, at=at, site_id=cast.portal.pk, moment=at, reason="没有")

    assert [reason.code for reason in refusal.value.reasons] == [
        "organization.not_entitled",
        "publishing.reason_missing",
        "publishing.moment_ahead",
    ]
    assert not Batch.objects.filter(kind="rollback").exists()


def test_history_tells_what_changed_in_a_page(cast: Cast, at: datetime) -> None:
    release(cast, at, "第一条")
    release(cast, at + MINUTE, "第二条")
    newest = batches(site_codes=["portal"])[0]
    head = next(c for c in changes_of(newest.batch_id) if c.path == "/news/index.html")

    lines = text_diff(head.entry_id)

    assert head.verb == "修改"
    assert any(line.startswith("+") and "第二条" in line for line in lines)
    assert batches(site_codes=["edu"]) == []


def test_retry_makes_failed_pages_wait_again(cast: Cast, at: datetime) -> None:
    release(cast, at, "第一条")
    Target.objects.filter(path="/news/index.html").update(state="failed", due_at=at + MINUTE)

    count = retry_failed(actor=cast.desk_editor, at=at, site_id=cast.portal.pk)

    assert count == 1
    assert Target.objects.get(path="/news/index.html", site=cast.portal).state == "waiting"
    with pytest.raises(NotVisible):
        retry_failed(actor=cast.stranger, at=at, site_id=cast.portal.pk)
