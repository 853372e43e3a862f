"""Turn what people paste into a text into blocks, its pictures taken into the unit's place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mingtang.editorial.content.importing.imported_blocks import blocks_of
from mingtang.editorial.content.importing.pasted_media import Fetch, PastedMedia, no_picture
from mingtang.editorial.content.importing.table_heads import Raw, long_table_notes, with_heads
from mingtang.editorial.reading.bodies import address_doubts
from mingtang.editorial.reading.fragment import read_fragment
from mingtang.editorial.reading.result import ReadPicture, Unreadable
from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.ground.papers.rtf_pictures import pictures_in_rtf
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit

LARGEST = 20 * 1024 * 1024  # bytes of HTML and of RTF, each


@dataclass(frozen=True)
class Pasted:
    """Blocks as :func:`~mingtang.editorial.content.body.clean_body` takes them; `notes` says what is missing."""

    blocks: tuple[Raw, ...]
    notes: tuple[str, ...]


def take_pasted(
    *,
    actor: Person,
    at: datetime,
    unit: Unit,
    html: str,
    rtf: bytes = b"",
    pictures: Sequence[bytes] = (),
    fetch: Fetch = no_picture,
) -> Pasted:
    """Return the blocks of what was copied elsewhere; nothing is stored but its pictures.

    `rtf` is the same text as Word puts it beside the HTML, for the pictures that only RTF has.
    `pictures` are pictures that were copied alone; `fetch` returns the picture at an address, or None.

    :raises Refused: without the right to write for the unit, or when it is too large.
    """
    authority.may(actor, "content.write", unit=unit.code, at=at).require()
    if max(len(html), len(rtf)) > LARGEST:
        text = "粘贴的内容过大，请分几次粘贴，或用“从 Word 导入”。"
        raise Refused([Reason("content.paste_too_large", text)])
    try:
        reading = read_fragment(html)
    except Unreadable as fault:
        raise Refused([Reason("content.paste_unreadable", str(fault))]) from fault
    if pictures:
        alone = tuple(ReadPicture("", "data:", data=data) for data in pictures)
        reading.body = (*reading.body, *alone)
    media = PastedMedia(actor, unit, at, reading, pictures_in_rtf(rtf), fetch)
    blocks = [with_heads(one) for one in blocks_of(reading, media) if not _is_lost_picture(one)]
    addresses = set(address_doubts(reading))  # each lost picture is named by its own note
    said = [one.words for one in reading.doubts if one.words not in addresses]
    return Pasted(
        tuple(blocks), tuple(dict.fromkeys((*said, *media.notes, *long_table_notes(blocks))))
    )


def _is_lost_picture(block: Raw) -> bool:
    """Tell whether a block only names a picture that was not taken: its note says where it is."""
    return block["type"] == "html_table" and str(block["value"]).startswith("<p><img ")
