import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from mingtang.editorial.pages.actions.incidents import heal, heal_all, heal_open, verify
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.engine.verification import Suspect
from mingtang.editorial.pages.engine.walking import suspects_of
from mingtang.editorial.pages.enums import BatchState, TamperingKind
from mingtang.editorial.pages.models import Batch, Incident, Target
from mingtang.editorial.pages.watching import Watcher
from mingtang.editorial.publishing.actions import take_down_article
from mingtang.spine.events.models import Event
from tests.factories.cast import Cast
from tests.factories.publishing import from_nothing, published_article, tree

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def root(cast: Cast, at: datetime) -> Path:
    """The published portal with one article."""
    published_article(cast, at, columns=[cast.news])
    work_everything(at)
    return Path(settings.PUBLISH_ROOT) / "portal"


def healed(cast: Cast, at: datetime) -> list[tuple[str, str]]:
    found = heal_all(suspects_of(cast.portal), at)
    return [(incident.path, incident.kind) for incident in found]


def test_untouched_tree_is_in_order(cast: Cast, at: datetime, root: Path) -> None:
    assert list(suspects_of(cast.portal)) == []
    assert list(suspects_of(cast.portal, shard=0, shards=3)) == []


def test_altered_page_is_healed_and_kept_as_evidence(cast: Cast, at: datetime, root: Path) -> None:
    before = tree("portal", with_twins=True)
    (root / "news/index.html").write_text("<h1>hacked</h1>")

    assert healed(cast, at) == [("/news/index.html", TamperingKind.ALTERED)]

    assert tree("portal", with_twins=True) == before
    incident = Incident.objects.get()
    evidence = Path(settings.PUBLISH_STORE) / incident.evidence / "file"
    assert evidence.read_text() == "<h1>hacked</h1>"
    assert incident.healed_at == at
    codes = set(Event.objects.filter(subject="site:portal").values_list("code", flat=True))
    assert {"publishing.tampering.found", "publishing.tampering.healed"} <= codes


def test_added_removed_and_twin_are_found(cast: Cast, at: datetime, root: Path) -> None:
    before = tree("portal", with_twins=True)
    (root / "news/shell.php").write_text("<?php")
    (root / "404.html").unlink()
    (root / "index.html.gz").write_bytes(b"old")
    (root / "map.html.br").unlink()
    (root / "robots.txt.gz").write_bytes(b"robots are too small for a twin")

    assert sorted(healed(cast, at)) == [
        ("/404.html", TamperingKind.REMOVED),
        ("/index.html", TamperingKind.TWIN),
        ("/map.html", TamperingKind.TWIN),
        ("/news/shell.php", TamperingKind.ADDED),
        ("/robots.txt", TamperingKind.TWIN),
    ]

    assert tree("portal", with_twins=True) == before


def test_links_and_folders_in_the_place_of_pages_are_found(
    cast: Cast, at: datetime, root: Path, tmp_path: Path
) -> None:
    before = tree("portal", with_twins=True)
    secret = tmp_path / "elsewhere"
    secret.write_bytes((root / "index.html").read_bytes())
    (root / "index.html").unlink()
    (root / "index.html").symlink_to(secret)
    (root / "404.html").unlink()
    (root / "404.html").mkdir()
    (root / "linked").symlink_to(tmp_path)

    found = dict(healed(cast, at))

    assert found == {
        "/index.html": TamperingKind.ALTERED,
        "/404.html": TamperingKind.ALTERED,
        "/linked": TamperingKind.ADDED,
    }
    assert tree("portal", with_twins=True) == before
    assert not (root / "index.html").is_symlink()


def test_what_was_taken_down_is_not_healed_back(cast: Cast, at: datetime, root: Path) -> None:
    target = Target.objects.get(kind="article", site=cast.portal)
    page = root / target.path.lstrip("/")
    content = page.read_bytes()
    take_down_article(
        actor=cast.desk_editor,
        at=at,
        article_id=int(target.key),
        reason_code="error",
        reason="有误",
    )
    work_everything(at)
    page.write_bytes(content)

    assert healed(cast, at) == [(target.path, TamperingKind.ADDED)]
    assert not page.exists()


