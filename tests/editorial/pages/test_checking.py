"""The check of a whole site, in slices, and taking note of what it found."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from mingtang.editorial.operating.actions.incidents import see_incident, see_incidents, verify_site
from mingtang.editorial.pages.actions import checking
from mingtang.editorial.pages.actions.checking import check_step
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.engine.walking import folders_after
from mingtang.editorial.pages.enums import TamperingKind
from mingtang.editorial.pages.models import Incident, Run
from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.institution.organization.enums import Post
from mingtang.spine.events.models import Event
from tests.factories.cast import Cast
from tests.factories.organization import LONG_AGO, PersonFactory, PostHoldingFactory
from tests.factories.publishing import published_article, tree

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def root(cast: Cast, at: datetime) -> Path:
    """The published portal with one article."""
    published_article(cast, at, columns=[cast.news])
    work_everything(at)
    return Path(settings.PUBLISH_ROOT) / "portal"


def checked(at: datetime) -> Run:
    """Do all pieces of the checks under way."""
    while check_step(at):
        pass
    return Run.objects.filter(kind="verify").latest("pk")


def found() -> dict[str, str]:
    return dict(Incident.objects.values_list("path", "kind"))


def test_untouched_site_is_in_order(cast: Cast, at: datetime, root: Path) -> None:
    verify_site(actor=cast.operator, at=at, site_id=cast.portal.pk)

    run = checked(at + MINUTE)

    assert (run.state, run.wrong, run.done_at) == ("done", 0, at + MINUTE)
    assert run.fed == run.total > 10
    event = Event.objects.get(code="publishing.site.verified")
    assert event.actor == cast.operator.person_key
    assert '"wrong":0' in event.payload.replace(" ", "")


def test_altered_removed_and_added_files_are_found_in_small_slices(
    cast: Cast, at: datetime, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "SLICE", 3)
    monkeypatch.setattr(checking, "FILES", 2)
    before = tree("portal", with_twins=True)
    (root / "news/index.html").write_text("<h1>hacked</h1>")
    (root / "404.html").unlink()
    (root / "news/deep/er").mkdir(parents=True)
    for folder in ("news/deep", "news/deep/er"):
        (root / folder).chmod(0o755)  # whatever the umask: a wrong mode is reported by itself
    (root / "news/deep/er/shell.php").write_text("<?php")
    (root / "robots.txt.gz").write_bytes(b"too small for a twin")
    (root / "zz").symlink_to(root)

    verify_site(actor=cast.operator, at=at, site_id=cast.portal.pk)
    run = checked(at)

    assert found() == {
        "/news/index.html": TamperingKind.ALTERED,
        "/404.html": TamperingKind.REMOVED,
        "/news/deep/er/shell.php": TamperingKind.ADDED,
        "/robots.txt": TamperingKind.TWIN,
        "/zz": TamperingKind.ADDED,
    }
    assert run.wrong == 5
    assert tree("portal", with_twins=True) == before


def test_check_goes_on_where_it_was_interrupted(
    cast: Cast, at: datetime, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "SLICE", 4)
    verify_site(actor=cast.operator, at=at, site_id=cast.portal.pk)
    check_step(at)
    check_step(at)
    half = Run.objects.get(kind="verify")
    assert half.fed == 4 < half.total

    again = verify_site(actor=cast.operator, at=at, site_id=cast.portal.pk)

    assert again.pk == half.pk
    assert checked(at).fed == half.total


def test_other_runs_are_not_held_up_by_a_check(cast: Cast, at: datetime, root: Path) -> None:
    verify_site(actor=cast.operator, at=at, site_id=cast.portal.pk)
    published_article(cast, at, columns=[cast.news], title="又一条")

    work_everything(at)

    assert "又一条" in tree("portal")["/news/index.html"].decode()
    assert checked(at).wrong == 0


def test_folders_come_in_one_order_from_anywhere(tmp_path: Path) -> None:
    for name in ("a/x/1", "a-b", "a/y", "b", "a/x0"):
        (tmp_path / name).mkdir(parents=True)
    root = str(tmp_path)
    every = [folder.path for folder in folders_after(root, None)]

    assert every == ["", "/a", "/a/x", "/a/x/1", "/a/x0", "/a/y", "/a-b", "/b"]
    for number, folder in enumerate(every):
        assert [one.path for one in folders_after(root, folder)] == every[number + 1 :]
    assert [one.path for one in folders_after(root, "/a/gone")] == [
        "/a/x",
        "/a/x/1",
        "/a/x0",
        "/a/y",
        "/a-b",
        "/b",
    ]


def test_incidents_are_taken_note_of_once(cast: Cast, at: datetime, root: Path) -> None:
    guard = PersonFactory(username="guard", name="冯涛", unit=cast.office)
    PostHoldingFactory(
        person=guard, post=Post.SECURITY_OFFICER, unit=cast.city, valid_from=LONG_AGO
    )
    (root / "index.html").write_text("x")
    (root / "404.html").write_text("x")
    verify_site(actor=guard, at=at, site_id=cast.portal.pk)
    checked(at)
    first, second = Incident.objects.order_by("pk")

    assert see_incident(actor=guard, at=at, incident_id=first.pk) == 1
    assert see_incident(actor=guard, at=at, incident_id=first.pk) == 0
    assert see_incidents(actor=guard, at=at, site_id=cast.portal.pk, up_to=second.pk) == 1
    assert see_incidents(actor=guard, at=at, site_id=cast.portal.pk, up_to=second.pk) == 0

    second.refresh_from_db()
    assert (second.seen_by, second.seen_at) == (guard, at)
    assert Event.objects.filter(code="publishing.tampering.seen").count() == 2


def test_who_does_not_guard_a_site_neither_checks_nor_takes_note(
    cast: Cast, at: datetime, root: Path
) -> None:
    (root / "index.html").write_text("x")
    verify_site(actor=cast.operator, at=at, site_id=cast.portal.pk)
    checked(at)
    incident = Incident.objects.get()

    with pytest.raises(Refused):
        verify_site(actor=cast.desk_editor, at=at, site_id=cast.portal.pk)
    with pytest.raises(NotVisible):
        see_incident(actor=cast.desk_editor, at=at, incident_id=incident.pk)
    with pytest.raises(Refused):
        see_incidents(actor=cast.desk_editor, at=at, site_id=cast.portal.pk, up_to=incident.pk)
    with pytest.raises(NotVisible):
        verify_site(actor=cast.stranger, at=at, site_id=cast.portal.pk)
    incident.refresh_from_db()
    assert incident.seen_at is None
