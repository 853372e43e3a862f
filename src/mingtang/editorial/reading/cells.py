"""Cells of a table of layout: the one that holds the text beside columns of the page."""

from collections.abc import Mapping

from mingtang.editorial.reading.tree import Node


def cell_of_title(best: Node | None, title: Node | None, votes: Mapping[Node, int]) -> Node | None:
    """Return the cell beside other cells that holds the title and much of what votes; None where none does."""
    if best is None or title is None or best.tag not in {"table", "tbody", "tr"}:
        return None
    for cell in (title, *title.above()):
        if cell is best:
            return None
        row = cell.parent
        if cell.tag == "td" and row is not None and best.holds(row):
            cells = [one for one in row.children if isinstance(one, Node) and one.words]
            if len(cells) > 1 and votes.get(cell, 0) * 3 > votes[best]:
                return cell
    return None
