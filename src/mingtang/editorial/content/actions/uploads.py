"""Take uploaded pages of a unit, to be read by the worker."""

import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import F

from mingtang.editorial.content.actions.imports import start_import
from mingtang.editorial.content.models import ImportBatch, ImportUpload
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.ground.foundation.files import safe_name
from mingtang.institution.organization.models import Person, Unit


class Upload(Protocol):
    """A file that was sent in."""

    name: str | None

    def chunks(self) -> Iterable[bytes]:
        """Yield its bytes."""


def folder_of(upload: ImportUpload) -> Path:
    """Return the folder in which the files of an upload wait."""
    return Path(settings.IMPORT_DIR) / upload.folder


def upload_pages(
    *,
    actor: Person,
    at: datetime,
    unit: Unit,
    site: GovSite,
    column: Column | None,
    name: str,
    base: str,
    uploads: Sequence[Upload],
) -> ImportBatch:
    """Open a batch and store its files for the worker; nothing is read here.

    :raises Refused: without the right to write for the unit, or for a column of another site.
    """
    with transaction.atomic():
        batch = start_import(
            actor=actor, at=at, unit=unit, site=site, column=column, name=name, base=base
        )
        upload = ImportUpload.objects.create(batch=batch, folder=secrets.token_hex(16))
        folder = folder_of(upload)
        try:
            _store(folder, uploads)
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return batch


def count_upload(*, batch_id: int, total: int) -> None:
    """Note how many sources an upload holds."""
    ImportUpload.objects.filter(pk=batch_id).update(total=total)


def advance_upload(*, batch_id: int) -> None:
    """Note that one more source of an upload has become a row."""
    ImportUpload.objects.filter(pk=batch_id).update(done=F("done") + 1)


def end_upload(*, at: datetime, batch_id: int) -> None:
    """Remove the files of an upload of which everything has been read; a repeat does nothing."""
    upload = ImportUpload.objects.filter(pk=batch_id, ended_at__isnull=True).first()
    if upload is None:
        return
    shutil.rmtree(folder_of(upload), ignore_errors=True)
    ImportUpload.objects.filter(pk=batch_id).update(ended_at=at)


def _store(folder: Path, files: Sequence[Upload]) -> None:
    folder.mkdir(parents=True, mode=0o700)
    for name, one in zip(_names(files), files, strict=True):
        with (folder / name).open("xb") as target:
            for chunk in one.chunks():
                target.write(chunk)


def _names(files: Sequence[Upload]) -> Iterator[str]:
    """Yield a name of its own for each file: pages of several folders are often called alike."""
    taken: set[str] = set()
    for one in files:
        name = safe_name(one.name or "page.html")
        stem, dot, extension = name.rpartition(".")
        number = 2
        while name.lower() in taken:
            name = f"{stem}（{number}）{dot}{extension}"
            number += 1
        taken.add(name.lower())
        yield name
