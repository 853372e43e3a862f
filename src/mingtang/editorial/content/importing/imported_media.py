"""Pictures and files of imported pages, taken over from beside the page or from inside it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from mingtang.editorial.content.importing.imported_blocks import Media
from mingtang.editorial.reading.bodies import address_doubts
from mingtang.editorial.reading.result import File, Reading, ReadPicture
from mingtang.ground.foundation.decisions import Refused
from mingtang.institution.organization.models import Person, Unit
from mingtang.workbench.backoffice.actions.taking import take_file, take_picture

_SIGNATURES = ((b"\xff\xd8\xff", "jpg"), (b"\x89PNG", "png"), (b"GIF8", "gif"), (b"RIFF", "webp"))


class UnitMedia(Media):
    """Takes what is there into the unit's place; what is not is named as a doubt of the body."""

    def __init__(
        self,
        person: Person,
        unit: Unit,
        at: datetime,
        beside: Callable[[str], bytes | None],
        reading: Reading,
    ) -> None:
        self.person, self.unit, self.at = person, unit, at
        self.beside, self.reading = beside, reading
        self.taken: set[str] = set()

    def picture(self, one: ReadPicture) -> int | None:
        data = one.data or self._bytes_of(one)
        if not data:
            if one.address:
                self._doubt(f"图片还在原网站（{one.address[:200]}），请下载后上传，换掉这一处。")
            return None
        title = one.name or PurePosixPath(_name(one.written)).stem or "图片"
        try:
            return take_picture(
                actor=self.person,
                at=self.at,
                unit=self.unit,
                data=data,
                name=name_of_picture(one.written, data),
                title=title,
            )
        except Refused as refusal:
            self._doubt(f"图片“{title}”没有收入：{refusal}")
            return None

    def document(self, one: File) -> int | None:
        data = self._bytes_of(one)
        if not data:
            if one.address:
                self._doubt(f"附件“{one.name}”还在原网站（{one.address[:200]}），请下载后上传。")
            return None
        try:
            return take_file(
                actor=self.person,
                at=self.at,
                unit=self.unit,
                data=data,
                name=_name(one.written) or one.name,
                title=one.name,
            )
        except Refused as refusal:
            self._doubt(f"附件“{one.name}”没有收入：{refusal}")
            return None

    def _bytes_of(self, one: ReadPicture | File) -> bytes | None:
        """Return what stands beside the page under the path written, or under that of a whole address of its own site."""
        data = self.beside(one.written)
        if data is None and one.address:
            address, own = urlsplit(one.address), urlsplit(self.reading.base)
            if address.netloc == own.netloc:
                data = self.beside(f"{address.path}?{address.query}".rstrip("?"))
        if data and not one.address:
            self.taken.add(one.written)
        return data

    def withdraw_doubts(self) -> None:
        """Take back the doubts about relative addresses whose files were found beside the page."""
        before = set(address_doubts(self.reading))
        self.reading.doubts = [one for one in self.reading.doubts if one.words not in before]
        for words in address_doubts(self.reading, self.taken):
            self._doubt(words)

    def _doubt(self, words: str) -> None:
        self.reading.doubt("body", words)


def _name(written: str) -> str:
    return PurePosixPath(unquote(urlsplit(written).path).replace("\\", "/")).name


def name_of_picture(written: str, data: bytes) -> str:
    """Return a file name whose extension is that of the bytes; pages often write another."""
    stem = PurePosixPath(_name(written)).stem if written != "data:" else "picture"
    extension = next((end for start, end in _SIGNATURES if data.startswith(start)), "")
    return f"{stem or 'picture'}.{extension}" if extension else _name(written)
