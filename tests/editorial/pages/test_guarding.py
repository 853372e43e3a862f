"""Every kind of thing that may be done to the published tree is noticed, recorded and healed."""

import os
import socket
import stat
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

import pytest
from django.conf import settings
from django.db import OperationalError, connection

from mingtang.editorial.pages.actions import incidents
from mingtang.editorial.pages.actions.checking import check_step
from mingtang.editorial.pages.actions.incidents import heal_all, heal_open
from mingtang.editorial.pages.actions.rolling import check_all, check_daily, check_soon
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.engine.recovery import sweep_temporary
from mingtang.editorial.pages.engine.walking import suspects_of
from mingtang.editorial.pages.enums import TamperingKind
from mingtang.editorial.pages.models import Incident, Run, Target
from mingtang.editorial.pages.policies.shown_names import LONGEST_PATH, find_shown, shown_path
from mingtang.editorial.pages.watching import Watcher
from mingtang.spine.events.models import Event
from tests.factories.cast import Cast
from tests.factories.publishing import published_article

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
HEAD = "news/index.html"


@pytest.fixture
def root(cast: Cast, at: datetime) -> Path:
    """The published portal with one article."""
    published_article(cast, at, columns=[cast.news])
    work_everything(at)
    return Path(settings.PUBLISH_ROOT) / "portal"


@pytest.fixture
def watcher(root: Path, at: datetime) -> Iterator[Watcher]:
    """A watcher that has begun."""
    watcher = Watcher(root.parent)
    assert watcher.step(at) == []
    finish_checks(at)
    yield watcher
    watcher.close()


def finish_checks(at: datetime) -> None:
    while Run.objects.filter(kind="verify", state="running").exists():
        check_step(at)


def state(root: Path) -> dict[str, tuple[str, bytes]]:
    """Every thing below a folder with its mode, owner and content."""
    found = {}
    for path in sorted(root.rglob("*")):
        status = path.lstat()
        is_file = stat.S_ISREG(status.st_mode)
        facts = f"{status.st_mode:o} {status.st_uid}"
        found[str(path.relative_to(root))] = (facts, path.read_bytes() if is_file else b"")
    return found


def replaced_by(make: Callable[[Path], object]) -> Callable[[Path], None]:
    def replace(page: Path) -> None:
        page.unlink()
        make(page)

    return replace


def socket_at(place: Path) -> None:
    # A socket's path has room for 108 bytes, fewer than a folder of a test may take.
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(f"/proc/self/fd/{folder}/{place.name}")
    finally:
        os.close(folder)


def write_through_an_open_handle(page: Path) -> None:
    handle = page.open("r+b", buffering=0)
    OPEN.append(handle)
    handle.write(b"<h1>hacked</h1>")


OPEN: list[IO[bytes]] = []


@pytest.fixture(autouse=True)
def closed_handles() -> Iterator[None]:
    """Close what a deed left open."""
    yield
    while OPEN:
        OPEN.pop().close()


DEEDS: dict[str, tuple[Callable[[Path], object], TamperingKind]] = {
    "pipe": (replaced_by(os.mkfifo), TamperingKind.ALTERED),
    "socket": (replaced_by(socket_at), TamperingKind.ALTERED),
    "folder": (replaced_by(Path.mkdir), TamperingKind.ALTERED),
    "link": (replaced_by(lambda page: page.symlink_to("/etc/hostname")), TamperingKind.ALTERED),
    "dangling link": (replaced_by(lambda page: page.symlink_to("/nowhere")), TamperingKind.ALTERED),
    "truncated": (lambda page: os.truncate(page, 10), TamperingKind.ALTERED),
    "open handle": (write_through_an_open_handle, TamperingKind.ALTERED),
    "removed": (Path.unlink, TamperingKind.REMOVED),
    "hidden": (lambda page: page.chmod(0o600), TamperingKind.RIGHTS),
    "writable": (lambda page: page.chmod(0o666), TamperingKind.RIGHTS),
    "set user": (lambda page: page.chmod(0o4755), TamperingKind.RIGHTS),
    "gzip pipe": (
        lambda page: replaced_by(os.mkfifo)(page.with_name(f"{page.name}.gz")),
        TamperingKind.TWIN,
    ),
    "brotli folder": (
        lambda page: replaced_by(Path.mkdir)(page.with_name(f"{page.name}.br")),
        TamperingKind.TWIN,
    ),
    "gzip rights": (
        lambda page: page.with_name(f"{page.name}.gz").chmod(0o600),
        TamperingKind.RIGHTS,
    ),
}
if os.geteuid() == 0:
    DEEDS["another owner"] = (lambda page: os.chown(page, 12345, 12345), TamperingKind.RIGHTS)


