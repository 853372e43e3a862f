import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import OperationalError, connection

from mingtang.ground.foundation.routines import Routine
from mingtang.wiring.config import worker as module
from mingtang.wiring.config.worker import (
    UnknownRoutine,
    Worker,
    chosen_routines,
    installed_routines,
    pause_of,
)
from tests.harness.processes import wait_until

# A worker renews its connections before each step, also those that a test before has left open.
pytestmark = pytest.mark.django_db


def read_at(at: datetime) -> Callable[[], datetime]:
    return lambda: at


def test_jobs_of_all_rooms_are_collected() -> None:
    names = [job.name for job in installed_routines()]
    assert {"events.seal", "events.deliver", "events.anchor", "events.purge"} <= set(names)
    assert len(names) == len(set(names))


def test_jobs_are_chosen_by_name_or_room() -> None:
    jobs = tuple(Routine(name, 1, lambda at: 0) for name in ("a.x", "a.y", "ab.x"))
    assert [job.name for job in chosen_routines(jobs, ["a.y"])] == ["a.y"]
    assert [job.name for job in chosen_routines(jobs, ["a"])] == ["a.x", "a.y"]
    assert [job.name for job in chosen_routines(jobs, ["ab", "a.x"])] == ["a.x", "ab.x"]
    with pytest.raises(UnknownRoutine, match="b"):
        chosen_routines(jobs, ["a", "b"])


def test_job_that_did_something_runs_again_and_lets_others_have_their_turn(at: datetime) -> None:
    ran: list[str] = []
    left = [3]

    def busy(moment: datetime) -> int:
        assert moment == at
        ran.append("busy")
        left[0] -= 1
        return max(left[0], 0)

    def idle(moment: datetime) -> int:
        ran.append("idle")
        return 0

    worker = Worker(
        [Routine("busy", 60, busy), Routine("idle", 0.01, idle)], read_clock=read_at(at)
    )
    thread = threading.Thread(target=worker.run)
    thread.start()
    assert wait_until(lambda: ran.count("idle") >= 4)
    worker.stop()
    thread.join(5)
    assert not thread.is_alive()
    assert ran[:3] == ["busy", "idle", "busy"]
    assert ran.count("busy") == 3


def test_worker_stops_between_two_steps(at: datetime) -> None:
    ran: list[str] = []
    worker = Worker([], read_clock=read_at(at))

    def stop(moment: datetime) -> int:
        worker.stop()
        ran.append("whole")
        return 1

    worker = Worker([Routine("a", 9, stop), Routine("b", 9, stop)], read_clock=read_at(at))
    worker.run()
    assert ran == ["whole"]


def test_waiting_worker_stops_at_once(at: datetime) -> None:
    worker = Worker([Routine("rare", 3600, lambda moment: 0)], read_clock=read_at(at))
    thread = threading.Thread(target=worker.run)
    thread.start()
    time.sleep(0.1)
    started = time.monotonic()
    worker.stop()
    thread.join(5)
    assert time.monotonic() - started < 1


def test_net_under_the_bell_widens_while_nothing_happens() -> None:
    rung, rare, timed = (
        Routine("rung", 3, lambda moment: 0, on_bell=True),
        Routine("rare", 60, lambda moment: 0, on_bell=True),
        Routine("timed", 1, lambda moment: 0),
    )
    assert [pause_of(rung, runs) for runs in (1, 2, 3, 99)] == [3, 6, 10, 10]
    assert [pause_of(rare, runs) for runs in (1, 9)] == [60, 60]
    assert [pause_of(timed, runs) for runs in (1, 9)] == [1, 1]


