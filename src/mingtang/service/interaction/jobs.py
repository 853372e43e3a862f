"""Background work of this room: once a day the figures of all sites are brought up to the verdicts."""

from datetime import time
from typing import Any

from mingtang.ground.foundation.routines import Routine
from mingtang.service.interaction.actions import refresh_figures
from mingtang.spine.jobs.calendars import Daily
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.registry import JobKind, JobRun, Scheduled

REFRESH = "interaction.refresh_figures"


def refresh(run: JobRun) -> dict[str, Any]:
    """Make the page of figures of every published site again: a deadline may have passed without an event."""
    return {"sites": refresh_figures(at=run.now())}


JOB = JobKind(REFRESH, "更新找错办理情况", refresh, lane=JobLane.MAINTENANCE)
SCHEDULED = Scheduled(REFRESH, Daily(time(5, 30)))
ROUTINES: tuple[Routine, ...] = ()
