"""The page as lines: what a reader would see as a paragraph, a table or a picture, in order."""

import html as html_text
import re
from dataclasses import dataclass, field
from enum import Enum

from mingtang.editorial.reading.tree import Node

SPACES = re.compile(r"[\s\u3000\xa0\u2002-\u200a]+")


UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


LONGEST_TOOL = 40


_DATE_BESIDE = re.compile(
    r"[\[(（]?(?:\d{4}\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}\s?日?|(?<!\d)[01]?\d(?:[-/.][0-3]\d|月[0-3]?\d日))[\])）]?$"
)


_MARKS = re.compile(r"[〖〗【】\[\]|｜·・•\s]")  # around and between links


class PageBox(Enum):
    """Whether a line stands in a box of the page and not in the text."""

    NONE = 0
    LIKELY = 1
    SURE = 2


@dataclass(slots=True)
class Line:
    """A paragraph, a table or a picture."""

    text: str
    marked: str = ""  # the text with a seam between inline elements, for labels
    html: str = ""
    tag: str = "p"
    kind: str = "text"  # text, table, picture
    node: Node | None = None
    links: list[tuple[str, Node]] = field(default_factory=list)
    link_words: int = 0
    cell: tuple[int, int, int] | None = None  # table, row, column of a table of layout
    in_frame: bool = False  # navigation, foot, tools
    is_strong: bool = False
    box: PageBox = PageBox.NONE
    is_faint: bool = False  # in small or grey letters
    is_below_rule: bool = False  # the first one below a horizontal line

    @property
    def is_link(self) -> bool:
        """Whether nearly all of the words are links."""
        if not self.link_words:
            return False
        if self.link_words * 10 >= len(self.text) * 8:
            return True
        words = _MARKS.sub("", _DATE_BESIDE.sub("", self.text))
        return self.link_words * 10 >= len(words) * 8

    @property
    def is_script(self) -> bool:
        """Whether it is a few words that do something on the page and lead nowhere."""
        return (
            self.is_link
            and len(self.text) <= LONGEST_TOOL
            and all(node.get("href").lower().startswith("javascript:") for _, node in self.links)
        )


def tidy(text: str) -> str:
    """Return a text on one line, without signs nobody sees and with single spaces."""
    return SPACES.sub(" ", UNSEEN.sub("", text)).strip()


_GREY = re.compile(
    r"(?<![-\w])color\s*:\s*(?:gr[ae]y|#([6-9a-d])\1\1(?:\1\1\1)?\b|rgb\((1[0-9]{2}),\s?\2,\s?\2\))",
    re.IGNORECASE,
)


def is_faint(node: Node) -> bool:
    """Tell whether an element prints its words in grey or small letters."""
    if node.tag == "small":
        return True
    style, color = node.get("style"), node.get("color")
    return bool((style and _GREY.search(style)) or (color and _GREY.search(f"color:{color}")))


def lines_of_text(text: str) -> list[Line]:
    """Return the lines of a plain text; empty ones carry nothing."""
    return [
        Line(line, line, html_text.escape(line, quote=False))
        for raw in text.split("\n")
        if (line := tidy(raw))
    ]