@pytest.mark.parametrize("deed", DEEDS)
def test_watcher_heals_every_deed_at_a_page(
    at: datetime, root: Path, watcher: Watcher, deed: str
) -> None:
    before = state(root)
    act, kind = DEEDS[deed]
    act(root / HEAD)

    found = watcher.step(at)

    assert [(one.path, one.kind, one.healed_at) for one in found] == [(f"/{HEAD}", kind, at)]
    assert state(root) == before
    assert watcher.step(at) == []


@pytest.mark.parametrize("deed", DEEDS)
def test_start_of_a_worker_heals_what_was_done_while_there_was_none(
    at: datetime, root: Path, deed: str
) -> None:
    before = state(root)
    act, kind = DEEDS[deed]
    act(root / HEAD)

    watcher = Watcher(root.parent)
    watcher.step(at)
    watcher.close()
    finish_checks(at)

    assert [*Incident.objects.values_list("path", "kind")] == [(f"/{HEAD}", kind)]
    assert state(root) == before


ADDED: dict[str, Callable[[Path], object]] = {
    "file": lambda place: place.write_text("<?php"),
    "pipe": os.mkfifo,
    "socket": socket_at,
    "link": lambda place: place.symlink_to("/etc"),
    "twin alone": lambda place: place.with_name("extra.html.gz").write_bytes(b"x"),
    "temporary pipe": lambda place: os.mkfifo(place.with_name(".mt-1-index.html")),
    "temporary link": lambda place: place.with_name(".mt-2-x.html").symlink_to("/etc/hostname"),
    "name that is no text": lambda place: Path(
        os.fsdecode(b"%s/\xff\n.html" % bytes(place.parent))
    ).write_text("x"),
    "longest name": lambda place: place.with_name("x" * 255).write_text("x"),
}


@pytest.mark.parametrize("deed", ADDED)
@pytest.mark.parametrize("by", ["watcher", "walk", "check"])
def test_whatever_is_added_is_taken_away(
    cast: Cast, at: datetime, root: Path, deed: str, by: str
) -> None:
    before = state(root)
    watcher = Watcher(root.parent)
    watcher.step(at)
    finish_checks(at)
    ADDED[deed](root / "news/extra.html")

    if by == "watcher":
        watcher.step(at)
    elif by == "walk":
        heal_all(suspects_of(cast.portal), at)
    else:
        check_soon(cast.portal.pk, at)
        finish_checks(at)
    watcher.close()

    (incident,) = Incident.objects.all()
    assert (incident.kind, incident.healed_at) == (TamperingKind.ADDED, at)
    assert incident.path.isprintable()
    assert state(root) == before


def test_pipe_among_the_pages_stops_no_walk(cast: Cast, at: datetime, root: Path) -> None:
    os.mkfifo(root / "news/pipe")
    (root / "404.html").unlink()
    os.mkfifo(root / "404.html")

    found = {suspect.path for suspect in suspects_of(cast.portal)}

    assert found == {"/news/pipe", "/404.html"}


@pytest.mark.parametrize("mode", [0o700, 0o777, 0o000])
def test_rights_of_a_folder_are_given_back(
    at: datetime, root: Path, watcher: Watcher, mode: int
) -> None:
    before = state(root)
    (root / "news").chmod(mode)

    found = watcher.step(at)

    assert [(one.path, one.kind) for one in found] == [("/news", TamperingKind.RIGHTS)]
    assert state(root) == before


