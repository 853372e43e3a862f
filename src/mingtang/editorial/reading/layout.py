"""Which lines of a page are what: title, head with its labels, body, and what stands behind."""

from collections.abc import Sequence

from mingtang.editorial.reading import (
    boxes,
    containers,
)
from mingtang.editorial.reading.ending import trim_end
from mingtang.editorial.reading.labels import (
    labelled,
)
from mingtang.editorial.reading.letters import (
    around_parts,
)
from mingtang.editorial.reading.line_parts import with_facts_apart
from mingtang.editorial.reading.lines import Line
from mingtang.editorial.reading.opening import LONGEST_HEAD, trim_head
from mingtang.editorial.reading.parted import Layout
from mingtang.editorial.reading.spans import first_inside, span_of, widened
from mingtang.editorial.reading.titles import Title, find_title
from mingtang.editorial.reading.told_titles import labelled_titles
from mingtang.editorial.reading.tree import Node

TITLE_WITHIN = 160


MOST_OF_MENU = 600  # lines


TITLE_INSIDE = 8  # lines of a container


def lay_out(lines: list[Line], stated: Sequence[str], nodes: Sequence[Node]) -> Layout:
    """Part the lines of a page into title, head, body and the rest."""
    lines = with_facts_apart(lines)
    container = containers.known_container(nodes) if nodes else None
    known = container is not None
    first = first_inside(lines, container) if container else 0
    limit = _behind_facts(lines, first) if container else TITLE_WITHIN
    told = labelled_titles(lines[:TITLE_WITHIN])
    title = find_title(lines, stated, limit, told)
    if container is not None and title is None:
        title = find_title(lines, stated, TITLE_WITHIN, told)
    if container is None and (title is None or title.start == title.end or title.is_weak):
        title = _behind_links(lines, stated) or title
    start = title.end if title else 0
    if container is None and nodes:
        container = widened(containers.by_words(lines, start), lines, start)
    whole = around_parts(lines, start, container)
    known, container = known and whole is container, whole
    layout = Layout(lines, title, container, known)
    layout.body_start, layout.body_end = span_of(lines, container, start)
    boxes.mark_boxes(lines, layout.body_start, layout.body_end, container)
    trim_head(layout)
    trim_end(layout)
    if not layout.body and any(line.in_frame for line in lines):
        return _without_frames(layout, start)
    return layout


def _behind_links(lines: list[Line], stated: Sequence[str]) -> Title | None:
    """Return a title that stands out behind a long menu; lines that are links are not counted."""
    shown = [index for index, line in enumerate(lines) if not line.is_link][:TITLE_WITHIN]
    limit = min(shown[-1] + 1 if shown else 0, MOST_OF_MENU)
    if limit <= TITLE_WITHIN:
        return None
    found = find_title(lines, stated, limit, labelled_titles(lines[:limit]))
    is_shown = found is not None and found.end > found.start and not found.is_weak
    return found if is_shown else None


def _behind_facts(lines: Sequence[Line], first: int) -> int:
    """Return up to where a title may stand in a container: some lines, those of labels not counted."""
    facts: set[int] = set()
    for one in labelled(lines[first : first + LONGEST_HEAD]):
        facts.update({first + one.line, first + one.at if one.at >= 0 else first + one.line})
    limit, left = first, TITLE_INSIDE
    while left and limit < len(lines):
        left -= limit not in facts
        limit += 1
    return limit


def _without_frames(layout: Layout, start: int) -> Layout:
    """Lay out again where all the text stands in what is named like a frame of the page."""
    for line in layout.lines:
        if line.node is None or not any(
            node.tag in {"nav", "footer", "aside"} for node in (line.node, *line.node.above())
        ):
            line.in_frame = False
    again = Layout(layout.lines, layout.title, layout.container, layout.is_known)
    again.body_start, again.body_end = span_of(layout.lines, layout.container, start)
    trim_head(again)
    trim_end(again)
    return again
