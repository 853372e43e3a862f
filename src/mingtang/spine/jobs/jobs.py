"""What the worker does again and again for the rows of this room."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial

from mingtang.ground.foundation.routines import Routine
from mingtang.spine.jobs.actions import enqueue_scheduled, purge_jobs
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.running import work_jobs

KEPT = timedelta(days=30)
PURGED_AT_ONCE = 1000


def _purge(at: datetime) -> int:
    return purge_jobs(before=at - KEPT, limit=PURGED_AT_ONCE)


ROUTINES: tuple[Routine, ...] = (
    Routine("jobs.work", every=3.0, run=work_jobs, on_bell=True),
    Routine("jobs.schedule", every=20.0, run=enqueue_scheduled),
    Routine("jobs.purge", every=3600.0, run=_purge),
)


def lane_routines(lanes: Iterable[JobLane], beat: Callable[[], None]) -> tuple[Routine, ...]:
    """Return what a worker of slow lanes does: a routine for each, so that they take turns.

    One job is claimed at a time; the others are left to other processes. `beat` is called while a
    long one runs.
    """
    return tuple(
        Routine(
            f"jobs.{lane.value}",
            every=10.0,  # the bell wakes it; this is the net under a ring that was lost
            run=partial(work_jobs, lane=lane, limit=1, beat=beat),
            on_bell=True,
        )
        for lane in lanes
    )
