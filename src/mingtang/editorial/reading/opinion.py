"""A second opinion on a body whose container no maker's name tells: does a general extractor agree?"""

from mingtang.editorial.reading import furniture
from mingtang.editorial.reading.parted import Layout
from mingtang.editorial.reading.title_names import squash
from mingtang.editorial.reading.tree import ParsedPage

LONGEST_PAGE = 1_000_000  # characters
DEEPEST = 150
MOST_NODES = 8_000
SHORTEST_LINE = 20
SHARE_LOST = 0.2


def words_missed(text: str, layout: Layout, page: ParsedPage) -> str:
    """Return the first line that a general extractor takes for text and the body does not have.

    Empty where both agree, or where the page is too large or deep to ask.
    """
    depth = max((node.depth for node in page.nodes), default=0)
    if len(text) > LONGEST_PAGE or depth > DEEPEST or len(page.nodes) > MOST_NODES:
        return ""
    import trafilatura  # slow import

    found = trafilatura.extract(
        text, include_comments=False, include_tables=False, favor_precision=True, fast=True
    )
    own = squash("".join(line.text for line in [*layout.head, *layout.body]))
    own += squash(layout.title.text) if layout.title else ""
    lines = [
        line
        for raw in (found or "").split("\n")
        if len(line := squash(raw)) >= SHORTEST_LINE and not furniture.is_foot(raw)
    ]
    lost = [line for line in lines if line not in own]
    total = sum(map(len, lines))
    return lost[0] if sum(map(len, lost)) > SHARE_LOST * total else ""
