"""Background work: consultations open and close at their time, and their pages count the days."""

from datetime import datetime, time
from typing import Any

from mingtang.ground.foundation.routines import Routine
from mingtang.service.consultations.actions.turning import count_days, turn_consultations
from mingtang.spine.jobs.calendars import Daily
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.registry import JobKind, JobRun, Scheduled

COUNT = "consultations.count_days"


def count(run: JobRun) -> dict[str, Any]:
    """Make the pages of open consultations again, once a day."""
    return {"pages": count_days(at=run.now())}


def turn(at: datetime) -> int:
    """Open and close what is due."""
    return turn_consultations(at=at)


JOB = JobKind(COUNT, "更新意见征集剩余天数", count, lane=JobLane.MAINTENANCE)
SCHEDULED = Scheduled(COUNT, Daily(time(0, 5)))
ROUTINES = (Routine("consultations.turn", every=20.0, run=turn),)
