"""Background work of articles; each run does a bounded piece."""

from datetime import datetime

from mingtang.editorial.content.actions.stuck import note_stuck_steps
from mingtang.editorial.content.importing.uploads import read_uploads
from mingtang.ground.foundation.routines import Routine


def find_stuck_steps(at: datetime) -> int:
    """Look for steps that nobody can take: posts and delegations also end by the mere passing of time."""
    note_stuck_steps(at=at)
    return 0


ROUTINES = (
    Routine("content.read_uploads", 5.0, read_uploads, on_bell=True),
    Routine("content.stuck_steps", every=3600, run=find_stuck_steps),
)
