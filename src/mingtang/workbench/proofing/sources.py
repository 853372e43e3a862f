"""Where a text was taken from (信息来源): missing, or not on the list of sources for reprints."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from mingtang.workbench.proofing.remarks import Remark, remark

# A space parts names, but not the words of a name in Latin letters.
_PARTS = re.compile(r"[、，,;；/|]+|(?<![A-Za-z])\s+|\s+(?![A-Za-z])")
_FRAME = re.compile(r"^(?:来源|转载自|摘自)[:：]?|[《》“”\"@]|(?:网站|官网)$")


@dataclass(frozen=True, slots=True)
class ListedSource:
    """A source from which reprints are taken: its words, and how its name may be written (`国家*`)."""

    label: str
    names: tuple[str, ...] = ()

    def fits(self, name: str) -> bool:
        """Tell whether a name is that of this source."""
        own = (part for part in re.split(r"[（）()]", self.label) if part)
        return any(fnmatchcase(name, bare(one)) for one in (*own, *self.names))


def bare(name: str) -> str:
    """Return a name without marks, and without the words that say only that it is a source."""
    return _FRAME.sub("", _FRAME.sub("", name.strip()))


def source_names(source: str) -> list[str]:
    """Return the names in a source, each bare (`《皖西日报》、市教育局` are two)."""
    return [name for part in _PARTS.split(source) if (name := bare(part))]


def source_remarks(
    source: str, listed: Sequence[ListedSource], own: Collection[str]
) -> Iterator[Remark]:
    """Yield a remark where a source is missing, or a name in it is neither `own` nor listed.

    `own` are the offices that write for themselves: their texts are no reprints. Without a list
    nothing is said of names.

    Source: 六安 2016 通知 四(一) (LA-13): reprints in principle only from the listed sources.
    """
    names = source_names(source)
    if not names:
        yield remark("no_source", source, 0, len(source))
    for name in names if listed else ():
        if name in own or any(one.fits(name) for one in listed):
            continue
        place = source.find(name)
        hint = f"“{name}”不在转载来源清单里（{'、'.join(one.label for one in listed)}）。"
        hint += "原则上只转载清单里的来源；确需转载的，请取得授权，并在忽略时写明。"
        yield remark("unlisted_source", source, place, place + len(name), hint=hint)
