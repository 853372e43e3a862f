"""What the worker does for the search of readers."""

from datetime import datetime

from mingtang.editorial.sitesearch.actions import drop_old_words, fold_misses
from mingtang.ground.foundation.routines import Routine


def _fold(_at: datetime) -> int:
    return fold_misses()


def _drop(at: datetime) -> int:
    return drop_old_words(at=at)


ROUTINES = (
    Routine("sitesearch.fold", every=20.0, run=_fold),
    Routine("sitesearch.drop_old", every=3600.0, run=_drop),
)
