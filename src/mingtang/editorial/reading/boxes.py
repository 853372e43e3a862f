"""Boxes of a page beside, among and below its text, told by how the page is built and not by their words.

The text of a document is a run of like elements. What else stands in the element that holds it is a box
where it has controls, is mostly links, floats over the page, or follows the end of the text unlike it.
"""

import re
from collections import Counter
from collections.abc import Sequence

from mingtang.editorial.reading import furniture
from mingtang.editorial.reading.branches import Group, groups_in, is_of_entries, spine_of
from mingtang.editorial.reading.containers import vote
from mingtang.editorial.reading.group_signs import (
    ANNEX,
    ENDS_SENTENCE,
    FEW_WORDS,
    LONGEST_ITEM,
    dates_page,
    follows_annex,
    has_clauses,
    is_advertising,
    is_annex,
    is_card,
    is_end,
    is_faint_group,
    is_item,
    is_name,
    is_notice,
    is_of_links,
    look_of,
    names_annex,
    names_box,
    names_site,
    opens_with_name,
    signs,
)
from mingtang.editorial.reading.lines import Line, PageBox
from mingtang.editorial.reading.media import is_file_link, is_ornament
from mingtang.editorial.reading.tree import Node

LARGEST = 0.4  # of the words of the text, for a box without controls


LARGEST_FORM = 0.6


MOST_ROUNDS = 5


LEAST_SENTENCE = 8  # characters


# One paragraph of a text, whatever its class.
_PARAGRAPHS = frozenset(
    [
        "p", "img", "a", "span", "font", "b", "strong", "center", "pre", "table", "hr",
        "h1", "h2", "h3", "h4", "h5", "h6",
    ]
)  # fmt: skip


_ROWS = frozenset({"tr", "td", "th", "tbody"})


_FLOATS = re.compile(r"position\s*:\s*fixed", re.IGNORECASE)


def mark_boxes(lines: Sequence[Line], start: int, end: int, container: Node | None) -> None:
    """Mark the lines that stand in boxes of the page inside a container."""
    if container is None or end <= start:
        return
    for _ in range(MOST_ROUNDS):
        # A box that is told may have hidden which element the text stands in.
        if not _mark_once(lines, start, end, container):
            break


def _mark_once(lines: Sequence[Line], start: int, end: int, container: Node) -> bool:
    """Mark what is told with the boxes known so far left out; whether there was anything."""
    spine = spine_of(container, lines[start:end])
    groups = groups_in(lines, start, end, spine)
    text = _Text(lines, start, end, groups)
    below = [line for line in _below_rule(lines, text.signed, end) if line.box is PageBox.NONE]
    for line in below:
        line.box = PageBox.SURE
    is_behind = False
    found: list[tuple[Group, PageBox]] = []
    for place, group in enumerate(groups):
        is_behind = is_behind or text.is_below_box(group)
        box = text.box_of(group, is_behind=is_behind)
        if box is PageBox.NONE:
            continue
        is_behind = is_behind or group.at[0] > text.last_prose >= 0
        found.append((group, box))
        if place and box is PageBox.SURE and names_box(groups[place - 1], group):
            found.append((groups[place - 1], box))
    for group, box in found:
        for line in group.lines:
            line.box = box
    return bool(found or below)


def _is_long(line: Line) -> bool:
    return len(line.text) * 3 > LONGEST_ITEM and vote(line) > LONGEST_ITEM


def _below_rule(lines: Sequence[Line], signed: int, end: int) -> Sequence[Line]:
    """Return the lines below the rule, or the first one in faint letters, that ends a signed text."""
    below = next(
        (at for at in range(signed + 1, end) if lines[at].is_below_rule or lines[at].is_faint),
        end,
    )
    rest = lines[below:end]
    is_text = any(
        line.kind == "table"
        or is_file_link(line)
        or is_end(rest, at)
        or furniture.is_colophon(line.text)
        for at, line in enumerate(rest)
    )
    return () if is_text else rest


