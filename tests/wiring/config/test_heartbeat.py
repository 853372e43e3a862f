import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from mingtang.ground.foundation.checks import Level
from mingtang.ground.foundation.routines import Routine
from mingtang.wiring.config import heartbeat, worker_checks
from mingtang.wiring.config.heartbeat import Heartbeat, beats, forget_the_dead, path_of, stamp_of
from mingtang.wiring.config.worker import Worker


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder in which nobody else gives signs of life."""
    monkeypatch.setenv("MINGTANG_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def beating() -> Iterator[Heartbeat]:
    """This process, alive."""
    made = Heartbeat()
    yield made
    if made.path.exists():
        made.end()


def let_pass(seconds: float) -> None:
    """Let the last sign of life be that long ago."""
    past = time.time() - seconds
    os.utime(path_of(os.getpid()), (past, past))


def test_nobody_lives_before_the_first_beat() -> None:
    assert beats() == []
    assert stamp_of(os.getpid(), heartbeat.data_dir()) == 0


def test_beat_tells_the_job_and_changes_the_stamp(home: Path, beating: Heartbeat) -> None:
    before = stamp_of(os.getpid(), home)
    time.sleep(0.02)
    beating.beat("publishing.watch")
    beating.beat("events.seal")

    (beat,) = beats()
    assert (beat.worker, beat.job) == (f"{platform.node()}-{os.getpid()}", "events.seal")
    assert 0 <= beat.age < 5
    assert stamp_of(os.getpid(), home) > before


def test_end_leaves_nothing(beating: Heartbeat) -> None:
    beating.end()
    assert beats() == []


def test_the_dead_are_not_counted_and_forgotten(home: Path, beating: Heartbeat) -> None:
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    path_of(done.pid).write_text("events.seal")
    (home / "workers" / "another-host-1").write_text("events.seal")

    assert {beat.worker for beat in beats()} == {beating.path.name, "another-host-1"}
    forget_the_dead()
    assert not path_of(done.pid).exists()
    assert beating.path.exists()


@pytest.mark.django_db  # it renews the connections that are open
def test_worker_beats_before_each_step(at: datetime) -> None:
    told: list[str] = []
    worker = Worker([], read_clock=lambda: at)

    def stop(moment: datetime) -> int:
        worker.stop()
        return 0

    jobs = [Routine("a", 9, lambda moment: 0), Routine("b", 9, stop)]
    worker = Worker(jobs, read_clock=lambda: at, beat=told.append)
    worker.run()

    assert told[:2] == ["a", "b"]


@pytest.mark.parametrize(
    ("seconds", "level"), [(1, Level.GOOD), (heartbeat.STALE_SECONDS + 5, Level.ERROR)]
)
def test_doctor_tells_a_worker_that_hangs(
    at: datetime, beating: Heartbeat, seconds: float, level: Level
) -> None:
    beating.beat("publishing.watch")
    let_pass(seconds)

    (result,) = worker_checks.check_workers(at)

    assert result.level is level
    assert ("停在 publishing.watch" in result.found) == (level is Level.ERROR)


def test_doctor_notes_that_no_worker_runs(at: datetime) -> None:
    (result,) = worker_checks.check_workers(at)
    assert result.level is Level.NOTE


def test_doctor_notes_that_only_slow_lanes_have_a_worker(at: datetime) -> None:
    slow = Heartbeat(heartbeat.SLOW)
    slow.beat("jobs.export")

    missing, living = worker_checks.check_workers(at)

    assert missing.level is Level.NOTE
    assert living.level is Level.GOOD
    assert beats()[0].job == "慢通道 jobs.export"
    slow.end()
