"""The lines of a page, parted into title, head, body and the rest."""

from dataclasses import dataclass, field

from mingtang.editorial.reading.labels import (
    Labelled,
)
from mingtang.editorial.reading.lines import Line
from mingtang.editorial.reading.titles import Title
from mingtang.editorial.reading.tree import Node


@dataclass
class Layout:
    """The lines of a page, parted; `body` holds those of the document proper."""

    lines: list[Line]
    title: Title | None
    container: Node | None = None
    is_known: bool = False
    body_start: int = 0
    body_end: int = 0
    body: list[Line] = field(default_factory=list)
    head: list[Line] = field(default_factory=list)
    after: list[Line] = field(default_factory=list)
    notes: list[Line] = field(default_factory=list)  # of the document, above its container
    repeated: frozenset[int] = frozenset()  # lines of the body that repeat the head
    left: list[str] = field(default_factory=list)  # words between title and container
    own_title: str = ""  # what the body calls itself, where the page's title is shorter
    may_list: bool = False  # it holds so many links that it may be no document
    labels: list[Labelled] = field(default_factory=list)

    @property
    def title_end(self) -> int:
        """The line below the title."""
        return self.title.end if self.title else 0
