"""Pictures of what was pasted: written into it, in the RTF beside it, or on the page it was copied from."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from mingtang.editorial.content.importing.imported_blocks import Media
from mingtang.editorial.content.importing.imported_media import name_of_picture
from mingtang.editorial.reading.result import File, Reading, ReadPicture
from mingtang.ground.foundation.decisions import Refused
from mingtang.institution.organization.models import Person, Unit
from mingtang.workbench.backoffice.actions.taking import take_picture

Fetch = Callable[[str], bytes | None]
LOCAL = ("file:", "blob:", "about:")


def no_picture(address: str) -> bytes | None:
    """Fetch nothing: where no network is to be used."""
    del address
    return None


class PastedMedia(Media):
    """Takes pictures into the unit's place; `notes` says in Chinese which could not be."""

    def __init__(
        self,
        person: Person,
        unit: Unit,
        at: datetime,
        reading: Reading,
        beside: Sequence[bytes | None] = (),
        fetch: Fetch = no_picture,
    ) -> None:
        self.person, self.unit, self.at = person, unit, at
        self.notes: list[str] = []
        self.count = 0
        self._fetch = fetch
        local = list(dict.fromkeys(one.written for one in reading.pictures if _is_local(one)))
        # The order of both is that of the text; if their numbers differ, no pair is certain.
        self._beside = dict(zip(local, beside, strict=True)) if len(local) == len(beside) else {}

    def picture(self, one: ReadPicture) -> int | None:
        data = one.data or self._beside.get(one.written) or self._fetched(one.address)
        title = one.name or PurePosixPath(unquote(urlsplit(one.written).path)).stem[:100] or "图片"
        if one.data or _is_local(one):
            title = one.name or "图片"
        if not data:
            where = one.address[:200] if one.address else "本机文件"
            self.notes.append(
                f"一张图片（{where}）没有收入，请复制这张图片单独粘贴，或上传到素材库后插入。"
            )
            return None
        try:
            taken = take_picture(
                actor=self.person,
                at=self.at,
                unit=self.unit,
                data=data,
                name=name_of_picture(one.written if one.address else "data:", data),
                title=title,
            )
        except Refused as refusal:
            self.notes.append(f"图片“{title}”没有收入：{refusal}")
            return None
        self.count += 1
        return taken

    def document(self, one: File) -> int | None:
        self.notes.append(f"附件“{one.name[:60]}”没有收入，请下载后用“附件”内容块上传。")
        return None

    def _fetched(self, address: str) -> bytes | None:
        return self._fetch(address) if address else None


def _is_local(one: ReadPicture) -> bool:
    return one.written[:6].lower().startswith(LOCAL)
