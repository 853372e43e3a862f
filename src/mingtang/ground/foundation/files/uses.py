"""What files from outside are taken for, which kinds each use takes, and how large they may be."""

from mingtang.ground.foundation.files.kinds import IMAGES, FileKind
from mingtang.ground.foundation.labels import LabelledEnum

MEGABYTE = 1024 * 1024


class FileUse(LabelledEnum):
    """What a file is wanted for."""

    PICTURE = "picture", "图片"
    ATTACHMENT = "attachment", "附件"

    @property
    def kinds(self) -> frozenset[FileKind]:
        """The kinds that are taken."""
        return _KINDS[self]

    @property
    def max_bytes(self) -> int:
        """The largest file that is taken."""
        return _LARGEST[self]

    @property
    def extensions(self) -> tuple[str, ...]:
        """The extensions of the kinds that are taken, without dot, in order."""
        return tuple(sorted(end for kind in self.kinds for end in kind.extensions))


_KINDS = {
    FileUse.PICTURE: IMAGES,
    FileUse.ATTACHMENT: frozenset(FileKind),
}
_LARGEST = {
    FileUse.PICTURE: 20 * MEGABYTE,
    FileUse.ATTACHMENT: 200 * MEGABYTE,
}
