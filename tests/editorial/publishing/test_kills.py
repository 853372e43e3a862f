"""Processes are killed at any moment: readers see whole versions that never go backwards."""

import subprocess
import sys
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from mingtang.editorial.pages.actions.incidents import heal_all
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.engine.recovery import recover, sweep_temporary
from mingtang.editorial.pages.engine.walking import suspects_of
from mingtang.editorial.pages.models import Batch, Entry, Target
from mingtang.editorial.pages.writing import TEMPORARY_PREFIX
from mingtang.ground.foundation.clock import now
from tests.architecture.source import ROOT
from tests.editorial.publishing.world import difference
from tests.factories.cast import Cast
from tests.factories.publishing import from_nothing, tree
from tests.harness.processes import environment

pytestmark = pytest.mark.django_db(transaction=True)


def database_url() -> str:
    """Return the address of the test database, for another process."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite://{told['NAME']}"
    return f"postgresql://{told['USER']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"


def conduct(folder: Path, kills: int, busy: int) -> None:
    """Let the trial run in a process of its own."""
    arguments = [folder, settings.PUBLISH_ROOT, settings.PUBLISH_STORE, str(kills), str(busy)]
    finished = subprocess.run(
        [sys.executable, "-m", "tests.editorial.publishing.trial", *arguments],
        cwd=ROOT,
        env=environment(MINGTANG_DATABASE_URL=database_url()),
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "Traceback" not in finished.stderr, (
        finished.stderr
    )  # that a batch crashed is told, no more


def versions() -> dict[str, list[str]]:
    """Return every version of every page in the order of the manifests."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = Entry.objects.exclude(digest="").order_by("pk")
    for code, path, digest in rows.values_list("target__site__code", "target__path", "digest"):
        found[f"/{code}{path}"].append(digest)
    return found


def check_readers(folder: Path) -> int:
    """Every version read is known and whole, and none is older than the one read before."""
    known, seen = versions(), 0
    for notes in folder.glob("read-*"):
        latest: dict[str, int] = defaultdict(int)
        for line in notes.read_text().splitlines()[:-1]:  # a kill may cut the last line short
            path, digest = line.split()
            assert digest in known[path], f"{path}: {digest} was never published"
            # A page may come to be what it was before: when its newest item is taken down, say.
            later = known[path][latest[path] :]
            assert digest in later, f"{path} went back to {digest}: {known[path]}"
            latest[path] += later.index(digest)
            seen += 1
    return seen


def check_trial(cast: Cast, folder: Path, kills: int, busy: int = 0) -> tuple[int, int]:
    """Run a trial and prove what readers saw and what is left; return versions seen and batches."""
    conduct(folder, kills, busy)
    looks = (folder / "tampering").read_text().splitlines()
    assert set(looks) == {"looked"}, looks
    sites = (cast.portal, cast.edu_site)
    tampering = [heal_all(suspects_of(site), now()) for site in sites]
    assert tampering == [[], []]  # a crash is not called tampering
    seen = check_readers(folder)

    later = now() + timedelta(hours=1)
    recover(later)
    work_everything(later)

    sweep_temporary(later + timedelta(hours=2))
    assert not list(Path(settings.PUBLISH_ROOT).rglob(f"{TEMPORARY_PREFIX}*"))
    assert not Batch.objects.filter(state="writing").exists()
    assert set(Target.objects.values_list("state", flat=True)) <= {"written", "gone"}
    for site in sites:
        assert difference(tree(site.code), from_nothing(site.code)) == ""
        assert [suspect.path for suspect in suspects_of(site)] == []
    return seen, Batch.objects.count()


def test_kills_leave_nothing_half(cast: Cast, tmp_path: Path) -> None:
    seen, batches = check_trial(cast, tmp_path, kills=20)
    # How much is done between the kills depends on the machine; that something was is enough.
    assert seen > 10
    assert batches > 5


@pytest.mark.soak
@pytest.mark.parametrize("number", range(10))  # each from an empty tree: a look walks all of it
def test_two_thousand_kills_under_load_leave_nothing_half(
    cast: Cast, tmp_path: Path, number: int
) -> None:
    seen, batches = check_trial(cast, tmp_path, kills=200, busy=2)
    looks = len((tmp_path / "tampering").read_text().splitlines())
    print(f"{looks} looks in the middle of a crash, {seen} versions seen, {batches} batches")
