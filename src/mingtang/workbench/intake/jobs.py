"""What the worker does for public forms."""

from datetime import datetime

from mingtang.ground.foundation.routines import Routine
from mingtang.workbench.intake.actions import take_waiting, tidy_intake


def _take(at: datetime) -> int:
    return take_waiting(at=at)


def _tidy(at: datetime) -> int:
    return tidy_intake(at=at)


ROUTINES = (
    Routine("intake.take", every=3.0, run=_take, on_bell=True),
    Routine("intake.tidy", every=3600.0, run=_tidy),
)
