"""What of the head of a document stands again, or only, inside its text: red head, title, note."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mingtang.editorial.reading import document_numbers, furniture
from mingtang.editorial.reading.labels import is_label_line
from mingtang.editorial.reading.lines import Line
from mingtang.editorial.reading.media import is_ornament
from mingtang.editorial.reading.offices import is_office, offices_of_line
from mingtang.editorial.reading.tables import rows_of
from mingtang.editorial.reading.title_names import clean, squash

RED_HEAD = re.compile(r"^(?:[\u4e00-\u9fa5（）()\s]{4,40}(?:文件|公报)|文\s?件)$")
MOST_TITLE_LINES = 4
REPEATED_WITHIN = 10  # lines
MOST_OFFICES = 8  # rows of a red head
SHORTEST_TITLE = 10  # characters by which a longer form of a title is told


@dataclass(frozen=True, slots=True)
class RepeatedHead:
    """Lines inside the text that repeat its head; `title` is what they call the document."""

    red: tuple[int, ...] = ()  # office and number above the title
    lines: frozenset[int] = frozenset()
    title: str = ""  # empty where it is that of the page


def title_again(lines: Sequence[Line], index: int, end: int, title: str) -> int:
    """Return how many lines from here repeat a squashed title, its number or not; 0 where they do not."""
    joined, found = "", 0
    bare = document_numbers.without_number(title)
    for at in range(index, min(index + MOST_TITLE_LINES, end) if title else index):
        if lines[at].kind != "text":
            break
        joined += squash(clean(lines[at].text))
        if document_numbers.without_number(joined) == bare:
            found = at - index + 1
        if joined == title or not title.startswith(joined):
            break
    return found


def repeated_head(lines: Sequence[Line], start: int, end: int, title: str) -> RepeatedHead:
    """Return the red head and the title that stand again some lines inside the text.

    What stands above them and is neither office nor number is left to the text.
    """
    key = squash(title)
    bare = document_numbers.without_number(key)
    for index in range(start, min(start + REPEATED_WITHIN, end)):
        line = lines[index]
        if line.kind == "table" and _is_red(line):
            continue
        if line.kind != "text" or furniture.is_prose(line.text) or line.text.endswith(("：", ":")):
            break
        step, longer = title_again(lines, index, end, key), _longer(line, bare)
        if step or longer:
            red = tuple(at for at in range(start, index) if _is_red(lines[at]))
            above = lines[index - 1].text if index - 1 in red else ""
            if not longer and title.startswith("关于") and offices_of_line(above):
                longer = f"{above}{document_numbers.without_number(title)}"
            return RepeatedHead(red, frozenset([*red, *range(index, index + max(step, 1))]), longer)
    return RepeatedHead()


def is_named_above_serial(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a line is the red head of an order whose number stands on the line below."""
    after = lines[index + 1] if index + 1 < len(lines) else None
    return (
        after is not None
        and after.kind == "text"
        and re.match(r"^[\u4e00-\u9fa5]{2,30}(?:令|公告|通告)$", "".join(lines[index].text.split()))
        is not None
        and document_numbers.SERIAL.fullmatch(after.text) is not None
    )


def is_note(line: Line) -> bool:
    """Tell whether a line between the title and the container of the text belongs to the text."""
    if line.in_frame or line.links:
        return False
    if line.kind == "picture":
        return not is_ornament(line.node)
    return (
        line.kind == "text"
        and document_numbers.MADE_KNOWN.fullmatch(line.text) is not None
        and not is_label_line(line)
    )


def _longer(line: Line, key: str) -> str:
    """Return the title on a line where it is that of the page with an office before it."""
    whole = document_numbers.without_number(clean(line.text))
    before = squash(whole).removesuffix(key)
    is_longer = len(key) >= SHORTEST_TITLE and before != squash(whole) and is_office(before)
    return whole if is_longer else ""


def _is_red(line: Line) -> bool:
    """Tell whether a line, or every cell of a table, is part of a red head."""
    if line.kind == "table":
        rows = rows_of(line.node) if line.node is not None else []
        words = [cell.text().strip() for row in rows[:MOST_OFFICES] for cell in row]
        return (
            len(rows) <= MOST_OFFICES and any(words) and all(map(_may_be_red, filter(None, words)))
        )
    return _may_be_red(line.text)


def _may_be_red(text: str) -> bool:
    return bool(
        document_numbers.number_of_line(text) or offices_of_line(text) or RED_HEAD.match(text)
    )
