"""Enqueueing, and what ends or restarts a job.

None of these asks who may: the room that knows subject and right calls them inside its own action and
records its own event.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from mingtang.ground.foundation.decisions import NotVisible, no
from mingtang.spine.jobs.doorbell import ring_on_commit
from mingtang.spine.jobs.enums import JobState
from mingtang.spine.jobs.models import CalendarTurn, Job
from mingtang.spine.jobs.policies import may_retry, may_stop, stored_arguments
from mingtang.spine.jobs.registry import Scheduled, all_scheduled, job_kind


def enqueue_job(
    *,
    kind: str,
    actor: str,
    at: datetime,
    arguments: Mapping[str, Any] | None = None,
    key: str = "",
    due_at: datetime | None = None,
) -> Job:
    """Enqueue a job in the transaction of the caller; return it, or the one that waits under its key.

    A key waits once per kind. One that runs does not count: what changed since it started needs
    another run, which begins when that one has ended.

    :raises UnknownJobKind: no room registered the kind.
    :raises MalformedArguments: the arguments are not JSON, or too long.
    """
    job = Job(
        kind=kind,
        key=key,
        lane=job_kind(kind).lane,
        arguments=stored_arguments(arguments or {}),
        enqueued_by=actor,
        enqueued_at=at,
        due_at=due_at or at,
    )
    while True:
        try:
            with transaction.atomic():
                job.save(force_insert=True)
        except IntegrityError:
            job.pk = None
            waiting = Job.objects.filter(kind=kind, key=key, state=JobState.WAITING).first()
            if waiting is not None:
                return waiting
            if not key:
                raise
        else:
            ring_on_commit()
            return job


def enqueue_scheduled(at: datetime) -> int:
    """Enqueue every kind whose calendar has come round; return how many.

    Where several turns were missed the kind is enqueued once, for the latest moment stored. Any number
    of workers may call this: each turn is taken by one of them.
    """
    return sum(_take_turn(scheduled, at) for scheduled in all_scheduled())


def _take_turn(scheduled: Scheduled, at: datetime) -> bool:
    following = scheduled.calendar.next_after(at)
    turn = CalendarTurn.objects.filter(kind=scheduled.kind).first()
    if turn is None:
        CalendarTurn.objects.get_or_create(kind=scheduled.kind, defaults={"due_at": following})
        return False
    if turn.due_at > at:
        return False
    with transaction.atomic():
        ours = CalendarTurn.objects.filter(kind=scheduled.kind, due_at=turn.due_at)
        if not ours.update(due_at=following):
            return False  # another worker took this turn
        enqueue_job(
            kind=scheduled.kind,
            actor="system",
            at=at,
            arguments=scheduled.arguments | {"scheduled_for": turn.due_at.isoformat()},
            key=scheduled.kind,
        )
    return True


def retry_job(*, job_id: int, at: datetime) -> Job:
    """Enqueue a job that failed or was stopped again, with all its tries.

    :raises NotVisible: there is no such job.
    :raises Refused: it has not ended so, or another waits under its key.
    """
    with transaction.atomic():
        job = _locked_job(job_id)
        decision = may_retry(job.state)
        if (
            job.key
            and Job.objects.filter(kind=job.kind, key=job.key, state=JobState.WAITING).exists()
        ):
            decision &= no("jobs.key_waits", "同一事项已有任务在等待，不需重试。")
        decision.require()
        job.state, job.due_at, job.tries = JobState.WAITING, at, 0
        job.ended_at = job.started_at = None
        job.save(update_fields=["state", "due_at", "tries", "ended_at", "started_at"])
        ring_on_commit()
    return job


def stop_job(*, job_id: int, at: datetime) -> Job:
    """End a job that waits or runs; one that runs learns of it at its next step.

    :raises NotVisible: there is no such job.
    :raises Refused: it has ended.
    """
    with transaction.atomic():
        job = _locked_job(job_id)
        may_stop(job.state).require()
        job.state, job.claim, job.ended_at = JobState.STOPPED, "", at
        job.save(update_fields=["state", "claim", "ended_at"])
    return job


def _locked_job(job_id: int) -> Job:
    job = Job.objects.select_for_update().filter(pk=job_id).first()
    if job is None:
        raise NotVisible
    return job


def purge_jobs(*, before: datetime, limit: int) -> int:
    """Delete up to `limit` jobs that ended before a moment; return how many."""
    rows = Job.objects.filter(ended_at__lt=before).order_by("ended_at")
    ids = list(rows.values_list("pk", flat=True)[:limit])
    return Job.objects.filter(pk__in=ids).delete()[0] if ids else 0
