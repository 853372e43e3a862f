"""Claiming jobs and running them: leases, results, failures."""

import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connections, transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from mingtang.ground.foundation.masking import mask_personal_data
from mingtang.spine.jobs.claims import claim_rows, this_process
from mingtang.spine.jobs.enums import JobLane, JobState
from mingtang.spine.jobs.models import Job
from mingtang.spine.jobs.policies import pause_before_retry, state_after_failure
from mingtang.spine.jobs.registry import JobKind, job_kind, kinds_in

ERROR_LENGTH = 4000
NOTE_LENGTH = 200
BUDGET = 1.0  # seconds of one round, after which claimed jobs are released for other workers


class JobStopped(Exception):
    """A person stopped the job, or its lease ended and another worker took over."""


@dataclass
class Running:
    """One try of one job, as its function sees it."""

    job_id: int
    claim: str
    kind: JobKind
    at: datetime
    tries: int
    beat: Callable[[], None] = lambda: None
    _began: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        """Return the moment of the start plus what has gone by."""
        return self.at + timedelta(seconds=time.monotonic() - self._began)

    def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        """Record how far the job is and renew the lease.

        :raises JobStopped: the job is no longer ours; the function lets this pass.
        """
        values: dict[str, Any] = {"done": done, "due_at": self.now() + self.kind.lease}
        if total is not None:
            values["total"] = total
        if note:
            values["note"] = note[:NOTE_LENGTH]
        if not self._ours().update(**values):
            raise JobStopped

    def _ours(self) -> "QuerySet[Job]":
        return Job.objects.filter(pk=self.job_id, claim=self.claim, state=JobState.RUNNING)

    def renew(self) -> bool:
        """Move the end of the lease; False where the job is no longer ours."""
        return bool(self._ours().update(due_at=self.now() + self.kind.lease))

    def complete(self, result: dict[str, Any] | None) -> None:
        """Mark the job done.

        :raises JobStopped: it is no longer ours.
        """
        ended = self._ours().update(
            state=JobState.DONE, claim="", ended_at=self.now(), result=result, error=""
        )
        if not ended:
            raise JobStopped

    def fail(self, error: BaseException) -> None:
        """Record a failure: the job waits for its next try, or has failed for good."""
        text = "".join(traceback.format_exception(error))[-ERROR_LENGTH:]
        values = {"claim": "", "error": mask_personal_data(text)}
        with transaction.atomic():
            job = self._ours().select_for_update().first()
            if job is None:
                return
            state = state_after_failure(tries=self.tries, most_tries=self.kind.most_tries)
            if state == JobState.WAITING and not _has_successor(job):
                due_at = self.now() + pause_before_retry(self.tries)
                self._ours().update(state=JobState.WAITING, due_at=due_at, **values)
            else:
                self._ours().update(state=JobState.FAILED, ended_at=self.now(), **values)
                if self.kind.when_failed is not None and state == JobState.FAILED:
                    self.kind.when_failed(self.now(), **job.arguments)


def _has_successor(job: Job) -> bool:
    """Return whether a later job waits under the same key and will do the work."""
    waiting = Job.objects.filter(kind=job.kind, key=job.key, state=JobState.WAITING)
    return bool(job.key) and waiting.exists()


def work_jobs(
    at: datetime,
    *,
    lane: JobLane = JobLane.PROMPT,
    limit: int = 20,
    beat: Callable[[], None] = lambda: None,
) -> int:
    """Claim up to `limit` due jobs of a lane and run them; return how many ran.

    What is left after a second is released, so that one slow job does not delay the others claimed
    with it. `beat` is called whenever the lease of a running job is renewed: a sign of life of the
    process, up to the time limit of the kind.
    """
    claimed = _claim(lane, at, limit)
    return _run_all(claimed, at, beat) if claimed else 0


def _claim(lane: JobLane, at: datetime, limit: int) -> list[Job]:
    same_key = Job.objects.filter(
        kind=OuterRef("kind"), key=OuterRef("key"), state=JobState.RUNNING
    ).exclude(key="")
    due = Job.objects.filter(
        ~Exists(same_key.exclude(pk=OuterRef("pk"))),
        lane=lane,
        due_at__lte=at,
        ended_at__isnull=True,
        kind__in=kinds_in(frozenset({lane})),
    )
    claim = uuid4().hex
    longest = max((job_kind(name).lease for name in kinds_in(frozenset({lane}))), default=None)
    ids = claim_rows(
        due.order_by("due_at", "id"),
        limit=limit,
        state=JobState.RUNNING,
        claim=claim,
        worker=this_process(),
        started_at=at,
        due_at=at + (longest or timedelta()),
        tries=F("tries") + 1,
    )
    return list(Job.objects.filter(pk__in=ids, claim=claim).order_by("id")) if ids else []


def _run_all(jobs: Sequence[Job], at: datetime, beat: Callable[[], None]) -> int:
    began = time.monotonic()
    ran = 0
    for job in jobs:
        if ran and time.monotonic() - began > BUDGET:
            break
        _run(job, at + timedelta(seconds=time.monotonic() - began), beat)
        ran += 1
    rest = [job.pk for job in jobs[ran:]]
    if rest:
        ours = Job.objects.filter(pk__in=rest, claim=jobs[0].claim, state=JobState.RUNNING)
        ours.update(
            state=JobState.WAITING, claim="", due_at=at, started_at=None, tries=F("tries") - 1
        )
    return ran


def _run(job: Job, at: datetime, beat: Callable[[], None]) -> None:
    kind = job_kind(job.kind)
    running = Running(job.pk, job.claim, kind, at, job.tries, beat)
    if job.tries > kind.most_tries:
        # Its worker died or hung at each try: no failure was recorded, and there is no further try.
        running.fail(TimeoutError(f"no result after {kind.most_tries} tries"))
        return
    try:
        with _renewed(running):
            if kind.is_atomic:
                with transaction.atomic():
                    running.complete(kind.function(running, **job.arguments))
            else:
                running.complete(kind.function(running, **job.arguments))
    except JobStopped:
        return
    except Exception as error:  # noqa: BLE001 - recorded with the job and retried
        running.fail(error)


@contextmanager
def _renewed(running: Running) -> Iterator[None]:
    """Renew the lease from a thread while the body runs, up to the time limit of the kind.

    A short job ends before the first renewal and costs no connection.
    """
    ended = threading.Event()
    pause = running.kind.lease.total_seconds() / 3
    latest = time.monotonic() + running.kind.time_limit.total_seconds()

    def renew() -> None:
        try:
            while not ended.wait(pause) and time.monotonic() < latest:
                if not running.renew():
                    return
                running.beat()
        finally:
            connections.close_all()

    # A daemon, because a function that never returns must not keep the process from ending.
    thread = threading.Thread(target=renew, name=f"lease of job {running.job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
