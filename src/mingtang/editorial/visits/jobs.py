"""What the worker does for visits."""

from datetime import datetime

from mingtang.editorial.visits.actions import drop_old_sketches, fold_visits
from mingtang.ground.foundation.routines import Routine


def _fold(_at: datetime) -> int:
    return fold_visits()


def _drop(at: datetime) -> int:
    return drop_old_sketches(at=at)


ROUTINES = (
    Routine("visits.fold", every=5.0, run=_fold),
    Routine("visits.drop_sketches", every=3600.0, run=_drop),
)
