"""What a person does about a job: run it again, stop it, or start the one that changes keys."""

from datetime import datetime

from django.db import transaction

from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import record_event
from mingtang.spine.jobs.actions import enqueue_job, retry_job, stop_job
from mingtang.spine.jobs.models import Job
from mingtang.spine.vault.rotation import KIND as ROTATE
from mingtang.spine.vault.sealing import newest_key

RIGHT = "jobs.operate"


def retry_background_job(*, actor: Person, at: datetime, job_id: int) -> Job:
    """Enqueue a failed or stopped job again.

    :raises NotVisible: the person may not operate jobs, or there is no such job.
    :raises Refused: it has not failed or been stopped, or another waits under its key.
    """
    with transaction.atomic():
        _require_operator(actor, at)
        job = retry_job(job_id=job_id, at=at)
        _record("desk.job.retried", job, actor=actor, at=at)
    return job


def stop_background_job(*, actor: Person, at: datetime, job_id: int, reason: str) -> Job:
    """Stop a job that waits or runs; what it has done so far remains.

    :raises NotVisible: the person may not operate jobs, or there is no such job.
    :raises Refused: it has ended.
    """
    with transaction.atomic():
        _require_operator(actor, at)
        job = stop_job(job_id=job_id, at=at)
        _record("desk.job.stopped", job, actor=actor, at=at, reason=reason)
    return job


def begin_key_rotation(*, actor: Person, at: datetime) -> Job:
    """Enqueue the job that seals all personal data with the newest key; one at a time.

    :raises NotVisible: the person may not operate jobs.
    """
    with transaction.atomic():
        _require_operator(actor, at)
        job = enqueue_job(kind=ROTATE, actor=actor.person_key, at=at, key=ROTATE)
        record_event(
            code="desk.keys.rotation_begun",
            subject=f"job:{job.pk}",
            actor=actor.person_key,
            at=at,
            payload={"key": newest_key()},
        )
    return job


def _require_operator(actor: Person, at: datetime) -> None:
    if not authority.may(actor, RIGHT, at=at):  # of the whole platform, as no unit is named
        raise NotVisible


def _record(code: str, job: Job, *, actor: Person, at: datetime, reason: str = "") -> None:
    record_event(
        code=code,
        subject=f"job:{job.pk}",
        actor=actor.person_key,
        at=at,
        payload={"kind": job.kind},
        reason=reason,
    )
