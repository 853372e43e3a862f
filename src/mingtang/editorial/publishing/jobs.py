"""Background work of publishing; each run does a bounded piece."""

from datetime import time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mingtang.editorial.publishing.actions.derived import keep_sizes, sweep_derived
from mingtang.editorial.publishing.actions.schedules import run_due
from mingtang.editorial.publishing.assets import OtherBytes, asset_bytes, asset_rows
from mingtang.editorial.publishing.engine.derived_use import MAKE_SIZES
from mingtang.editorial.publishing.proofs import prove_due
from mingtang.ground.foundation.files import FileKind
from mingtang.ground.foundation.files.resizing import CannotResize, picture_sizes
from mingtang.ground.foundation.routines import Routine
from mingtang.spine.jobs.calendars import Daily
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.registry import JobKind, JobRun, Scheduled

SWEEP = "publishing.sweep_derived"
ROUTINES = (
    Routine("publishing.due", 1.0, run_due),
    Routine("publishing.prove", 5.0, prove_due, on_bell=True),
)


def make_sizes(run: JobRun, owner: str, digest: str) -> dict[str, Any]:
    """Make the sizes of a picture in a process of their own and have its pages show them.

    A picture that cannot be made smaller keeps its original on the pages, and the result says why.
    """
    row = asset_rows([owner]).get(owner)
    if row is None:
        return {"sizes": 0}
    try:
        with TemporaryDirectory(prefix="mt-picture-") as folder:
            content = asset_bytes(owner, digest)
            source = Path(folder) / "original"
            source.write_bytes(content or b"")
            sizes = picture_sizes(source, FileKind(row.kind), Path(folder))
            made = {one.name: (Path(folder) / one.name).read_bytes() for one in sizes}
    except (CannotResize, OtherBytes) as error:
        keep_sizes(at=run.now(), owner=owner, digest=digest, made={}, measures={}, note=str(error))
        return {"sizes": 0, "note": str(error)}
    measures = {one.name: (one.width, one.height) for one in sizes}
    keep_sizes(at=run.now(), owner=owner, digest=digest, made=made, measures=measures)
    return {"sizes": len(made)}


def sweep(run: JobRun) -> None:
    """Delete the sizes of pictures that are shown nowhere any more."""
    after: int | None = 0
    while after is not None:
        after = sweep_derived(after=after)
        run.progress(after or 0)


JOBS = (
    JobKind(
        MAKE_SIZES,
        "生成图片尺寸",
        make_sizes,
        lane=JobLane.MEDIA,
        most_tries=3,
        time_limit=timedelta(minutes=10),
    ),
    JobKind(SWEEP, "清理无用的图片尺寸", sweep, lane=JobLane.MAINTENANCE),
)
SCHEDULED = Scheduled(SWEEP, Daily(time(4, 20)))
