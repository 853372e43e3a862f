from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from mingtang.editorial.operating.actions.history import roll_back_batch, roll_back_site
from mingtang.editorial.operating.queries import batches, changes_of, text_diff
from mingtang.editorial.operating.queries.history import CLEARED, NOT_KEPT
from mingtang.editorial.pages.actions.purging import purge_secrets
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.engine.reclaiming import reclaim
from mingtang.editorial.pages.engine.recovery import content_of, sweep_temporary
from mingtang.editorial.pages.engine.space import space
from mingtang.editorial.pages.enums import BatchKind
from mingtang.editorial.pages.models import Batch, Entry, Target, Tombstone
from mingtang.editorial.publishing.actions import take_down_article
from mingtang.ground.foundation.decisions import Refused
from tests.factories.cast import Cast
from tests.factories.publishing import from_nothing, published_article, tree

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)
LONG = timedelta(days=200)


def publish(cast: Cast, at: datetime, title: str) -> int:
    published = published_article(cast, at, columns=[cast.news], title=title)
    work_everything(at)
    return published.article_id


def all_packs() -> bytes:
    packs = sorted((Path(settings.PUBLISH_STORE) / "packs").rglob("*.pack"))
    return b"".join(path.read_bytes() for path in packs)


def kept_texts() -> str:
    entries = Entry.objects.filter(pack__isnull=False).select_related("pack")
    return "\n".join(content_of(entry).decode() for entry in entries)


def test_space_tells_current_old_and_expired(cast: Cast, at: datetime) -> None:
    publish(cast, at, "第一条")
    publish(cast, at + MINUTE, "第二条")

    now, later = space(at + MINUTE), space(at + LONG)

    assert now.bytes == now.current + now.old == len(all_packs())
    assert (now.old > 0, now.expired, later.expired) == (True, 0, now.old)


def test_reclaim_forgets_what_was_replaced_long_ago(cast: Cast, at: datetime) -> None:
    for number in range(8):
        publish(cast, at + number * MINUTE, f"第{number}条")
    before = len(all_packs())

    assert reclaim(at + timedelta(days=1)) == 0
    while reclaim(at + LONG):
        continue

    left = space(at + LONG)
    assert left.expired == 0
    assert left.old < left.bytes / 2  # packs are rewritten when more than half of them is dead
    assert len(all_packs()) == left.bytes < before
    assert all(content_of(entry) for entry in Entry.objects.exclude(digest=""))
    assert tree("portal") == from_nothing("portal")


def test_version_replaced_lately_is_kept_however_old_it_is(cast: Cast, at: datetime) -> None:
    publish(cast, at, "第一条")
    publish(cast, at + LONG, "第二条")

    assert reclaim(at + LONG + MINUTE) == 0

    done = roll_back_site(
        actor=cast.operator,
        at=at + LONG + MINUTE,
        site_id=cast.portal.pk,
        moment=at + MINUTE,
        reason="误发",
    )
    assert done.pages > 0


def test_secret_is_purged_from_every_kept_version(cast: Cast, at: datetime) -> None:
    publish(cast, at, "普通的")
    secret = publish(cast, at + MINUTE, "机密的")
    publish(cast, at + 2 * MINUTE, "后来的")
    assert "机密的" in kept_texts()
    take_down_article(
        actor=cast.desk_editor,
        at=at + 3 * MINUTE,
        article_id=secret,
        reason_code="secrecy",
        reason="误发涉密信息",
    )

    while purge_secrets(at + 3 * MINUTE):
        continue
    assert set(Tombstone.objects.values_list("purged_at", flat=True)) == {None}
    work_everything(at + 3 * MINUTE)
    while purge_secrets(at + 4 * MINUTE):
        continue

    assert "机密的" not in kept_texts()
    assert "普通的" in kept_texts()
    assert set(Tombstone.objects.values_list("purged_at", flat=True)) == {at + 4 * MINUTE}
    assert tree("portal") == from_nothing("portal")


def test_ordinary_take_down_purges_nothing(cast: Cast, at: datetime) -> None:
    article_id = publish(cast, at, "普通的")
    take_down_article(
        actor=cast.desk_editor, at=at, article_id=article_id, reason_code="error", reason="有误"
    )
    work_everything(at)

    assert purge_secrets(at) == 0
    assert "普通的" in kept_texts()


def test_old_temporary_files_are_swept(cast: Cast, at: datetime) -> None:
    publish(cast, at, "第一条")
    left = Path(settings.PUBLISH_ROOT) / "portal/news/.mt-abc-index.html"
    left.write_text("half")

    assert sweep_temporary(datetime.fromtimestamp(left.stat().st_mtime, tz=at.tzinfo)) == 0
    assert sweep_temporary(datetime.fromtimestamp(left.stat().st_mtime + 4000, tz=at.tzinfo)) == 1
    assert not left.exists()


def test_store_is_closed_to_others(cast: Cast, at: datetime) -> None:
    publish(cast, at, "第一条")

    pack = next((Path(settings.PUBLISH_STORE) / "packs").rglob("*.pack"))

    assert pack.stat().st_mode & 0o077 == 0
    assert Batch.objects.get(key=pack.stem).has_pack
    assert Target.objects.filter(entry__pack__key=pack.stem).exists()


def test_what_was_cleared_away_is_lost_and_not_taken_for_never_there(
    cast: Cast, at: datetime
) -> None:
    first = publish(cast, at, "第一条")
    publish(cast, at + MINUTE, "第二条")
    dependents = batches(kinds=[BatchKind.DEPENDENT])[0]
    publish(cast, at + LONG, "第三条")
    before = tree("portal")
    while reclaim(at + LONG + MINUTE):
        continue
    long_after = at + 2 * LONG

    with pytest.raises(Refused, match="旧版本已经清理"):
        roll_back_batch(
            actor=cast.operator, at=long_after, batch_id=dependents.batch_id, reason="误发"
        )
    of_site = roll_back_site(
        actor=cast.operator, at=long_after, site_id=cast.portal.pk, moment=at, reason="误发"
    )

    change = changes_of(dependents.batch_id)[0]
    assert (change.was, change.verb) == (CLEARED, "修改")
    assert NOT_KEPT in "\n".join(text_diff(change.entry_id))
    assert of_site.skipped > 0
    now = tree("portal")
    assert now["/news/index.html"] == before["/news/index.html"]
    articles = {path for path in now if path.startswith("/news/2") and "index" not in path}
    assert articles == {f"/news/202603/{first}.html"}
