"""Background work of publishing; each run does a bounded piece."""

from datetime import time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mingtang.editorial.content.models import Release
from mingtang.editorial.pages.actions.sites import copy_written
from mingtang.editorial.publishing.actions.derived import keep_papers, keep_sizes, sweep_derived
from mingtang.editorial.publishing.actions.relations import lapse_due
from mingtang.editorial.publishing.actions.schedules import run_due
from mingtang.editorial.publishing.assets import (
    OtherBytes,
    asset_bytes,
    asset_rows,
    mark_of,
    size_sources,
)
from mingtang.editorial.publishing.derived import paper_sources
from mingtang.editorial.publishing.engine.derived_use import MAKE_PAPERS, MAKE_SIZES
from mingtang.editorial.publishing.papers import written_papers
from mingtang.editorial.publishing.proofs import prove_due
from mingtang.ground.foundation.files import FileKind
from mingtang.ground.foundation.files.resizing import CannotResize, picture_sizes
from mingtang.ground.foundation.routines import Routine
from mingtang.ground.papers.pictures import UnusablePicture
from mingtang.spine.jobs.calendars import Daily
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.registry import JobKind, JobRun, Scheduled

SWEEP = "publishing.sweep_derived"
ROUTINES = (
    Routine("publishing.due", 1.0, run_due),
    Routine("publishing.lapse", 60.0, lapse_due),
    Routine("publishing.copies", 5.0, copy_written),
    Routine("publishing.prove", 5.0, prove_due, on_bell=True),
)


def make_sizes(run: JobRun, owner: str, digest: str) -> dict[str, Any]:
    """Make the sizes of a picture in a process of their own and have its pages show them.

    A picture that cannot be made smaller keeps its original on the pages, and the result says why.
    """
    row = asset_rows([owner]).get(owner)
    if row is None:
        return {"sizes": 0}
    made_from = size_sources([(owner, digest)])[owner, digest]
    try:
        with TemporaryDirectory(prefix="mt-picture-") as folder:
            content = asset_bytes(owner, digest)
            source = Path(folder) / "original"
            source.write_bytes(content or b"")
            sizes = picture_sizes(source, FileKind(row.kind), Path(folder), mark_of(row))
            made = {one.name: (Path(folder) / one.name).read_bytes() for one in sizes}
    except (CannotResize, OtherBytes) as error:
        keep_sizes(
            at=run.now(), owner=owner, digest=made_from, made={}, measures={}, note=str(error)
        )
        return {"sizes": 0, "note": str(error)}
    measures = {one.name: (one.width, one.height) for one in sizes}
    keep_sizes(at=run.now(), owner=owner, digest=made_from, made=made, measures=measures)
    return {"sizes": len(made)}


def make_papers(run: JobRun, article_id: int) -> dict[str, Any]:
    """Make a policy that is online as Word and PDF and have its pages link to them."""
    source = paper_sources([article_id]).get(article_id)
    release = Release.objects.filter(pk=article_id).select_related("revision").first()
    if source is None or release is None:
        return {"papers": 0}
    made: dict[str, bytes] = {}
    try:
        made, note = written_papers(release)
    except (UnusablePicture, OtherBytes) as error:
        note = str(error)
    keep_papers(at=run.now(), article_id=article_id, source=source, made=made, note=note)
    return {"papers": len(made)} | ({"note": note} if note else {})


def sweep(run: JobRun) -> None:
    """Delete sizes and documents of what is shown nowhere any more."""
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
    JobKind(
        MAKE_PAPERS,
        "生成政策文件的 Word 和 PDF",
        make_papers,
        lane=JobLane.MEDIA,
        most_tries=3,
        time_limit=timedelta(minutes=10),
    ),
    JobKind(SWEEP, "清理无用的派生文件", sweep, lane=JobLane.MAINTENANCE),
)
SCHEDULED = Scheduled(SWEEP, Daily(time(4, 20)))
