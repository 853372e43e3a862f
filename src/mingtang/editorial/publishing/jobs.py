"""Background work of publishing; each run does a bounded piece."""

from datetime import datetime

from mingtang.editorial.publishing.actions.schedules import run_due
from mingtang.editorial.publishing.engine.checking import check_step
from mingtang.editorial.publishing.engine.claims import retry_due
from mingtang.editorial.publishing.engine.healing import heal_open
from mingtang.editorial.publishing.engine.lanes import verify, work_bulk, work_urgent
from mingtang.editorial.publishing.engine.reclaiming import reclaim_slowly
from mingtang.editorial.publishing.engine.recovery import recover, sweep_temporary
from mingtang.editorial.publishing.engine.sites import renew_contacts
from mingtang.editorial.publishing.engine.space import purge_secrets
from mingtang.editorial.publishing.proofs import prove_due
from mingtang.editorial.publishing.watching import roll, watch
from mingtang.ground.foundation.jobs import Job


def _recover(at: datetime) -> int:
    return recover(at) + retry_due(at)


JOBS = (
    Job("publishing.urgent", 0.2, work_urgent),
    Job("publishing.due", 1.0, run_due),
    Job("publishing.watch", 1.0, watch),
    Job("publishing.bulk", 0.5, work_bulk),
    Job("publishing.recover", 2.0, _recover),
    Job("publishing.verify", 1.0, verify),
    Job("publishing.check", 1.0, check_step),
    Job("publishing.roll", 60.0, roll),
    Job("publishing.heal", 10.0, heal_open),
    Job("publishing.prove", 2.0, prove_due),
    Job("publishing.purge", 5.0, purge_secrets),
    Job("publishing.renew", 600.0, renew_contacts),
    Job("publishing.sweep", 3600.0, sweep_temporary),
    Job("publishing.reclaim", 30.0, reclaim_slowly),
)
