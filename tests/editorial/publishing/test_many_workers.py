"""Rendering workers in any number: they share a bulk run, and one that is killed leaves nothing behind."""

import os
import signal
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from bench.archive import load_content
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.engine.recovery import recover
from mingtang.editorial.pages.models import Batch, Entry, Run, Target
from mingtang.ground.foundation.clock import now
from tests.editorial.publishing.test_kills import database_url
from tests.editorial.publishing.world import difference
from tests.factories.publishing import from_nothing, tree
from tests.harness.processes import start_mingtang

pytestmark = pytest.mark.django_db(transaction=True)
ARTICLES, WORKERS, PATIENCE = 1500, 3, 120


def children(pid: int) -> list[int]:
    """Return the rendering processes that a command has started."""
    return [int(pid) for pid in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_for_batches(count: int) -> None:
    """Wait until so many batches were begun."""
    latest = time.monotonic() + PATIENCE
    while Batch.objects.count() < count:
        assert time.monotonic() < latest, "the workers wrote nothing"
        time.sleep(0.02)


def test_workers_share_a_run_and_one_killed_is_replaced_by_the_others(
    at: datetime, tmp_path: Path
) -> None:
    load_content(site_code="portal", articles=ARTICLES, columns=3, at=at, characters=200)
    surroundings = {"MINGTANG_DATABASE_URL": database_url(), "MINGTANG_HOME": tmp_path}
    with start_mingtang("publish", "work", "--processes", str(WORKERS), **surroundings) as process:
        try:
            wait_for_batches(2)
            os.kill(children(process.pid)[0], signal.SIGKILL)
            process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    recover(now())  # what the killed one held, if nobody came by meanwhile
    work_everything(now())

    assert Run.objects.get().state == "done"
    assert set(Target.objects.values_list("state", flat=True)) <= {"written", "gone"}
    assert difference(tree("portal"), from_nothing("portal")) == ""
    by_owner = Counter(Batch.objects.values_list("owner", flat=True))
    assert len(by_owner) >= WORKERS - 1
    # No two of them wrote a page: once more is made only what the killed one left half done.
    written = Counter(Entry.objects.exclude(digest="").values_list("target_id", flat=True))
    articles = Target.objects.filter(kind="article").values_list("pk", flat=True)
    assert {written[pk] for pk in articles} == {1}
