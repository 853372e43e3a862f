"""What the servers obey (hosts, redirects) is guarded as the pages are."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from mingtang.editorial.pages.actions.incidents import heal_all, heal_open
from mingtang.editorial.pages.engine import root_files
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.engine.root_files import suspects_beside_sites
from mingtang.editorial.pages.enums import TamperingKind
from mingtang.editorial.pages.models import Incident, Redirect, RootFile
from mingtang.editorial.pages.watching import Watcher
from mingtang.faces.public import jobs
from mingtang.faces.public.writing import write_maps
from tests.factories.cast import Cast
from tests.factories.publishing import published_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def maps(cast: Cast, at: datetime, tmp_path: Path, settings: Settings) -> Path:
    """The folder of the maps of a city with one article online."""
    settings.PUBLISH_ROOT, settings.PUBLISH_STORE = tmp_path / "www", tmp_path / "store"
    published_article(cast, at, columns=[cast.news])
    work_everything(at)
    write_maps(at=at)
    return tmp_path / "www/.maps"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def redirect(cast: Cast, at: datetime) -> None:
    Redirect.objects.create(site=cast.portal, path="/old.html", to_path="/new.html", created_at=at)


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/hostname")


DEEDS: dict[str, tuple[str, Callable[[Path], object], TamperingKind]] = {
    "another portal": (
        "hosts.json",
        lambda path: path.write_text('{"default": "evil", "sites": {}, "aliases": {}}'),
        TamperingKind.ALTERED,
    ),
    "redirects": ("redirects.json", lambda path: path.write_text("{}x"), TamperingKind.ALTERED),
    "nginx": ("hosts.map", lambda path: path.write_text('"x" "y";'), TamperingKind.ALTERED),
    "removed": ("hosts.json", Path.unlink, TamperingKind.REMOVED),
    "pipe": ("hosts.json", pipe, TamperingKind.ALTERED),
    "folder": ("hosts.json", folder, TamperingKind.ALTERED),
    "link": ("hosts.json", link, TamperingKind.ALTERED),
    "rights": ("hosts.json", lambda path: path.chmod(0o666), TamperingKind.RIGHTS),
    "added": ("extra.map", lambda path: path.write_text("x"), TamperingKind.ADDED),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_watcher_heals_what_the_servers_obey(at: datetime, maps: Path, deed: str) -> None:
    before = contents(maps)
    name, act, kind = DEEDS[deed]
    watcher = Watcher(maps.parent)
    try:
        assert watcher.step(at) == []
        act(maps / name)
        found = watcher.step(at)
    finally:
        watcher.close()

    assert [(one.path, one.kind, one.healed_at) for one in found] == [(f"/.maps/{name}", kind, at)]
    assert contents(maps) == before


@pytest.mark.parametrize("deed", DEEDS)
def test_start_of_a_worker_tells_what_was_altered_before_it_writes_again(
    at: datetime, maps: Path, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    before = contents(maps)
    name, act, kind = DEEDS[deed]
    act(maps / name)
    monkeypatch.setattr(jobs, "_seen", [])

    (routine,) = jobs.ROUTINES
    routine.run(at)

    assert [*Incident.objects.values_list("path", "kind")] == [(f"/.maps/{name}", kind)]
    assert contents(maps) == before


def test_change_that_is_not_yet_written_is_no_tampering(
    cast: Cast, at: datetime, maps: Path
) -> None:
    redirect(cast, at)

    assert list(suspects_beside_sites()) == []
    assert write_maps(at=at) == 2


@pytest.mark.parametrize("renamed", [False, True], ids=["before", "behind"])
def test_crash_at_the_renaming_is_no_tampering(
    cast: Cast, at: datetime, maps: Path, monkeypatch: pytest.MonkeyPatch, renamed: bool
) -> None:
    redirect(cast, at)
    usual = root_files.swap

    def die(staged: object) -> bool:
        if renamed:
            usual(staged)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(root_files, "swap", die)
        with pytest.raises(KeyboardInterrupt):
            write_maps(at=at)

    assert RootFile.objects.exclude(pending="").count() == 2
    assert heal_all(suspects_beside_sites(), at) == []
    assert write_maps(at=at) == 2
    assert "/new.html" in (maps / "redirects.json").read_text()
    assert not RootFile.objects.exclude(pending="").exists()


def test_place_that_cannot_be_written_is_tried_again(
    at: datetime, maps: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (maps / "hosts.json").write_text("{}")

    def refuse(staged: object) -> bool:
        raise OSError(30, "Read-only file system")

    with monkeypatch.context() as patch:
        patch.setattr(root_files, "swap", refuse)
        (incident,) = heal_all(suspects_beside_sites(), at)
    assert incident.healed_at is None

    assert heal_open(at) == 1
    assert "portal" in (maps / "hosts.json").read_text()
