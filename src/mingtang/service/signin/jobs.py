"""Jobs: deletion of texts that were typed before signing in and not taken up again."""

from datetime import datetime

from mingtang.ground.foundation.routines import Routine
from mingtang.service.signin.actions import tidy_drafts


def _tidy(at: datetime) -> int:
    return tidy_drafts(at=at)


ROUTINES = (Routine("signin.tidy_drafts", every=600.0, run=_tidy),)
