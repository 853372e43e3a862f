"""Take pictures and files of documents that come in into a unit's own place."""

import io
from datetime import datetime

from mingtang.ground.foundation.decisions import Refused
from mingtang.ground.foundation.files import FileUse, admit_file
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.workbench.backoffice.actions.media import (
    Media,
    add_media,
    ensure_unit_collection,
    note_refused_upload,
)
from mingtang.workbench.backoffice.models import OfficeFile, Picture


def take_picture(
    *, actor: Person, at: datetime, unit: Unit, data: bytes, name: str, title: str
) -> int:
    """Store a picture for the unit and return its id; the same bytes are stored once.

    :raises Refused: no right to write for the unit, or the bytes are no such picture.
    """
    return _stored(Picture, FileUse.PICTURE, unit, data, name, title, actor, at)


def take_file(
    *, actor: Person, at: datetime, unit: Unit, data: bytes, name: str, title: str
) -> int:
    """Store a file for the unit and return its id; the same bytes are stored once.

    :raises Refused: no right to write for the unit, or the file may not come in.
    """
    return _stored(OfficeFile, FileUse.ATTACHMENT, unit, data, name, title, actor, at)


def _stored(
    model: type[Media],
    use: FileUse,
    unit: Unit,
    data: bytes,
    name: str,
    title: str,
    actor: Person,
    at: datetime,
) -> int:
    authority.may(actor, "content.write", unit=unit.code, at=at).require()
    try:
        admitted = admit_file(io.BytesIO(data), name, use)
    except Refused as refusal:
        codes = [reason.code for reason in refusal.reasons]
        note_refused_upload(actor=actor, at=at, use=use, codes=codes)
        raise
    collection = ensure_unit_collection(unit)
    same = model._default_manager.filter(collection=collection, digest=admitted.judged.digest)
    if known := same.first():
        return int(known.pk)
    media = model(title=title[:200] or admitted.judged.name, collection=collection)
    return int(add_media(actor=actor, at=at, media=media, admitted=admitted).pk)
