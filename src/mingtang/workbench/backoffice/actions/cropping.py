"""Cut a part out of a picture: another picture, the original stays."""

import io
from datetime import datetime

from mingtang.ground.foundation.files import FileKind, FileUse, admit_file
from mingtang.ground.foundation.files.pictures import cut_picture
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.actions.media import add_media, may_change_media
from mingtang.workbench.backoffice.models import Picture


def crop_picture(
    *, actor: Person, at: datetime, media: Picture, box: tuple[int, int, int, int]
) -> Picture:
    """Store a part of a picture as a picture of the same unit; `box` is left, top, right, bottom in pixels.

    :raises Refused: no right to write for the unit, it moves, or the part is not inside it.
    """
    may_change_media(actor, media, at).require()
    with media.file.storage.open(str(media.file.name), "rb") as stored:
        part = cut_picture(stored, FileKind(media.kind), box)
    admitted = admit_file(io.BytesIO(part), media.name, FileUse.PICTURE)
    cut = Picture(
        title=f"{media.title[:240]}（裁剪）",
        description=media.description,
        source=media.source,
        collection=media.collection,
    )
    return add_media(actor=actor, at=at, media=cut, admitted=admitted)
