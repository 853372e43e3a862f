import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection

from mingtang.ground.foundation.clock import now
from mingtang.spine.jobs.enums import JobState
from mingtang.spine.jobs.models import Job
from mingtang.spine.jobs.policies import LONGEST_PAUSE
from mingtang.spine.jobs.registry import forget_job
from mingtang.spine.jobs.running import work_jobs
from tests.architecture.source import ROOT
from tests.harness.processes import environment
from tests.spine.events.test_many_processes import database_url
from tests.spine.jobs.trial import register_trial

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.usefixtures("_effects"),
]


@pytest.fixture
def _effects(db: None) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE trial_effect (number bigint)")
    yield
    forget_job("trial.effect")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE trial_effect")


def _conduct(seconds: float, least_kills: int) -> int:
    finished = subprocess.run(
        [sys.executable, "-m", "tests.spine.jobs.trial", str(seconds), str(least_kills)],
        cwd=ROOT,
        env=environment(MINGTANG_DATABASE_URL=database_url()),
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return int(finished.stdout)


def _effects_by_number() -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, count(*) FROM trial_effect GROUP BY number")
        return dict(cursor.fetchall())


def _check(seconds: float, least_kills: int) -> None:
    kills = _conduct(seconds, least_kills)
    register_trial()
    later = now() + 2 * LONGEST_PAUSE
    while work_jobs(later, limit=100):
        later += timedelta(hours=2)  # failures of this run have another turn

    effects = _effects_by_number()
    done = Job.objects.filter(state=JobState.DONE)
    assert kills >= least_kills
    assert not Job.objects.open().exists()
    assert set(effects.values()) == {1}, "an effect happened twice"
    assert set(effects) == {job.arguments["number"] for job in done}, "an effect was lost"
    # A failed try may leave its work to a later job of the same key, and nothing else fails.
    failed = Job.objects.exclude(state=JobState.DONE)
    assert all(job.state == JobState.FAILED and job.key for job in failed)


def test_eight_killed_workers_lose_and_double_nothing() -> None:
    _check(seconds=6, least_kills=10)


@pytest.mark.soak
def test_many_kills_lose_and_double_nothing() -> None:
    _check(seconds=300, least_kills=1000)