def test_work_brings_the_net_back_to_its_first_width(at: datetime) -> None:
    ran: list[float] = []

    def work(moment: datetime) -> int:
        ran.append(time.monotonic())
        return int(len(ran) == 5)

    worker = Worker(
        [Routine("work", 0.05, work, on_bell=True)],
        read_clock=read_at(at),
    )
    thread = threading.Thread(target=worker.run)
    thread.start()
    assert wait_until(lambda: len(ran) >= 7)
    worker.stop()
    thread.join(5)
    pauses = [later - earlier for earlier, later in pairwise(ran)]
    assert pauses[3] >= 0.4  # the first, doubled three times
    assert pauses[5] < 0.8  # after work it would be as long as this, had it gone on doubling


@pytest.mark.parametrize("error", [ValueError("broken"), OperationalError("gone")])
def test_failing_job_waits_longer_and_holds_up_no_other(
    at: datetime,
    error: Exception,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(module, "FIRST_PAUSE", 0.05)
    failed: list[float] = []
    others = [0]

    def bad(moment: datetime) -> int:
        if len(failed) < 4:
            failed.append(time.monotonic())
            raise error
        return 0

    def good(moment: datetime) -> int:
        others[0] += 1
        return 0

    worker = Worker(
        [Routine("bad", 0.01, bad), Routine("good", 0.01, good)], read_clock=read_at(at)
    )
    with caplog.at_level(logging.INFO):
        thread = threading.Thread(target=worker.run)
        thread.start()
        assert wait_until(lambda: "任务 bad 恢复正常" in caplog.text)
        worker.stop()
        thread.join(5)
    pauses = [later - earlier for earlier, later in pairwise(failed)]
    assert pauses[0] >= 0.05
    assert pauses[1] >= 0.1
    assert pauses[2] >= 0.2
    assert others[0] > 10
    assert str(error) in caplog.text


def test_run_once_goes_on_until_nothing_is_left(at: datetime) -> None:
    first, second = [5], [0]

    def produce(moment: datetime) -> int:
        done = min(first[0], 2)
        first[0] -= done
        second[0] += done
        return done

    def consume(moment: datetime) -> int:
        done, second[0] = second[0], 0
        return done

    worker = Worker([Routine("consume", 9, consume), Routine("produce", 9, produce)])
    assert worker.run_once()
    assert (first, second) == ([0], [0])


def test_run_once_tells_a_failure_and_does_the_rest(at: datetime) -> None:
    tries, left = [0], [2]

    def bad(moment: datetime) -> int:
        tries[0] += 1
        raise ValueError("broken")

    def good(moment: datetime) -> int:
        left[0] -= 1
        return left[0]

    worker = Worker([Routine("bad", 9, bad), Routine("good", 9, good)], read_clock=read_at(at))
    assert not worker.run_once()
    assert (tries, left) == ([1], [0])


def allow_connections(name: str, *, allowed: bool) -> None:
    """Close the doors of a database and throw everybody out, or open them again."""
    told = connection.settings_dict
    server = f"postgresql://{told['USER']}@{told['HOST']}:{told['PORT']}/postgres"
    assert urlsplit(server).hostname
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS {str(allowed).lower()}')
        if not allowed:
            session.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )


@pytest.mark.django_db(transaction=True)
def test_worker_survives_a_database_that_goes_away(
    at: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    if connection.vendor == "sqlite":
        return  # a file does not go away
    monkeypatch.setattr(module, "FIRST_PAUSE", 0.1)
    answers = [0]

    def ask(moment: datetime) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        answers[0] += 1
        return 0

    def run() -> None:
        try:
            worker.run()
        finally:
            connection.close()

    name = connection.settings_dict["NAME"]
    worker = Worker([Routine("ask", 0.01, ask)], read_clock=read_at(at))
    thread = threading.Thread(target=run)
    thread.start()
    assert wait_until(lambda: answers[0] > 3)
    connection.close()
    allow_connections(name, allowed=False)
    try:
        assert wait_until(lambda: caplog.text.count("任务 ask 访问数据库失败") >= 3)
        before = answers[0]
    finally:
        allow_connections(name, allowed=True)
    assert wait_until(lambda: answers[0] > before + 3)
    worker.stop()
    thread.join(5)
    assert not thread.is_alive()
