"""Background work of the log."""

from datetime import datetime, timedelta

from mingtang.ground.foundation.routines import Routine
from mingtang.spine.events.anchors import write_anchor
from mingtang.spine.events.delivery import deliver_due
from mingtang.spine.events.deposits import deposit_anchors
from mingtang.spine.events.sealing import seal_waiting
from mingtang.spine.events.storage import purge_done

KEPT = timedelta(days=30)
PURGED_AT_ONCE = 2000


def purge_deliveries(at: datetime) -> int:
    """Delete deliveries that were finished 30 days ago; the events themselves stay forever."""
    return purge_done(at - KEPT, PURGED_AT_ONCE)


ROUTINES: tuple[Routine, ...] = (
    Routine("events.seal", every=3, run=seal_waiting, on_bell=True),
    Routine("events.deliver", every=3, run=deliver_due, on_bell=True),
    Routine("events.anchor", every=60, run=write_anchor),
    Routine("events.deposit", every=60, run=deposit_anchors),
    Routine("events.purge", every=600, run=purge_deliveries),
)
