"""Read what offices uploaded, piece by piece, in the worker."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import transaction

from mingtang.editorial.content.actions.uploads import (
    advance_upload,
    count_upload,
    end_upload,
    folder_of,
)
from mingtang.editorial.content.enums import ImportOutcome
from mingtang.editorial.content.importing.batch_import import (
    BatchOutcome,
    ImportTarget,
    read_source,
    take_source,
)
from mingtang.editorial.content.models import ImportUpload
from mingtang.editorial.reading.sources import Source, UnreadableSource, sources_of

PIECE = 20  # sources a run: about a second

logger = logging.getLogger(__name__)


def read_uploads(at: datetime) -> int:
    """Read the next sources of the oldest open upload; return how many became rows.

    A source becomes a row and is counted in one transaction, so that a worker that dies in between
    reads nothing twice.
    """
    upload = (
        ImportUpload.objects.filter(ended_at__isnull=True)
        .select_related("batch__unit", "batch__site", "batch__column", "batch__started_by")
        .order_by("batch_id")
        .first()
    )
    if upload is None:
        return 0
    folder = folder_of(upload)
    if upload.total is None:
        count_upload(batch_id=upload.pk, total=sum(1 for _ in _sources(folder)))
    done = 0
    for source in islice(_sources(folder), upload.done, upload.done + PIECE):
        _read_one(source, upload, at)
        done += 1
    if done < PIECE:
        end_upload(at=at, batch_id=upload.pk)
    return done


def _read_one(source: Source, upload: ImportUpload, at: datetime) -> None:
    batch = upload.batch
    target = ImportTarget(batch.unit, batch.site, batch.column, batch.started_by)
    try:
        read = read_source(source, base=batch.base)
    except Exception:  # one page that trips the reader must not stop the others
        logger.exception("识别网页失败：批次 %s，文件 %s", batch.pk, source.name)
        message = "识别时出错，已记录。请把这个文件交给系统维护人员，或手工录入。"
        read = (b"", None, BatchOutcome(source.name, ImportOutcome.FAILED, message))
    with transaction.atomic():
        take_source(source, read, batch, target, at)
        advance_upload(batch_id=upload.pk)


def _sources(folder: Path) -> Iterator[Source]:
    """Yield the sources of an upload in a fixed order; an archive that cannot be taken fails as one."""
    if not folder.is_dir():
        return
    yield from sources_of([folder])
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() != ".zip":
            continue
        try:
            yield from sources_of([path])
        except UnreadableSource as error:
            yield Source(path.name, _refusing(str(error)))


def _refusing(message: str) -> Callable[[], bytes]:
    def load() -> bytes:
        raise OSError(0, message)

    return load