def test_folder_replaced_by_a_link_is_put_back_and_nothing_is_written_through_it(
    cast: Cast, at: datetime, root: Path, watcher: Watcher, tmp_path: Path
) -> None:
    before = state(root)
    elsewhere = tmp_path / "elsewhere"
    os.rename(root / "news", elsewhere)
    copy = state(elsewhere)
    (root / "news").symlink_to(elsewhere)
    published_article(cast, at, columns=[cast.news], title="第二条")
    work_everything(at)
    assert state(elsewhere) == copy

    for _ in range(3):
        watcher.step(at)
        finish_checks(at)
    Target.objects.filter(state="failed").update(state="waiting", due_at=None)
    work_everything(at)
    heal_open(at)

    assert not (root / "news").is_symlink()
    assert state(elsewhere) == copy
    assert "第二条" in (root / HEAD).read_text()
    assert state(root).keys() >= before.keys()
    assert not Incident.objects.filter(healed_at=None).exists()


def test_site_replaced_by_a_link_is_put_back(
    at: datetime, root: Path, watcher: Watcher, tmp_path: Path
) -> None:
    before = state(root)
    os.rename(root, tmp_path / "elsewhere")
    root.symlink_to(tmp_path / "elsewhere")

    for _ in range(3):
        watcher.step(at)
        finish_checks(at)
    heal_open(at)

    assert not root.is_symlink()
    assert state(root) == before
    assert not Incident.objects.filter(healed_at=None).exists()


def test_unknown_folder_beside_the_sites_becomes_evidence(
    at: datetime, root: Path, watcher: Watcher
) -> None:
    strange = root.parent / "strange"
    strange.mkdir()
    (strange / "index.html").write_text("another portal")

    watcher.step(at)

    (incident,) = Incident.objects.all()
    assert (incident.site, incident.path, incident.healed_at) == (None, "/strange", at)
    assert not strange.exists()
    kept = Path(settings.PUBLISH_STORE) / incident.evidence / "folder/index.html"
    assert kept.read_text() == "another portal"
    codes = Event.objects.filter(subject="folder:published").values_list("code", flat=True)
    assert {code.rpartition(".")[2] for code in codes} == {"found", "healed"}


def test_what_is_written_to_the_tree_has_its_rights_under_any_umask(
    cast: Cast, at: datetime
) -> None:
    usual = os.umask(0o077)
    try:
        published_article(cast, at, columns=[cast.news])
        work_everything(at)
    finally:
        os.umask(usual)

    root = Path(settings.PUBLISH_ROOT)
    modes = {stat.S_IMODE(p.stat().st_mode) for p in root.rglob("*") if p.is_file()}
    folders = {stat.S_IMODE(p.stat().st_mode) for p in (root, *root.rglob("*")) if p.is_dir()}
    assert (modes, folders) == ({0o644}, {0o755})
    assert list(suspects_of(cast.portal)) == []


