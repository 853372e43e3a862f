"""Background work of the engine; each run does a bounded piece."""

from datetime import datetime

from mingtang.editorial.pages.actions.checking import check_step
from mingtang.editorial.pages.actions.incidents import heal_open, verify
from mingtang.editorial.pages.actions.purging import purge_secrets
from mingtang.editorial.pages.actions.sites import renew_contacts, wake_outdated_files
from mingtang.editorial.pages.engine.claims import retry_due
from mingtang.editorial.pages.engine.lanes import work_bulk, work_urgent
from mingtang.editorial.pages.engine.reclaiming import reclaim_slowly
from mingtang.editorial.pages.engine.recovery import recover, sweep_temporary
from mingtang.editorial.pages.watching import roll, watch
from mingtang.ground.foundation.routines import Routine


def _recover(at: datetime) -> int:
    return recover(at) + retry_due(at)


# The names are those of `publishing`, out of which the engine came: operators know them.
ROUTINES = (
    Routine("publishing.urgent", 3.0, work_urgent, on_bell=True),
    Routine("publishing.watch", 1.0, watch),
    Routine("publishing.bulk", 3.0, work_bulk, on_bell=True),
    Routine("publishing.recover", 5.0, _recover),
    Routine("publishing.verify", 3.0, verify, on_bell=True),
    Routine("publishing.check", 3.0, check_step, on_bell=True),
    Routine("publishing.roll", 60.0, roll),
    Routine("publishing.heal", 10.0, heal_open),
    Routine("publishing.purge", 5.0, purge_secrets),
    Routine("publishing.renew", 600.0, renew_contacts),
    Routine("publishing.outdated", 600.0, wake_outdated_files),
    Routine("publishing.sweep", 3600.0, sweep_temporary),
    Routine("publishing.reclaim", 30.0, reclaim_slowly),
)
