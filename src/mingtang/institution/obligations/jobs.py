"""Background work of promises."""

from mingtang.ground.foundation.jobs import Job
from mingtang.institution.obligations.actions import (
    open_quota_periods,
    recalculate_obligations,
    settle_due,
)

JOBS: tuple[Job, ...] = (
    Job("obligations.sweep", every=1, run=settle_due),
    Job("obligations.open_quota_periods", every=60, run=open_quota_periods),
    Job("obligations.recalculate", every=5, run=recalculate_obligations),
)