class _Text:
    """What is known of the text as a whole, when its groups are judged."""

    def __init__(
        self, lines: Sequence[Line], start: int, end: int, groups: Sequence[Group]
    ) -> None:
        run = [index for index in range(start, end) if lines[index].box is PageBox.NONE]
        self.lines, self.start = lines, start
        self.words = sum(vote(lines[index]) > 0 and len(lines[index].text) for index in run)
        prose = [i for i in run if lines[i].kind == "text" and furniture.is_prose(lines[i].text)]
        dated = [at for at in run if lines[at].kind == "text" and is_end(lines, at)]
        self.last_date = dated[-1] if dated else -1
        self.signed = self._signed(dated, run, end)
        self.looks = self._looks(groups)
        self.annex = next(
            (one for one in groups if one.at[0] > self.last_date >= 0 and names_annex(one)), None
        )
        own = {at for group in groups if self._is_apart(group) for at in group.at}
        self.last_prose = max((at for at in prose if at not in own), default=-1)
        like = [group.at[-1] for group in groups if self._is_like(group)]
        self.last_like = max(like, default=end)
        if (
            max(self.last_prose, self.last_date) < 0
        ):  # a text of pictures, tables or short sentences
            self.last_prose = max((at for at in run if self._is_shown(at, own)), default=-1)
        ended = max(self.last_prose, self.last_date)
        told = (at for at in range(ended + 1, end) if lines[at].box is not PageBox.NONE)
        self.first_box = next(told, end) if ended >= 0 else end

    def _is_shown(self, at: int, apart: set[int]) -> bool:
        """Tell whether a line is a picture, a table or a short sentence in the run of the text."""
        line = self.lines[at]
        is_one = line.kind != "text" or (
            len(line.text) > LEAST_SENTENCE and line.text.endswith("。")
        )
        return is_one and not line.in_frame and at not in apart and not line.links

    def _is_like(self, group: Group) -> bool:
        return (
            not group.is_beside
            and look_of(group.branch)[:2] in {one[:2] for one in self.looks}
            and not is_faint_group(group)
        )

    def _looks(self, groups: Sequence[Group]) -> set[tuple[str, str, str]]:
        """Return how the paragraphs of the text are built: most of its words, or several alike."""
        counts: Counter[tuple[str, str, str]] = Counter()
        words: Counter[tuple[str, str, str]] = Counter()
        for group in groups:
            if not group.is_beside:
                look = look_of(group.branch)
                counts[look] += any(map(_is_long, group.lines))
                words[look] += group.words
        return {
            look
            for look, count in counts.items()
            if count > 1 or (count and words[look] * 4 > self.words)
        }

    def _is_apart(self, group: Group) -> bool:
        return (
            group.is_beside
            or self._is_titled(group)
            or (group.branch.tag not in _PARAGRAPHS and look_of(group.branch) not in self.looks)
        )

    def _is_titled(self, group: Group) -> bool:
        """Tell whether a group behind the signature has a name of its own above its words."""
        is_block = group.branch.tag not in _PARAGRAPHS | _ROWS and len(group.lines) > 1
        is_behind = group.at[0] > self.signed and is_name(group.lines[0])
        return is_block and is_behind and not has_clauses(group)

    def _signed(self, dated: Sequence[int], run: Sequence[int], end: int) -> int:
        """Return the line of the date that ends the text; the end where there is none, or an annex follows."""
        late = [at for at in dated if at >= run[len(run) // 3]]
        after = [self.lines[at] for at in run if late and at > late[0]]
        if not late or any(ANNEX.match(one.text) and not is_file_link(one) for one in after):
            return end
        return late[0]

    def box_of(self, group: Group, *, is_behind: bool) -> PageBox:
        """Return whether a group is a box of the page."""
        if _FLOATS.search(group.branch.get("style")):
            return PageBox.SURE
        if any(map(is_file_link, group.lines)):
            return PageBox.SURE if self._offers_files(group) else PageBox.NONE
        if group.branch.tag in _PARAGRAPHS:
            return self._box_of_paragraph(group, is_behind=is_behind)
        if is_advertising(group) or (group.at[0] > self.last_prose >= 0 and is_card(group)):
            return PageBox.SURE
        is_of_site = names_site(group) or (group.at[0] > self.signed and dates_page(group))
        is_signed = signs(group) and not (group.is_beside and is_of_site)
        if is_signed or self._is_annex(group) or any(one.kind == "table" for one in group.lines):
            return PageBox.NONE
        if group.branch.controls and group.words <= LARGEST_FORM * self.words:
            return PageBox.SURE
        is_like = (
            look_of(group.branch) in self.looks
            and not group.is_beside
            and not self._is_titled(group)
        )
        is_among = group.at[0] < max(self.last_prose, self.last_date)
        if is_of_links(group) and not is_like and (not is_among or self._is_named(group)):
            return PageBox.SURE
        if is_like or is_among or max(self.last_prose, self.last_date) < 0:
            is_box = is_faint_group(group) or (is_behind and all(map(is_item, group.lines)))
            return PageBox.LIKELY if is_box and not is_among else PageBox.NONE
        return self._box_below(group, is_behind=is_behind)

    def _is_annex(self, group: Group) -> bool:
        return is_annex(group) or (self.annex is not None and follows_annex(group, self.annex))

    def _has_headings(self, group: Group) -> bool:
        """Tell whether the text itself has headings of the kind that a group opens with."""
        tag = group.lines[0].tag
        return any(line.tag == tag for line in self.lines[self.start : group.at[0]])

    def is_below_box(self, group: Group) -> bool:
        """Tell whether a box that was told before stands between the end of the text and a group."""
        return group.at[0] > self.first_box

    def _offers_files(self, group: Group) -> bool:
        """Tell whether a group below the text is built otherwise and names its files only."""
        others = sum(len(line.text) - line.link_words for line in group.lines)
        return (
            group.at[0] > max(self.last_prose, self.last_date)
            and self._is_apart(group)
            and not is_annex(group)
            and others <= FEW_WORDS * sum(len(line.links) for line in group.lines)
            and all(is_file_link(line) for line in group.lines[1:])
        )

    def _is_named(self, group: Group) -> bool:
        """Tell whether links among the text have a name of their own: a list of the text has a lead-in."""
        first = group.lines[0]
        above = self.lines[group.at[0] - 1] if group.at[0] else first
        return is_name(first) or is_name(above)

    def _box_of_paragraph(self, group: Group, *, is_behind: bool) -> PageBox:
        """Judge a paragraph: below the last one that looks as the text does, faint or of another class."""
        line, node = group.lines[0], group.branch
        if node.tag not in {"p", "center"} or group.at[0] <= max(
            self.last_prose, self.last_date, 0
        ):
            return PageBox.NONE
        is_other = bool(node.get("class")) and look_of(node)[1] not in {
            one[1] for one in self.looks
        }
        if signs(group) or is_annex(group) or line.kind != "text":
            return PageBox.NONE
        if is_of_links(group) and not ENDS_SENTENCE.search(line.text):
            return PageBox.SURE
        is_other = is_other and group.at[0] > self.last_like
        is_box = (is_item(line) and (is_other or is_behind)) or is_faint_group(group)
        return PageBox.LIKELY if is_box else PageBox.NONE

    def _box_below(self, group: Group, *, is_behind: bool) -> PageBox:
        """Judge what stands below the text and is built otherwise."""
        has_prose = any(furniture.is_prose(line.text) for line in group.lines)
        if group.is_beside and is_notice(group):
            return PageBox.LIKELY
        if has_clauses(group) or (has_prose and group.words > LARGEST * self.words):
            return PageBox.NONE
        if group.is_beside and opens_with_name(group) and not self._has_headings(group):
            return PageBox.LIKELY
        if group.at[0] > self.signed or is_behind:
            is_unsure = has_prose or not all(map(is_item, group.lines))
            return PageBox.LIKELY if is_unsure else PageBox.SURE
        if group.is_beside and is_of_entries(group.branch):
            return PageBox.LIKELY
        seen = [line for line in group.lines if line.kind == "text" or not is_ornament(line.node)]
        if has_prose or any(line.kind != "text" for line in seen):
            return PageBox.NONE
        return PageBox.LIKELY if all(map(is_item, seen)) else PageBox.NONE
