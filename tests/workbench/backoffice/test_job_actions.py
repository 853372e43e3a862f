from datetime import datetime

import pytest

from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person
from mingtang.spine.events.models import Event
from mingtang.spine.jobs.actions import enqueue_job
from mingtang.spine.jobs.enums import JobState
from mingtang.spine.jobs.models import Job
from mingtang.spine.jobs.running import work_jobs
from mingtang.workbench.backoffice.actions.jobs import retry_background_job, stop_background_job
from tests.factories.cast import Cast
from tests.factories.organization import PersonFactory, PostHoldingFactory
from tests.harness.job_kinds import Register, register

__all__ = ["register"]  # a fixture

pytestmark = pytest.mark.django_db
OTHERS = ("officer", "leader", "desk_editor", "auditor")


def _break(run: object) -> None:
    raise RuntimeError


@pytest.fixture
def failed(register: Register, at: datetime) -> Job:
    """A job that has failed for good."""
    register(_break, name="trial.break", most_tries=1)
    job = enqueue_job(kind="trial.break", actor="system", at=at)
    work_jobs(at)
    job.refresh_from_db()
    return job


@pytest.fixture
def waiting(failed: Job, at: datetime) -> Job:
    """A job that waits."""
    return enqueue_job(kind="trial.break", actor="system", at=at)


def test_retry_by_the_operator_enqueues_and_records(cast: Cast, failed: Job, at: datetime) -> None:
    retry_background_job(actor=cast.operator, at=at, job_id=failed.pk)

    failed.refresh_from_db()
    event = Event.objects.get(code="desk.job.retried")
    assert failed.state == JobState.WAITING
    assert (event.subject, event.actor) == (f"job:{failed.pk}", cast.operator.person_key)


def test_stop_by_the_operator_ends_and_records_the_reason(
    cast: Cast, waiting: Job, at: datetime
) -> None:
    stop_background_job(actor=cast.operator, at=at, job_id=waiting.pk, reason="重复提交")

    waiting.refresh_from_db()
    assert waiting.state == JobState.STOPPED
    assert str(Event.objects.get(code="desk.job.stopped").reason) == "重复提交"


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_may_operate_jobs(
    cast: Cast, failed: Job, waiting: Job, at: datetime, who: str
) -> None:
    person: Person = getattr(cast, who)
    before = list(Job.objects.order_by("pk").values())

    with pytest.raises(NotVisible):
        retry_background_job(actor=person, at=at, job_id=failed.pk)
    with pytest.raises(NotVisible):
        stop_background_job(actor=person, at=at, job_id=waiting.pk, reason="不需要")

    assert list(Job.objects.order_by("pk").values()) == before
    assert not Event.objects.filter(code__startswith="desk.job.").exists()


def test_operator_of_a_bureau_does_not_reach_the_platform(
    cast: Cast, failed: Job, at: datetime
) -> None:
    operator = PersonFactory(unit=cast.health)
    PostHoldingFactory(person=operator, post=Post.PLATFORM_OPERATOR, unit=cast.health)

    with pytest.raises(NotVisible):
        retry_background_job(actor=operator, at=at, job_id=failed.pk)

    failed.refresh_from_db()
    assert failed.state == JobState.FAILED


def test_refusal_records_nothing(cast: Cast, failed: Job, waiting: Job, at: datetime) -> None:
    with pytest.raises(Refused, match="只能重试失败或已停止的任务"):
        retry_background_job(actor=cast.operator, at=at, job_id=waiting.pk)
    with pytest.raises(Refused, match="已经结束"):
        stop_background_job(actor=cast.operator, at=at, job_id=failed.pk, reason="不需要")

    assert not Event.objects.filter(code__startswith="desk.job.").exists()