def test_crashed_batch_is_not_called_tampering(cast: Cast, at: datetime, root: Path) -> None:
    """The manifest of a batch being written explains the new version as well as the old one."""
    target = Target.objects.get(path="/news/index.html", site=cast.portal)
    assert target.entry is not None
    batch = Batch.objects.get(pk=target.entry.batch_id)
    Batch.objects.filter(pk=batch.pk).update(state=BatchState.WRITING.value, claim="crashed")
    Target.objects.filter(pk=target.pk).update(state="running", claim="crashed", entry=None)

    assert healed(cast, at) == []


def test_lost_version_is_made_again(cast: Cast, at: datetime, root: Path) -> None:
    for pack in (Path(settings.PUBLISH_STORE) / "packs").rglob("*.pack"):
        pack.unlink()
    (root / "news/index.html").write_text("altered")

    assert healed(cast, at) == [("/news/index.html", TamperingKind.ALTERED)]
    work_everything(at)

    assert Incident.objects.get().healed_at is None
    assert tree("portal") == from_nothing("portal")

    assert heal_open(at + MINUTE) == 1
    assert Incident.objects.get().healed_at == at + MINUTE
    told = Event.objects.filter(code__startswith="publishing.tampering").order_by("pk")
    assert [event.code.rpartition(".")[2] for event in told] == ["found", "healed"]
    assert heal_open(at + 2 * MINUTE) == 0


def test_incident_stays_open_while_the_page_waits(cast: Cast, at: datetime, root: Path) -> None:
    for pack in (Path(settings.PUBLISH_STORE) / "packs").rglob("*.pack"):
        pack.unlink()
    (root / "news/index.html").write_text("altered")
    healed(cast, at)

    assert heal_open(at + MINUTE) == 0
    assert Incident.objects.get().healed_at is None


def test_held_page_whose_version_is_lost_is_made_again(
    cast: Cast, at: datetime, root: Path
) -> None:
    page = Target.objects.get(path="/news/index.html", site=cast.portal)
    Target.objects.filter(pk=page.pk).update(state="held")
    for pack in (Path(settings.PUBLISH_STORE) / "packs").rglob("*.pack"):
        pack.unlink()
    (root / "news/index.html").write_text("altered")
    healed(cast, at)

    assert heal_open(at) == 0  # it waits, and what lies there is not taken for right
    work_everything(at)
    assert heal_open(at) == 1

    assert tree("portal") == from_nothing("portal")


def test_written_pages_are_read_back_and_marked(cast: Cast, at: datetime, root: Path) -> None:
    (root / "index.html").write_text("altered")

    assert verify(at) == 1
    assert verify(at) == 0

    assert set(Target.objects.values_list("state", flat=True)) == {"verified", "gone"}


def test_suspect_that_is_well_is_left_alone(cast: Cast, at: datetime, root: Path) -> None:
    assert heal(Suspect(cast.portal.pk, "portal", "/index.html"), at) is None
    assert heal(Suspect(cast.portal.pk, "portal", "/never/was.html"), at) is None


def test_watcher_notices_every_kind_of_change(cast: Cast, at: datetime, root: Path) -> None:
    before = tree("portal", with_twins=True)
    watcher = Watcher(root.parent)
    try:
        assert watcher.step(at) == []
        (root / "news/index.html").write_text("altered")
        (root / "index.html").unlink()
        (root / "new/deep").mkdir(parents=True)
        for folder in ("new", "new/deep"):
            (root / folder).chmod(0o755)  # whatever the umask: a wrong mode is reported by itself
        (root / "new/deep/page.html").write_text("added")
        found = {incident.path for incident in watcher.step(at)}
        found |= {incident.path for incident in watcher.step(at)}
    finally:
        watcher.close()

    assert found == {"/news/index.html", "/index.html", "/new/deep/page.html"}
    assert tree("portal", with_twins=True) == before


def test_watcher_finds_a_folder_that_is_gone(cast: Cast, at: datetime, root: Path) -> None:
    before = tree("portal", with_twins=True)
    watcher = Watcher(root.parent)
    try:
        os.rename(root / "news", root.parent / "moved-away")
        watcher.step(at)
        watcher.step(at)
    finally:
        watcher.close()

    assert tree("portal", with_twins=True) == before


def test_watcher_takes_our_own_writes_as_right(cast: Cast, at: datetime, root: Path) -> None:
    watcher = Watcher(root.parent)
    try:
        published_article(cast, at, columns=[cast.news], title="又一条")
        work_everything(at)
        assert watcher.step(at) == []
    finally:
        watcher.close()
