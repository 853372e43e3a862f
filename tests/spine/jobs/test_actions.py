from datetime import datetime, time, timedelta

import pytest

from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.spine.jobs import registry
from mingtang.spine.jobs.actions import (
    enqueue_job,
    enqueue_scheduled,
    purge_jobs,
    retry_job,
    stop_job,
)
from mingtang.spine.jobs.calendars import Daily
from mingtang.spine.jobs.enums import JobState
from mingtang.spine.jobs.models import CalendarTurn, Job
from mingtang.spine.jobs.registry import JobRun, Scheduled, UnknownJobKind, schedule_job
from mingtang.spine.jobs.running import work_jobs
from tests.harness.job_kinds import Register

pytestmark = pytest.mark.django_db


def _count(run: JobRun, **arguments: object) -> dict[str, object]:
    return dict(arguments)


def _break(run: JobRun) -> None:
    raise RuntimeError("broken")


def test_a_key_waits_once(register: Register, at: datetime) -> None:
    register(_count)

    first = enqueue_job(kind="trial.count", actor="person:1", at=at, key="site:1")
    second = enqueue_job(kind="trial.count", actor="person:2", at=at, key="site:1")
    other = enqueue_job(kind="trial.count", actor="person:2", at=at, key="site:2")

    assert second.pk == first.pk
    assert other.pk != first.pk
    assert Job.objects.get(pk=first.pk).enqueued_by == "person:1"


def test_jobs_without_a_key_all_wait(register: Register, at: datetime) -> None:
    register(_count)

    for _ in range(3):
        enqueue_job(kind="trial.count", actor="system", at=at)

    assert Job.objects.open().count() == 3


def test_a_key_that_runs_may_wait_again(register: Register, at: datetime) -> None:
    register(lambda run: enqueue_again(run.at))

    def enqueue_again(moment: datetime) -> None:
        enqueue_job(kind="trial.count", actor="system", at=moment, key="site:1")

    job = enqueue_job(kind="trial.count", actor="system", at=at, key="site:1")
    work_jobs(at)

    assert Job.objects.get(pk=job.pk).state == JobState.DONE
    assert Job.objects.filter(key="site:1", state=JobState.WAITING).count() == 1


def test_unknown_kind_is_refused(at: datetime) -> None:
    with pytest.raises(UnknownJobKind):
        enqueue_job(kind="trial.unknown", actor="system", at=at)


def test_calendar_enqueues_once_however_many_turns_were_missed(
    register: Register, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_scheduled", {})  # those of the rooms come round too
    register(_count)
    schedule_job(Scheduled("trial.count", Daily(time(2, 0)), {"what": "all"}))

    assert enqueue_scheduled(at) == 0
    assert enqueue_scheduled(at + timedelta(hours=15)) == 0
    assert enqueue_scheduled(at + timedelta(days=3)) == 1
    assert enqueue_scheduled(at + timedelta(days=3)) == 0
    assert enqueue_scheduled(at) == 0, "a clock set back enqueues nothing twice"

    job = Job.objects.get()
    assert job.arguments == {"what": "all", "scheduled_for": "2026-03-11T18:00:00+00:00"}
    assert CalendarTurn.objects.get().due_at == datetime(2026, 3, 15, 2, tzinfo=at.tzinfo)


def test_failed_job_is_retried_with_all_its_tries(register: Register, at: datetime) -> None:
    register(_break, most_tries=1)
    job = enqueue_job(kind="trial.count", actor="system", at=at)
    work_jobs(at)

    retried = retry_job(job_id=job.pk, at=at)

    assert (retried.state, retried.tries, retried.ended_at) == (JobState.WAITING, 0, None)
    assert work_jobs(at) == 1


@pytest.mark.parametrize("act", [retry_job, stop_job])
def test_done_job_is_left_alone(register: Register, at: datetime, act: object) -> None:
    register(_count)
    job = enqueue_job(kind="trial.count", actor="system", at=at)
    work_jobs(at)

    with pytest.raises(Refused, match="已完成"):
        act(job_id=job.pk, at=at)  # type: ignore[operator]
    with pytest.raises(NotVisible):
        act(job_id=0, at=at)  # type: ignore[operator]


def test_retry_is_refused_while_another_waits_under_the_key(
    register: Register, at: datetime
) -> None:
    register(_break, most_tries=1)
    failed = enqueue_job(kind="trial.count", actor="system", at=at, key="site:1")
    work_jobs(at)
    enqueue_job(kind="trial.count", actor="system", at=at, key="site:1")

    with pytest.raises(Refused, match="已有任务在等待"):
        retry_job(job_id=failed.pk, at=at)


def test_stopped_job_is_never_run(register: Register, at: datetime) -> None:
    register(_count)
    job = enqueue_job(kind="trial.count", actor="system", at=at)

    stop_job(job_id=job.pk, at=at)

    assert work_jobs(at) == 0
    assert Job.objects.get(pk=job.pk).state == JobState.STOPPED


def test_old_ended_jobs_are_purged_and_open_ones_remain(register: Register, at: datetime) -> None:
    register(_count)
    enqueue_job(kind="trial.count", actor="system", at=at)
    work_jobs(at)
    open_job = enqueue_job(kind="trial.count", actor="system", at=at)

    assert purge_jobs(before=at, limit=10) == 0
    assert purge_jobs(before=at + timedelta(days=1), limit=10) == 1
    assert list(Job.objects.all()) == [open_job]
