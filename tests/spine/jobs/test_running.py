import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest

from mingtang.spine.jobs.actions import enqueue_job, stop_job
from mingtang.spine.jobs.enums import JobLane, JobState
from mingtang.spine.jobs.jobs import lane_routines
from mingtang.spine.jobs.models import Job
from mingtang.spine.jobs.registry import JobRun
from mingtang.spine.jobs.running import work_jobs
from tests.harness.job_kinds import Register

AssertQueries = Callable[[int], AbstractContextManager[object]]

pytestmark = pytest.mark.django_db


def _enqueue(at: datetime, **values: object) -> Job:
    return enqueue_job(kind="trial.count", actor="system", at=at, **values)  # type: ignore[arg-type]


def test_result_and_progress_are_stored(register: Register, at: datetime) -> None:
    def count(run: JobRun, up_to: int) -> dict[str, int]:
        for number in range(up_to):
            run.progress(number + 1, up_to, f"第{number + 1}项")
        return {"counted": up_to}

    register(count)
    job = _enqueue(at, arguments={"up_to": 3})

    assert work_jobs(at) == 1

    job.refresh_from_db()
    assert (job.state, job.result, job.tries) == (JobState.DONE, {"counted": 3}, 1)
    assert (job.done, job.total, job.note) == (3, 3, "第3项")
    assert job.ended_at is not None
    assert work_jobs(at) == 0


def test_failure_is_retried_after_a_pause_and_ends_with_the_last_try(
    register: Register, at: datetime
) -> None:
    def fail(run: JobRun) -> None:
        raise RuntimeError("电话 13812345678 打不通")

    register(fail, most_tries=2)
    job = _enqueue(at)

    work_jobs(at)
    job.refresh_from_db()
    assert job.state == JobState.WAITING
    assert "RuntimeError" in job.error
    assert "13812345678" not in job.error, "personal data is masked"
    assert work_jobs(at) == 0, "the pause is not over"

    work_jobs(at + timedelta(minutes=1))
    job.refresh_from_db()
    assert (job.state, job.tries) == (JobState.FAILED, 2)


def test_job_of_another_lane_is_left_to_its_workers(register: Register, at: datetime) -> None:
    register(lambda run: None, lane=JobLane.EXPORT)
    _enqueue(at)

    assert work_jobs(at) == 0
    assert work_jobs(at, lane=JobLane.MAIL) == 0
    assert work_jobs(at, lane=JobLane.EXPORT) == 1


def test_kind_that_this_version_does_not_know_waits(register: Register, at: datetime) -> None:
    register(lambda run: None)
    job = _enqueue(at)
    Job.objects.filter(pk=job.pk).update(kind="trial.from_a_newer_version")

    assert work_jobs(at) == 0
    assert Job.objects.get(pk=job.pk).state == JobState.WAITING


def test_lost_job_is_taken_over_when_its_lease_ends(register: Register, at: datetime) -> None:
    register(lambda run: {"by": "second"}, lease=timedelta(seconds=30))
    job = _enqueue(at)
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, claim="lost", tries=1, due_at=at + timedelta(seconds=30)
    )

    assert work_jobs(at + timedelta(seconds=29)) == 0
    assert work_jobs(at + timedelta(seconds=31)) == 1

    job.refresh_from_db()
    assert (job.state, job.tries, job.result) == (JobState.DONE, 2, {"by": "second"})


def test_job_that_kills_each_worker_fails_at_last(register: Register, at: datetime) -> None:
    register(lambda run: pytest.fail("has no try left"), most_tries=3)
    job = _enqueue(at)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, claim="lost", tries=3)

    work_jobs(at)

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "no result after 3 tries" in job.error


def test_two_of_one_key_never_run_at_once(register: Register, at: datetime) -> None:
    register(lambda run: None)
    first = _enqueue(at, key="site:1")
    Job.objects.filter(pk=first.pk).update(
        state=JobState.RUNNING, claim="elsewhere", due_at=at + timedelta(minutes=1)
    )
    second = _enqueue(at, key="site:1")

    assert work_jobs(at) == 0
    Job.objects.filter(pk=first.pk).update(state=JobState.DONE, claim="", ended_at=at)
    assert work_jobs(at) == 1
    assert Job.objects.get(pk=second.pk).state == JobState.DONE


