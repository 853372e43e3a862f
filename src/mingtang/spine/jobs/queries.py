"""Reads for the office, the command line and the metrics."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min

from mingtang.spine.jobs.enums import JobLane, JobState
from mingtang.spine.jobs.models import Job, JobQuerySet


@dataclass(frozen=True)
class LaneStatus:
    """What a lane has to do: whether anything runs, and the age of what has waited longest."""

    lane: JobLane
    is_running: bool
    waits_for: timedelta | None


def lane_statuses(at: datetime) -> list[LaneStatus]:
    """Return the status of every lane, in the order of the enumeration."""
    return [_status(lane, at) for lane in JobLane]


def _status(lane: JobLane, at: datetime) -> LaneStatus:
    ours = Job.objects.open().filter(lane=lane)
    due = ours.filter(state=JobState.WAITING, due_at__lte=at)
    oldest = due.aggregate(oldest=Min("due_at"))["oldest"]
    is_running = ours.filter(state=JobState.RUNNING).exists()
    return LaneStatus(lane, is_running, at - oldest if oldest else None)


def jobs_in(state: JobState | None = None) -> JobQuerySet:
    """Return jobs, newest first; `state` narrows."""
    rows = Job.objects.order_by("-pk")
    return rows.filter(state=state) if state is not None else rows
