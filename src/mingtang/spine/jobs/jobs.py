"""What the worker does again and again for the rows of this room."""

from datetime import datetime, timedelta

from mingtang.ground.foundation.routines import Routine
from mingtang.spine.jobs.actions import enqueue_scheduled, purge_jobs
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
