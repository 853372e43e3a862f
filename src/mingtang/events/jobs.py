"""Background work of the log."""

from mingtang.events.delivery import deliver_due
from mingtang.events.sealing import seal_waiting
from mingtang.foundation.jobs import Job

JOBS: tuple[Job, ...] = (
    Job("events.seal", every=0.2, run=seal_waiting),
    Job("events.deliver", every=0.2, run=deliver_due),
)