def test_failed_job_leaves_the_work_to_one_that_waits_under_its_key(
    register: Register, at: datetime
) -> None:
    def fail_after_another_came(run: JobRun) -> None:
        _enqueue(at, key="site:1")
        raise RuntimeError

    register(fail_after_another_came)
    first = _enqueue(at, key="site:1")

    work_jobs(at)

    assert Job.objects.get(pk=first.pk).state == JobState.FAILED
    assert Job.objects.filter(state=JobState.WAITING, key="site:1").count() == 1


def test_atomic_job_leaves_nothing_where_it_was_stopped_meanwhile(
    register: Register, at: datetime
) -> None:
    def write_and_be_stopped(run: JobRun) -> None:
        _enqueue(at, key="effect")
        stop_job(job_id=job.pk, at=at)

    register(write_and_be_stopped, is_atomic=True)
    job = _enqueue(at)

    work_jobs(at)

    assert not Job.objects.filter(key="effect").exists()


def test_progress_tells_a_stopped_job_to_end(register: Register, at: datetime) -> None:
    reached: list[int] = []

    def count(run: JobRun) -> None:
        for number in range(10):
            reached.append(number)
            if number == 2:
                stop_job(job_id=job.pk, at=at)
            run.progress(number)

    register(count)
    job = _enqueue(at)

    work_jobs(at)

    assert reached == [0, 1, 2]
    assert Job.objects.get(pk=job.pk).state == JobState.STOPPED


def test_slow_job_releases_what_was_claimed_with_it(register: Register, at: datetime) -> None:
    register(lambda run: time.sleep(1.1))
    jobs = [_enqueue(at) for _ in range(3)]

    assert work_jobs(at, limit=3) == 1

    states = [Job.objects.get(pk=job.pk).state for job in jobs]
    assert states == [JobState.DONE, JobState.WAITING, JobState.WAITING]
    assert [Job.objects.get(pk=job.pk).tries for job in jobs] == [1, 0, 0]


@pytest.mark.django_db(transaction=True)
def test_lease_is_renewed_while_a_long_job_runs(register: Register, at: datetime) -> None:
    ends: list[datetime] = []

    def wait(run: JobRun) -> None:
        for _ in range(2):
            time.sleep(0.6)
            ends.append(Job.objects.get(pk=job.pk).due_at)

    register(wait, lease=timedelta(seconds=1))
    job = _enqueue(at)
    beats: list[str] = []

    work_jobs(at, beat=lambda: beats.append("beat"))

    assert beats, "a long job shows that its process lives"
    assert ends[-1] > at + timedelta(seconds=1)
    assert Job.objects.get(pk=job.pk).state == JobState.DONE


def test_a_round_asks_few_questions_a_job(
    register: Register, at: datetime, django_assert_max_num_queries: AssertQueries
) -> None:
    register(lambda run: None)
    for _ in range(50):
        _enqueue(at)

    with django_assert_max_num_queries(6 + 20):
        assert work_jobs(at, limit=20) == 20


def test_slow_lanes_take_turns(register: Register, at: datetime) -> None:
    ran: list[str] = []
    for lane in (JobLane.MAIL, JobLane.EXPORT):
        register(lambda run, lane=lane: ran.append(lane.value), name=f"trial.{lane}", lane=lane)
        for _ in range(3):
            enqueue_job(kind=f"trial.{lane}", actor="system", at=at)

    routines = lane_routines((JobLane.MAIL, JobLane.EXPORT), lambda: None)
    for _ in range(3):
        assert [routine.run(at) for routine in routines] == [1, 1]

    assert ran == ["mail", "export"] * 3
    assert [routine.run(at) for routine in routines] == [0, 0]
