"""Take pictures and files of documents that come in into a unit's own place."""

import io
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from mingtang.ground.foundation.files import judge_file
from mingtang.ground.foundation.files.kinds import IMAGES, FileKind
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.workbench.backoffice.actions.media import ensure_unit_collection

MEGABYTE = 1024 * 1024


def take_picture(
    *, actor: Person, at: datetime, unit: Unit, data: bytes, name: str, title: str
) -> int:
    """Keep a picture in the unit's place and return its id; the same bytes are kept once.

    :raises Refused: without the right to write for the unit, or when the bytes are no such picture.
    """
    authority.may(actor, "content.write", unit=unit.code, at=at).require()
    judged = judge_file(io.BytesIO(data), name, max_bytes=20 * MEGABYTE, allowed=IMAGES)
    return _kept(get_image_model(), actor, unit, data, judged.name, title)


def take_file(
    *, actor: Person, at: datetime, unit: Unit, data: bytes, name: str, title: str
) -> int:
    """Keep a file in the unit's place and return its id; the same bytes are kept once.

    :raises Refused: without the right to write for the unit, or when the file may not come in.
    """
    authority.may(actor, "content.write", unit=unit.code, at=at).require()
    allowed = frozenset(FileKind)
    judged = judge_file(io.BytesIO(data), name, max_bytes=50 * MEGABYTE, allowed=allowed)
    return _kept(get_document_model(), actor, unit, data, judged.name, title)


def _kept(model: Any, actor: Person, unit: Unit, data: bytes, name: str, title: str) -> int:
    with transaction.atomic():
        collection = ensure_unit_collection(unit)
        row = model(title=title[:200] or name, collection=collection, uploaded_by_user=actor)
        row.file = ContentFile(data, name=name)
        row._set_file_hash()
        known = model.objects.filter(collection=collection, file_hash=row.file_hash).first()
        if known is not None:
            return int(known.pk)
        row.file_size = len(data)
        row.save()
        return int(row.pk)
