from datetime import datetime, timedelta

import pytest

from mingtang.spine.jobs.actions import enqueue_job
from mingtang.spine.jobs.enums import JobLane, JobState
from mingtang.spine.jobs.queries import jobs_in, lane_statuses
from mingtang.spine.jobs.running import work_jobs
from tests.harness.job_kinds import Register

pytestmark = pytest.mark.django_db


def test_lane_tells_the_age_of_what_waits_longest(register: Register, at: datetime) -> None:
    register(lambda run: None, lane=JobLane.EXPORT)
    for minutes in (5, 2):
        earlier = at - timedelta(minutes=minutes)
        enqueue_job(kind="trial.count", actor="system", at=earlier)
    enqueue_job(kind="trial.count", actor="system", at=at, due_at=at + timedelta(hours=1))

    ages = {status.lane: status.waits_for for status in lane_statuses(at)}

    assert ages[JobLane.EXPORT] == timedelta(minutes=5)
    assert ages[JobLane.PROMPT] is None


def test_list_is_newest_first_and_narrowed_by_state(register: Register, at: datetime) -> None:
    register(lambda run: None)
    first = enqueue_job(kind="trial.count", actor="system", at=at)
    work_jobs(at)
    second = enqueue_job(kind="trial.count", actor="system", at=at)

    assert list(jobs_in()) == [second, first]
    assert list(jobs_in(JobState.DONE)) == [first]
