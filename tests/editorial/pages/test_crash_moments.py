"""A worker that is killed between any two steps of writing leaves what its manifest explains."""

import os
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from mingtang.editorial.pages.actions.incidents import heal_all
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.engine.recovery import content_of, finish_batch
from mingtang.editorial.pages.engine.verification import Suspect, confirmed
from mingtang.editorial.pages.engine.walking import suspects_of
from mingtang.editorial.pages.enums import BatchState, TamperingKind
from mingtang.editorial.pages.models import Batch, Entry, Incident, Target
from mingtang.editorial.pages.writing import Twins, compressed
from tests.factories.cast import Cast
from tests.factories.publishing import published_article, tree

pytestmark = pytest.mark.django_db

HEAD = "/news/index.html"
Step = Callable[[Path, bytes, Twins], object]


def beside(page: Path, suffix: str) -> Path:
    return page.with_name(f"{page.name}{suffix}")


def write(place: Path, content: bytes) -> None:
    place.write_bytes(content)
    place.chmod(0o644)


# Every step of replacing a page, in the order of the writing.
REPLACING: dict[str, Step] = {
    "gzip gone": lambda page, new, twins: beside(page, ".gz").unlink(),
    "brotli gone": lambda page, new, twins: beside(page, ".br").unlink(),
    "page new": lambda page, new, twins: write(page, new),
    "gzip new": lambda page, new, twins: write(beside(page, ".gz"), twins.gzip),
    "brotli new": lambda page, new, twins: write(beside(page, ".br"), twins.brotli),
}
REMOVING: dict[str, Step] = {
    "gzip gone": REPLACING["gzip gone"],
    "brotli gone": REPLACING["brotli gone"],
    "page gone": lambda page, new, twins: page.unlink(),
}


class Crash:
    """The head of a column as a batch left it that was killed while it was writing."""

    def __init__(self, cast: Cast, at: datetime) -> None:
        self.cast = cast
        published_article(cast, at, columns=[cast.news])
        work_everything(at)
        self.old = tree("portal", with_twins=True)
        published_article(cast, at, columns=[cast.news], title="第二条")
        work_everything(at)
        self.new = tree("portal", with_twins=True)
        self.page = Path(settings.PUBLISH_ROOT) / f"portal{HEAD}"
        self.target = Target.objects.get(site=cast.portal, path=HEAD)
        self.entry = Entry.objects.select_related("batch", "pack").get(pk=self.target.entry_id)
        for suffix in ("", ".gz", ".br"):
            write(beside(self.page, suffix), self.old[f"{HEAD}{suffix}"])
        batch = Batch.objects.filter(pk=self.entry.batch_id)
        batch.update(state=BatchState.WRITING.value, claim="crashed", owner="elsewhere:1:1")
        Target.objects.filter(pk=self.target.pk).update(
            state="running", claim="crashed", entry_id=self.entry.previous_id
        )

    def removes(self) -> None:
        """Let the batch be one that takes the page away."""
        Entry.objects.filter(pk=self.entry.pk).update(digest="", twins="", pack=None, size=0)

    def go(self, steps: dict[str, Step], until: str) -> None:
        """Do the steps up to one."""
        new = content_of(self.entry)
        twins = compressed(new)
        assert twins is not None
        for name, step in steps.items():
            step(self.page, new, twins)
            if name == until:
                return

    def found(self, at: datetime) -> list[tuple[str, str]]:
        """What a check of the whole site calls wrong."""
        found = heal_all(suspects_of(self.cast.portal), at)
        return [(one.path, one.kind) for one in found]


@pytest.fixture
def crash(cast: Cast, at: datetime) -> Crash:
    return Crash(cast, at)


@pytest.mark.parametrize("step", REPLACING)
def test_crash_while_a_page_is_replaced_is_no_tampering(
    crash: Crash, at: datetime, step: str
) -> None:
    crash.go(REPLACING, step)

    assert crash.found(at) == []
    assert finish_batch(crash.entry.batch_id, at) == 1
    assert tree("portal", with_twins=True) == crash.new
    assert crash.found(at) == []
    assert not Incident.objects.exists()


@pytest.mark.parametrize("step", REMOVING)
def test_crash_while_a_page_is_removed_is_no_tampering(
    crash: Crash, at: datetime, step: str
) -> None:
    crash.removes()
    crash.go(REMOVING, step)

    assert crash.found(at) == []
    assert finish_batch(crash.entry.batch_id, at) == 1
    assert HEAD not in tree("portal")
    assert crash.found(at) == []


@pytest.mark.parametrize("step", REPLACING)
def test_what_a_crash_does_not_explain_is_tampering(crash: Crash, at: datetime, step: str) -> None:
    crash.go(REPLACING, step)
    write(crash.page, b"<h1>hacked</h1>")

    assert crash.found(at) == [(HEAD, TamperingKind.ALTERED)]


def test_old_twin_beside_a_new_page_is_tampering(crash: Crash, at: datetime) -> None:
    crash.go(REPLACING, "page new")
    write(beside(crash.page, ".gz"), crash.old[f"{HEAD}.gz"])

    assert crash.found(at) == [(HEAD, TamperingKind.ALTERED)]


def test_page_whose_twins_cannot_be_put_in_place_is_published_without(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page cannot go back once it is there; so the manifest follows what is on disk."""
    published_article(cast, at, columns=[cast.news])
    work_everything(at)
    head = Path(settings.PUBLISH_ROOT) / f"portal{HEAD}"
    published_article(cast, at, columns=[cast.news], title="第二条")
    usual = os.rename

    def rename(old: str, new: str) -> None:
        if new == f"{head}.br":
            raise OSError(28, "No space left on device")
        usual(old, new)

    monkeypatch.setattr(os, "rename", rename)
    work_everything(at)

    assert "第二条" in head.read_text()
    assert not beside(head, ".gz").exists()
    assert heal_all(suspects_of(cast.portal), at) == []


@pytest.mark.django_db(transaction=True)
def test_judging_waits_for_a_writer_and_reads_what_it_committed(cast: Cast, at: datetime) -> None:
    crash = Crash(cast, at)
    Batch.objects.update(state=BatchState.DONE.value)
    Target.objects.filter(pk=crash.target.pk).update(state="written", claim="")
    is_locked = threading.Event()

    def write_slowly() -> None:
        try:
            with transaction.atomic():
                Target.objects.select_for_update().get(pk=crash.target.pk)
                crash.go(REPLACING, "brotli new")
                is_locked.set()
                time.sleep(0.5)
                Target.objects.filter(pk=crash.target.pk).update(entry_id=crash.entry.pk)
        finally:
            connection.close()

    thread = threading.Thread(target=write_slowly)
    thread.start()
    assert is_locked.wait(20)
    judged = confirmed(Suspect(cast.portal.pk, "portal", HEAD))
    thread.join(20)

    assert judged is None
