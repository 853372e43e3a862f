"""The job that makes films MP4."""

import shutil
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mingtang.ground.foundation.decisions import Refused
from mingtang.ground.foundation.files.films import CannotConvert, write_mp4
from mingtang.institution.organization.models import Person
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.registry import JobKind, JobRun
from mingtang.workbench.backoffice.actions.films import CONVERT, may_convert, store_converted
from mingtang.workbench.backoffice.models import OfficeFile


def convert_film(run: JobRun, file_id: int, person: str) -> dict[str, Any]:
    """Make a film MP4 beside its original; where that cannot be, the result says why."""
    film = OfficeFile.objects.filter(pk=file_id).first()
    actor = Person.objects.filter(pk=int(person.partition(":")[2])).first()
    if film is None or actor is None or not may_convert(film):
        return {}
    try:
        with TemporaryDirectory(prefix="mt-film-") as folder:
            source, target = Path(folder) / "in.wmv", Path(folder) / "out.mp4"
            with (
                film.file.storage.open(str(film.file.name), "rb") as stored,
                source.open("wb") as copy,
            ):
                shutil.copyfileobj(stored, copy)
            write_mp4(source, target, run.progress)
            with target.open("rb") as content:
                made = store_converted(actor=actor, at=run.now(), media=film, content=content)
    except CannotConvert as error:
        return {"note": str(error)}
    except Refused as refusal:
        return {"note": "；".join(reason.text for reason in refusal.reasons)}
    return {"file": made.pk}


CONVERSION = JobKind(
    CONVERT,
    "视频转换成 MP4",
    convert_film,
    lane=JobLane.MEDIA,
    most_tries=2,
    time_limit=timedelta(hours=3),
)
