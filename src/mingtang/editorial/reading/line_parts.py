"""Lines that show two things side by side: a title, and in an element of its own the number or the date."""

import html as html_text
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mingtang.editorial.reading import document_numbers
from mingtang.editorial.reading.dates import is_moment
from mingtang.editorial.reading.labels import is_label_line
from mingtang.editorial.reading.lines import Line
from mingtang.editorial.reading.tree import SEAM

WITHIN = 160  # lines of a page
SHORTEST = 8  # characters of a title


def with_facts_apart(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a page, the number or date beside a title as a line of its own."""
    return [part for line in lines[:WITHIN] for part in _parts(line)] + list(lines[WITHIN:])


def _parts(line: Line) -> Iterator[Line]:
    title, seam, fact = line.marked.rpartition(SEAM)
    is_fact = seam and (document_numbers.number_of_line(fact) or is_moment(fact))
    is_two = is_fact and len(title) >= SHORTEST and line.kind == "text" and not line.links
    if not is_two or "。" in title or is_label_line(line):
        yield line
        return
    for marked in (title, fact):
        text = marked.replace(SEAM, "")
        yield replace(line, text=text, marked=marked, html=html_text.escape(text, quote=False))
