"""Background work of promises."""

from mingtang.ground.foundation.routines import Routine
from mingtang.institution.obligations.actions import (
    archive_decided,
    open_quota_periods,
    recalculate_obligations,
    settle_due,
)

ROUTINES: tuple[Routine, ...] = (
    Routine("obligations.sweep", every=3, run=settle_due),
    Routine("obligations.open_quota_periods", every=60, run=open_quota_periods),
    Routine("obligations.recalculate", every=5, run=recalculate_obligations),
    Routine("obligations.archive", every=60, run=archive_decided),
)
