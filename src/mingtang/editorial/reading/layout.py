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
from mingtang.editorial.reading.title_candidates import PageTop
from mingtang.editorial.reading.titles import find_title
from mingtang.editorial.reading.tree import Node

TITLE_WITHIN = 160


MOST_OF_MENU = 600  # lines


TITLE_INSIDE = 8  # lines of a container


def lay_out(lines: list[Line], stated: Sequence[str], nodes: Sequence[Node]) -> Layout:
    """Part the lines of a page into title, head, body and the rest."""
    lines = with_facts_apart(lines)
    container = containers.known_container(nodes) if nodes else None
    known = container is not None
    title = find_title(top_of(lines, stated, container))
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


def top_of(lines: Sequence[Line], stated: Sequence[str], container: Node | None) -> PageTop:
    """Return where the title is looked for: up to some lines inside the known container, or of the page.

    Without one, lines that are links are not counted: a title may stand behind a long menu.
    """
    if container is not None:
        first = first_inside(lines, container)
        return PageTop(lines, _behind_facts(lines, first), first, stated)
    shown = [index for index, line in enumerate(lines[:MOST_OF_MENU]) if not line.is_link]
    limit = shown[:TITLE_WITHIN][-1] + 1 if shown else 0
    return PageTop(lines, limit, -1, stated)


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
