"""Ask for a film to be made MP4, and store what was made."""

from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.files import FileKind, FileUse, admit_file
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import record_event
from mingtang.spine.jobs.actions import enqueue_job
from mingtang.spine.jobs.models import Job
from mingtang.workbench.backoffice.actions.media import add_media, may_change_media, subject_of
from mingtang.workbench.backoffice.models import OfficeFile

CONVERT = "desk.convert_film"


def request_conversion(*, actor: Person, at: datetime, media: OfficeFile) -> Job:
    """Enqueue that a film is made MP4; one that waits already is not enqueued twice.

    :raises Refused: no right in the unit that has it, no film of that form, or it is made already.
    """
    with transaction.atomic():
        known = OfficeFile.objects.select_for_update().get(pk=media.pk)
        (may_change_media(actor, known, at) & may_convert(known)).require()
        record_event(
            code="desk.film.requested",
            subject=subject_of(known),
            actor=actor.person_key,
            at=at,
            unit=actor.unit.code,
            payload={"kind": known.kind},
        )
        return enqueue_conversion(file_id=known.pk, asked_by=actor.person_key, at=at)


def may_convert(media: OfficeFile) -> Decision:
    """Answer whether a file is a film that browsers do not play, and not made MP4 yet."""
    if media.kind == FileKind.WMV.value and media.as_mp4_id is None:
        return YES
    return no("desk.not_to_convert", "这个文件不需要转换，或者已经转成 MP4。")


def enqueue_conversion(*, file_id: int, asked_by: str, at: datetime) -> Job:
    """Enqueue the job, in the transaction of the caller."""
    arguments = {"file_id": file_id, "person": asked_by}
    key = f"file:{file_id}"
    return enqueue_job(kind=CONVERT, actor=asked_by, at=at, arguments=arguments, key=key)


def store_converted(
    *, actor: Person, at: datetime, media: OfficeFile, content: BinaryIO
) -> OfficeFile:
    """Store the MP4 of a film beside it, through the door like any file; a repeat returns the first.

    :raises Refused: the actor writes for the unit no longer, or the file may not come in.
    """
    name = f"{media.name.rpartition('.')[0] or media.name}.mp4"
    admitted = admit_file(content, name, FileUse.ATTACHMENT)
    with transaction.atomic():
        known = OfficeFile.objects.select_for_update().get(pk=media.pk)
        if known.as_mp4 is not None:
            return known.as_mp4
        may_convert(known).require()
        made = OfficeFile(title=known.title, collection=known.collection)
        add_media(actor=actor, at=at, media=made, admitted=admitted)
        known.as_mp4 = made
        known.save(update_fields=["as_mp4"])
        return made
