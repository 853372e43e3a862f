"""The top of a page as its title is looked for in it, and every run of lines that may be one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mingtang.editorial.reading import dates, document_numbers, furniture, meta_lines, offices
from mingtang.editorial.reading.label_names import FIELD_OF, is_label
from mingtang.editorial.reading.labels import is_label_line
from mingtang.editorial.reading.lines import Line
from mingtang.editorial.reading.result import ValuePlace
from mingtang.editorial.reading.title_names import (
    clean,
    is_formal,
    is_plain,
    is_site,
    squash,
)
from mingtang.editorial.reading.title_shapes import (
    LIMIT,
    is_fact,
    is_signature,
    joined,
    shown_as,
)
from mingtang.editorial.reading.told_titles import (
    CUT,
    StatedTitles,
    first_prose,
    labelled_titles,
)

MOST_LINES = 6
LONGEST_LINE = 120  # characters of one of several lines
MOST_ABOVE = 400  # lines in which a title is looked for
TOLD_WITHIN = 160  # lines
MOST_COUNTED = 2_000  # lines
MOST_STATED = 12
SHORTEST_HEADING = 8  # characters
SHORTEST_STATED = 6  # characters


@dataclass(frozen=True, slots=True)
class TitleCandidate:
    """What may be the title; `start` and `end` are equal where no line shows it."""

    text: str
    start: int
    end: int
    place: ValuePlace
    stated: str = ""


class PageTop:
    """The lines in which a title is looked for, and what the page says of it elsewhere."""

    def __init__(
        self, lines: Sequence[Line], limit: int, first: int, stated: Sequence[str]
    ) -> None:
        """`limit` is the line from which no title stands, `first` that of the known container or -1."""
        self.lines, self.limit, self.first = lines, limit, first
        self.stated = stated
        self.told = labelled_titles(lines[:TOLD_WITHIN])
        self.wanted = StatedTitles(stated, self.told)
        self.text_from = _first_signature(lines, first_prose(lines, limit))
        self.repeats: Counter[str] = Counter()
        self.linked: Counter[str] = Counter()
        self._kinds: dict[int, str] = {}
        self.headings = [
            (at, squash(line.text))
            for at, line in enumerate(lines[:limit])
            if line.tag in {"h1", "h2"} and SHORTEST_HEADING <= len(line.text) <= LIMIT
        ][:MOST_STATED]
        for line in lines[:MOST_COUNTED]:
            if 4 <= len(line.text) <= LIMIT:
                key = squash(line.text)
                self.repeats[key] += 1
                self.linked[key] += line.is_link

    def what(self, index: int) -> str:
        """Return in one word what stands on a line."""
        if index not in self._kinds:
            self._kinds[index] = _what(self.lines, index)
        return self._kinds[index]


def _first_signature(lines: Sequence[Line], limit: int) -> int:
    """Return where a document is signed before `limit`: what stands below is no title of it."""
    for index in range(1, min(limit, len(lines))):
        if dates.is_date_line(lines[index].text) and is_signature(lines, index - 1):
            return index - 1
    return limit


def candidates(top: PageTop) -> Iterator[TitleCandidate]:
    """Yield every run of lines that may be a title, then what is only told or stated."""
    lines = top.lines
    for start in range(max(0, top.limit - MOST_ABOVE), min(top.limit, len(lines))):
        if start > top.text_from and not _may_stand_below(top, start):
            continue
        for end in _ends(top, start):
            text = joined(lines[start:end])
            yield TitleCandidate(text, start, end, ValuePlace.TITLE, top.wanted.stated(text))
    for text in top.told:
        at = next((at for at in range(min(top.limit, len(lines))) if _holds(lines[at], text)), -1)
        yield TitleCandidate(text, max(at, 0), at + 1, ValuePlace.LABEL)
    for at, line in enumerate(lines[: top.limit]):
        text = clean(line.node.get("alt")) if line.kind == "picture" and line.node else ""
        if is_formal(text) and not line.in_frame:
            yield TitleCandidate(text, at, at + 1, ValuePlace.HEAD)
    for one in top.stated[:MOST_STATED]:
        if not is_site(one) and len(squash(one)) >= SHORTEST_STATED:
            yield TitleCandidate(clean(CUT.sub("", one[:LIMIT])), 0, 0, ValuePlace.META, one)


def _may_stand_below(top: PageTop, start: int) -> bool:
    """Tell whether a line below running text is shown as a title, or stated to be one."""
    line = top.lines[start]
    if is_signature(top.lines, start) and not line.tag.startswith("h"):
        return False
    key = squash(line.text)
    return bool(shown_as(line)) or bool(top.wanted.points(key)) or top.wanted.begins(key)


def _holds(line: Line, text: str) -> bool:
    return (
        line.kind == "text" and len(line.text) <= LIMIT and squash(line.text).endswith(squash(text))
    )


def _ends(top: PageTop, start: int) -> Iterator[int]:
    """Yield where a run may end that begins at a line: there, or up to some lines further."""
    lines = top.lines
    first = lines[start]
    if first.kind != "text" or not 2 <= len(first.text) <= LIMIT or _is_sentence(first.text):
        return
    if furniture.is_tool_line(first.text) or is_label(first.text) or squash(first.text) in FIELD_OF:
        return
    if first.is_link and not top.wanted.points(squash(first.text)):
        return
    yield start + 1
    words = len(first.text)
    if first.is_link or _parts_titles(first):
        return
    for end in range(start + 1, min(start + MOST_LINES, len(lines))):
        line = lines[end]
        words += len(line.text)
        is_one = line.kind == "text" and not line.is_link and not _is_sentence(line.text)
        if not is_one or words > LIMIT or len(line.text) > LONGEST_LINE or _parts_titles(line):
            return
        if line.tag in {"h1", "h2", "h3"} and first.node is not line.node and first.tag == "p":
            return
        if not _are_close(first, line):
            return
        yield end + 1


def _parts_titles(line: Line) -> bool:
    """Tell whether a line is a label, number, date or words of the page, and so no part of a longer title."""
    text = line.text
    return (
        is_fact(line)
        or dates.is_date_line(text)
        or furniture.ends_document(text)
        or furniture.is_furniture(text)
    )


def _are_close(first: Line, line: Line) -> bool:
    one, other = first.node, line.node
    if one is None or other is None or one is other or one is other.parent:
        return True  # a subtitle may stand in a box inside that of the title
    around = one.parent
    return around is not None and (
        around is other.parent or (around.parent is not None and around.parent is other.parent)
    )


def _is_sentence(text: str) -> bool:
    return furniture.is_prose(text) or text.endswith(("：", ":", "；"))


def _what(lines: Sequence[Line], index: int) -> str:
    """Return in one word what stands on a line."""
    if not 0 <= index < len(lines):
        return "edge"
    line, text = lines[index], lines[index].text
    if line.kind != "text":
        return line.kind
    if line.in_frame:
        return "frame"
    tests = (
        ("prose", furniture.is_prose(text)),
        ("number", bool(document_numbers.number_of_line(text))),
        ("date", dates.is_date_line(text)),
        ("labels", is_label_line(line) or meta_lines.is_meta_line(line)),
        ("moment", meta_lines.holds_moment(text)),
        ("facts", furniture.holds_facts(text)),
        ("tools", furniture.is_furniture(text) or furniture.is_tool_line(text)),
        ("link", line.is_link),
        ("salutation", len(text) > 5 and text.endswith(("：", ":"))),
        ("office", offices.is_office("".join(text.split()))),
        ("title", is_formal(text)),
        ("kind", is_plain(text)),
        ("dash", text.startswith("—")),
    )
    return next((name for name, holds in tests if holds), "words")
