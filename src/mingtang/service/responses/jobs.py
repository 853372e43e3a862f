"""Background work of answers: settled cases are counted into their cells."""

from mingtang.ground.foundation.routines import Routine
from mingtang.service.responses.actions.figures import count_rested

ROUTINES: tuple[Routine, ...] = (Routine("responses.count_rested", every=60, run=count_rested),)
