"""Background work of publishing; each run does a bounded piece."""

from mingtang.editorial.publishing.actions.schedules import run_due
from mingtang.editorial.publishing.proofs import prove_due
from mingtang.ground.foundation.routines import Routine

ROUTINES = (
    Routine("publishing.due", 1.0, run_due),
    Routine("publishing.prove", 5.0, prove_due, on_bell=True),
)