def test_killed_in_the_middle_of_healing_leaves_an_open_incident_that_is_healed(
    at: datetime, root: Path, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(root)
    (root / HEAD).write_text("hacked")

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(incidents, "write_version", die)
        with pytest.raises(KeyboardInterrupt):
            heal_all(suspects_of(cast.portal), at)

    assert Incident.objects.get().healed_at is None
    assert heal_open(at + MINUTE) == 1
    assert state(root) == before
    assert heal_all(suspects_of(cast.portal), at) == []
    assert Incident.objects.get().kind == TamperingKind.ALTERED


def test_one_path_has_one_open_incident(
    at: datetime, root: Path, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incidents, "take_away", lambda *_: False)
    (root / "extra.html").write_text("x")

    for _ in range(3):
        heal_all(suspects_of(cast.portal), at)

    assert Incident.objects.get().healed_at is None
    monkeypatch.undo()
    assert heal_open(at) == 1


def test_many_open_incidents_are_all_closed_when_their_files_are_gone(
    at: datetime, root: Path, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incidents, "MOST_OPEN", 10)
    (root / "deep").mkdir()
    for number in range(34):
        (root / f"deep/{number}.html").write_text("x")
    with monkeypatch.context() as patch:
        patch.setattr(incidents, "take_away", lambda *_: False)
        heal_all(suspects_of(cast.portal), at)
    assert Incident.objects.filter(healed_at=None).count() == 34
    for path in (root / "deep").iterdir():
        path.unlink()
    (root / "deep").rmdir()
    (root / "deep").write_text("a file where the folder was")

    assert sum(heal_open(at) for _ in range(4)) == 34


def test_incident_that_cannot_be_looked_at_holds_up_no_other(
    at: datetime, root: Path, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.html", "b.html"):
        (root / name).write_text("x")
    with monkeypatch.context() as patch:
        patch.setattr(incidents, "take_away", lambda *_: False)
        heal_all(suspects_of(cast.portal), at)
    usual = incidents.take_away

    def break_at_a(place: str, evidence: str) -> bool:
        if place.endswith("a.html"):
            raise RuntimeError("something nobody thought of")
        return usual(place, evidence)

    monkeypatch.setattr(incidents, "take_away", break_at_a)
    assert heal_open(at) == 1
    assert [*Incident.objects.filter(healed_at=None).values_list("path", flat=True)] == ["/a.html"]


def test_full_store_costs_the_evidence_and_not_the_healing(
    at: datetime, root: Path, cast: Cast
) -> None:
    before = state(root)
    evidence = Path(settings.PUBLISH_STORE) / "evidence"
    evidence.write_text("no folder can be made here")
    (root / HEAD).write_text("hacked")

    (incident,) = heal_all(suspects_of(cast.portal), at)

    assert (incident.evidence, incident.healed_at) == ("", at)
    assert state(root) == before


def test_notices_survive_a_database_that_is_away(
    at: datetime, root: Path, watcher: Watcher
) -> None:
    def away(execute: object, sql: str, params: object, many: bool, context: object) -> object:
        raise OperationalError("server closed the connection unexpectedly")

    (root / HEAD).write_text("hacked")
    with connection.execute_wrapper(away), pytest.raises(OperationalError):
        watcher.step(at)

    assert [one.path for one in watcher.step(at)] == [f"/{HEAD}"]


def test_each_site_is_checked_once_a_day_one_after_the_other(
    cast: Cast, at: datetime, root: Path
) -> None:
    sites = [cast.portal.pk, cast.edu_site.pk]
    checked = []
    for _ in range(4):
        begun = check_daily(at)
        assert check_daily(at) == 0  # one at a time
        if begun:
            checked.append(Run.objects.latest("pk").site_id)
        assert check_step(at) == 0  # nobody waits for it
        finish_checks(at)
    assert sorted(checked) == sorted(sites)

    assert check_daily(at + DAY - MINUTE) == 0
    assert check_daily(at + DAY) == 1


def test_new_worker_begins_checks_again_and_missed_notices_ask_for_another(
    cast: Cast, at: datetime, root: Path
) -> None:
    check_soon(cast.portal.pk, at)
    check_step(at)
    check_step(at)
    check_soon(cast.portal.pk, at)
    (run,) = Run.objects.filter(kind="verify")
    assert run.criteria["again"]
    finish_checks(at)
    assert Run.objects.filter(kind="verify", site=cast.portal, state="done").count() == 2

    check_soon(cast.portal.pk, at)
    check_step(at)
    check_step(at)
    check_all(at)
    run = Run.objects.filter(kind="verify", site=cast.portal).latest("pk")
    assert (run.phase, run.cursor, run.fed) == (0, 0, 0)


def test_sweep_of_temporary_files_passes_over_what_is_none(at: datetime, root: Path) -> None:
    (root / ".mt-folder").mkdir()
    old = root / ".mt-1-index.html"
    old.write_text("x")

    sweep_temporary(datetime.now(tz=at.tzinfo) + DAY)

    assert not old.exists()


def test_shown_paths_lead_back_to_their_files() -> None:
    odd = os.fsdecode(b"/a\xff/\n\\.html")
    assert shown_path(odd) == r"/a\xff/\x0a\x5c.html"
    tree = {"": ["b", os.fsdecode(b"a\xff")], os.fsdecode(b"/a\xff"): ["x", "\n\\.html"]}

    def names_in(folder: str) -> list[str]:
        return tree.get(folder, [])

    assert find_shown(shown_path(odd), names_in) == odd
    assert find_shown("/plain.html", names_in) == "/plain.html"
    assert find_shown(r"/a\xfe", names_in) is None
    assert len(shown_path("/" + "长" * 500)) == LONGEST_PATH
