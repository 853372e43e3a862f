"""Background work of figures: counting what happened, and counting everything again."""

from typing import Any

from mingtang.ground.foundation.routines import Routine
from mingtang.institution.figures.actions import (
    abandon_growing,
    begin_build,
    count_stretch,
    count_waiting,
    drop_replaced,
    put_in_place,
)
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.registry import JobKind, JobRun

REBUILD = "figures.rebuild"


def rebuild(run: JobRun) -> dict[str, Any]:
    """Count the whole log again beside the figures in use, then put the new ones in their place.

    A try that follows a failed one begins at the front; what the failed one counted is deleted.
    """
    abandon_growing()
    build, done = begin_build(run.at), 0
    while read := count_stretch(build.pk):
        done += read
        run.progress(done, note=f"已统计 {done} 条操作记录")
    is_same = put_in_place(build)
    while drop_replaced():
        run.progress(done, note="正在删除旧的统计数")
    return {"events": done, "same": is_same}


JOB = JobKind(REBUILD, "重算统计数", rebuild, lane=JobLane.MAINTENANCE)
ROUTINES: tuple[Routine, ...] = (Routine("figures.count", every=30, run=count_waiting),)
