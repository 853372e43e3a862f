"""The branches of a page in which the lines of a text and of what stands around it stand."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from mingtang.editorial.reading.containers import vote
from mingtang.editorial.reading.lines import Line, PageBox
from mingtang.editorial.reading.tree import Node

LEAST_PARTS = 2
LEAST_ENTRIES = 2
SPINE = 0.6  # of the words of an element, for the text to be inside one child


@dataclass(frozen=True, slots=True)
class Group:
    """Lines one after the other in one branch of the tree."""

    branch: Node
    is_beside: bool  # its parent holds the text deeper down
    at: tuple[int, ...]
    lines: tuple[Line, ...]

    @property
    def words(self) -> int:
        return sum(len(line.text) for line in self.lines)


def spine_of(container: Node, lines: Sequence[Line]) -> list[Node]:
    """Return the elements around the run of paragraphs, from the container inwards."""
    votes: dict[Node, int] = {}
    for line in lines:
        weight = vote(line) if line.box is PageBox.NONE else 0
        for node in (line.node, *line.node.above()) if weight and line.node is not None else ():
            votes[node] = votes.get(node, 0) + weight
            if node is container:
                break
    spine = [container]
    while True:
        last = spine[-1]
        inner = [one for one in last.children if isinstance(one, Node) and one in votes]
        best = max(inner, key=votes.__getitem__, default=None)
        is_one_of_several = best is not None and best.tag == "p" and len(inner) > 1
        if best is None or is_one_of_several or votes[best] < SPINE * votes[last]:
            return spine
        spine.append(best)


def groups_in(lines: Sequence[Line], start: int, end: int, spine: Sequence[Node]) -> list[Group]:
    inside = {id(node) for node in spine}
    found: list[tuple[Node, list[int]]] = []
    for index in range(start, end):
        if lines[index].box is not PageBox.NONE:
            continue
        node = lines[index].node
        while node is not None and node.parent is not None and id(node.parent) not in inside:
            node = node.parent
        if node is None or node.parent is None or id(node) in inside:
            continue  # loose words of the run itself
        if found and found[-1][0] is node and found[-1][1][-1] == index - 1:
            found[-1][1].append(index)
        else:
            found.append((node, [index]))
    return [
        Group(node, node.parent is not spine[-1], tuple(at), tuple(lines[i] for i in at))
        for node, at in found
    ]


def is_of_entries(node: Node) -> bool:
    """Tell whether an element holds several alike that each have parts of their own (who, when, what)."""
    shapes: Counter[tuple[str, ...]] = Counter()
    for around in (node, *(one for one in node.children if isinstance(one, Node))):
        for entry in around.children:
            if isinstance(entry, Node) and entry.words:
                parts = tuple(one.tag for one in entry.children if isinstance(one, Node))
                shapes[(entry.tag, entry.get("class"), *parts)] += len(parts) >= LEAST_PARTS
    return max(shapes.values(), default=0) >= LEAST_ENTRIES
