"""A database that goes away in the middle of anything: nothing half is seen, work goes on by itself."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection

from mingtang.editorial.pages.engine.lanes import work_everything, work_urgent
from mingtang.editorial.pages.engine.recovery import recover, sweep_temporary
from mingtang.editorial.pages.jobs import ROUTINES
from mingtang.editorial.pages.models import Batch, Target
from mingtang.editorial.pages.writing import TEMPORARY_PREFIX
from mingtang.ground.foundation import clock
from mingtang.wiring.config import worker as config_worker
from mingtang.wiring.config.worker import Worker
from tests.factories.cast import Cast
from tests.factories.publishing import from_nothing, published_article, tree
from tests.harness.processes import wait_until
from tests.wiring.config.test_worker import allow_connections

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)
EVERY = 5  # of how many statements one is tried; the remainder moves on from round to round


@contextmanager
def away_at(number: int) -> Iterator[list[int]]:
    """Let the n-th statement from now, and every later one, meet a closed connection."""
    count = [0]

    def execute(run: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        count[0] += 1
        if count[0] >= number:
            raise OperationalError("server closed the connection unexpectedly")
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield count


def test_connection_lost_at_any_statement_leaves_nothing_half(cast: Cast, at: datetime) -> None:
    published_article(cast, at, columns=[cast.news])
    work_everything(at)
    number, moment = 1, at
    while True:
        moment += 5 * MINUTE
        published_article(cast, moment, columns=[cast.news], title=f"第{number}条")
        try:
            with away_at(number):
                while work_urgent(moment + MINUTE):
                    pass
        except OperationalError:
            connection.close()  # as the worker does after an error of the database
        else:
            break
        recover(moment + 3 * MINUTE)
        work_everything(moment + 3 * MINUTE)
        assert not Batch.objects.filter(state="writing").exists()
        assert tree("portal") == from_nothing("portal"), f"statement {number}"
        number += EVERY
    assert number > 20  # it was lost in many places
    assert not list(Path(settings.PUBLISH_ROOT).rglob(f"{TEMPORARY_PREFIX}*"))
    assert sweep_temporary(moment + timedelta(days=2)) == 0


def test_worker_publishes_again_after_the_database_was_away(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL everybody is thrown out and kept out for a while, again and again."""
    if connection.vendor == "sqlite":
        return  # a file does not go away
    monkeypatch.setattr(config_worker, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(config_worker, "LONGEST_PAUSE", 0.2)
    began = time.monotonic()
    wanted = {"publishing.urgent", "publishing.bulk", "publishing.recover"}
    routines = [one for one in ROUTINES if one.name in wanted]
    assert len(routines) == len(wanted)
    worker = Worker(
        routines,
        # A minute of the worker lasts a second, so that leases end while we look on.
        read_clock=lambda: clock.now() + 60 * timedelta(seconds=time.monotonic() - began),
    )
    thread = threading.Thread(target=_run, args=(worker,))
    thread.start()
    try:
        for number in range(4):
            published_article(cast, clock.now(), columns=[cast.news], title=f"第{number}条")
            name = connection.settings_dict["NAME"]
            connection.close()
            time.sleep(0.02 * number)
            allow_connections(name, allowed=False)
            time.sleep(0.3)
            allow_connections(name, allowed=True)
        waiting = Target.objects.filter(state__in=["waiting", "running", "failed"])
        assert wait_until(lambda: not waiting.exists(), seconds=30)
    finally:
        worker.stop()
        thread.join(10)
    assert not thread.is_alive()
    assert tree("portal") == from_nothing("portal")


def _run(worker: Worker) -> None:
    try:
        worker.run()
    finally:
        connection.close()
