"""Which lines of a page a container stands for: more than it holds, where elements are closed in the wrong order."""

from collections.abc import Sequence
from itertools import islice

from mingtang.editorial.reading import furniture
from mingtang.editorial.reading.dates import is_date_line
from mingtang.editorial.reading.labels import is_label_line
from mingtang.editorial.reading.lines import Line
from mingtang.editorial.reading.offices import may_sign
from mingtang.editorial.reading.tree import Node

MOST_LEVELS = 8  # around a container
MOST_SIGNERS = 6  # behind a container


def widened(container: Node | None, lines: Sequence[Line], start: int) -> Node | None:
    """Return the element around a container where it holds a few more lines of the text.

    Elements that are closed in the wrong order part a text; salutation and signature then stand beside it.
    """
    if container is None:
        return None
    for around in islice(container.above(), MOST_LEVELS):
        beside = [
            line
            for line in lines[start:]
            if around.holds(line.node) and not container.holds(line.node)
        ]
        if beside and all(_may_be_text(line) and _frames_text(line) for line in beside):
            return around
        if beside:
            break
    return container


def _may_be_text(line: Line) -> bool:
    """Tell whether nothing says that a line is none of the text."""
    if line.kind != "text":
        return not line.in_frame
    text = line.text
    return not (
        line.in_frame
        or line.links
        or furniture.is_furniture(text)
        or furniture.is_foot(text)
        or furniture.is_tool_line(text)
        or furniture.ends_document(text)
        or is_label_line(line)
    )


def _frames_text(line: Line) -> bool:
    """Tell whether a line is what a text begins or ends with: salutation, signer, date."""
    text = line.text
    return line.kind == "text" and (
        furniture.is_prose(text)
        or (len(text) > 5 and text.endswith(("：", ":")))
        or may_sign(text)
        or is_date_line(text)
        or furniture.is_colophon(text)
    )


def first_inside(lines: Sequence[Line], container: Node) -> int:
    return next((i for i, line in enumerate(lines) if container.holds(line.node)), 0)


def span_of(lines: Sequence[Line], container: Node | None, start: int) -> tuple[int, int]:
    if container is None:
        return start, len(lines)
    inside = [i for i, line in enumerate(lines) if container.holds(line.node)]
    if not inside:
        return start, len(lines)
    begin, end = inside[0], _signed_until(lines, inside[-1] + 1)
    return (max(begin, start) if start < end else begin), end


def _signed_until(lines: Sequence[Line], end: int) -> int:
    """Return where a text ends whose signers and date stand behind its container."""
    if any(is_date_line(line.text) for line in lines[max(0, end - 3) : end]):
        return end
    for index, line in enumerate(lines[end : end + MOST_SIGNERS], end):
        if line.kind != "text" or line.in_frame or line.links:
            break
        if index > end and is_date_line(line.text):
            return index + 1
        if not may_sign(line.text):
            break
    return end
