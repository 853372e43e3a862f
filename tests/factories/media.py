"""Pictures and files of units, stored as the office stores them: through the door, by the action."""

import io
from datetime import datetime

from PIL import Image as Pixels

from mingtang.ground.foundation.files import FileUse, admit_file
from mingtang.institution.organization.models import Person, Unit
from mingtang.workbench.backoffice.actions.media import add_media
from mingtang.workbench.backoffice.media import ensure_unit_collection
from mingtang.workbench.backoffice.models import OfficeFile, Picture


def png(size: tuple[int, int] = (40, 30), colour: str = "navy") -> bytes:
    """Return a small picture."""
    target = io.BytesIO()
    Pixels.new("RGB", size, colour).save(target, "PNG")
    return target.getvalue()


def picture(
    unit: Unit,
    *,
    actor: Person,
    at: datetime,
    title: str = "图片",
    content: bytes | None = None,
    name: str = "图.png",
) -> Picture:
    """Store a picture of a unit."""
    admitted = admit_file(io.BytesIO(content or png()), name, FileUse.PICTURE)
    new = Picture(title=title, collection=ensure_unit_collection(unit))
    return add_media(actor=actor, at=at, media=new, admitted=admitted)


def office_file(
    unit: Unit,
    *,
    actor: Person,
    at: datetime,
    title: str = "文件",
    content: bytes = "内容".encode(),
    name: str = "附件.txt",
) -> OfficeFile:
    """Store a file of a unit."""
    admitted = admit_file(io.BytesIO(content), name, FileUse.ATTACHMENT)
    new = OfficeFile(title=title, collection=ensure_unit_collection(unit))
    return add_media(actor=actor, at=at, media=new, admitted=admitted)
