"""Background work of publishing; each run does a bounded piece."""

from datetime import datetime

from mingtang.foundation.jobs import Job
from mingtang.publishing.actions.schedules import run_due
from mingtang.publishing.engine.claims import retry_due
from mingtang.publishing.engine.lanes import work_bulk, work_urgent
from mingtang.publishing.engine.recovery import recover, sweep_temporary


def _recover(at: datetime) -> int:
    return recover(at) + retry_due(at)


JOBS = (
    Job("publishing.urgent", 0.2, work_urgent),
    Job("publishing.due", 1.0, run_due),
    Job("publishing.bulk", 0.5, work_bulk),
    Job("publishing.recover", 2.0, _recover),
    Job("publishing.sweep", 3600.0, sweep_temporary),
)
