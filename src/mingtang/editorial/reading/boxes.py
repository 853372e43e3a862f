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
from mingtang.editorial.reading.dates import date_at_end
from mingtang.editorial.reading.lines import Line, PageBox, is_faint
from mingtang.editorial.reading.media import is_file_link
from mingtang.editorial.reading.offices import is_office, may_sign
from mingtang.editorial.reading.tree import Node

LARGEST = 0.4  # of the words of the text, for a box without controls


LARGEST_FORM = 0.6


MOST_ROUNDS = 5


LONGEST_NAME = 14  # of a box


LONGEST_ITEM = 60


FEW_WORDS = 6


# One paragraph of a text, whatever its class.
_PARAGRAPHS = frozenset(
    [
        "p", "img", "a", "span", "font", "b", "strong", "center", "pre", "table", "hr",
        "h1", "h2", "h3", "h4", "h5", "h6",
    ]
)  # fmt: skip


_FLOATS = re.compile(r"position\s*:\s*fixed", re.IGNORECASE)


_ANNEX = re.compile(r"^[【\[（(]?\s?附\s?(?:件|表|录|图|注|[:：\s\d一二三])")


_COLOPHON = re.compile(r"^[（(]?(?:抄送|抄报|主送|主题词|此件|信息公开选项)|印发[）)]?$")


_COLON_NAME = re.compile(r"[\u4e00-\u9fff]{2,6}[:：]")


_COUNT = re.compile(r"\s?[(（\[]\s?\d+\s?[)）\]]$")


_ENDS_SENTENCE = re.compile(r"[。！？!?；;：:）)”》]$")


_NUMBERED = re.compile(r"^(?:第?[一二三四五六七八九十]{1,3}[、章节条]|[（(]|\d{1,2}[.．、])")


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
        if place and box is PageBox.SURE and _names_box(groups[place - 1], group):
            found.append((groups[place - 1], box))
    for group, box in found:
        for line in group.lines:
            line.box = box
    return bool(found or below)


def _below_rule(lines: Sequence[Line], signed: int, end: int) -> Sequence[Line]:
    """Return the lines below the rule, or the first one in faint letters, that ends a signed text."""
    below = next(
        (at for at in range(signed + 1, end) if lines[at].is_below_rule or lines[at].is_faint),
        end,
    )
    rest = lines[below:end]
    is_text = any(
        line.kind == "table" or is_file_link(line) or _ends(rest, at) or _COLOPHON.match(line.text)
        for at, line in enumerate(rest)
    )
    return () if is_text else rest


class _Text:
    """What is known of the text as a whole, when its groups are judged."""

    def __init__(
        self, lines: Sequence[Line], start: int, end: int, groups: Sequence[Group]
    ) -> None:
        run = [index for index in range(start, end) if lines[index].box is PageBox.NONE]
        self.lines = lines
        self.words = sum(vote(lines[index]) > 0 and len(lines[index].text) for index in run)
        prose = [i for i in run if lines[i].kind == "text" and furniture.is_prose(lines[i].text)]
        self.looks = self._looks(groups)
        own = {at for group in groups if self._is_apart(group) for at in group.at}
        self.last_prose = max((at for at in prose if at not in own), default=-1)
        like = [group.at[-1] for group in groups if self._is_like(group)]
        self.last_like = max(like, default=end)
        dated = [at for at in run if lines[at].kind == "text" and _ends(lines, at)]
        self.last_date = dated[-1] if dated else -1
        self.signed = self._signed(dated, run, end)
        ended = max(self.last_prose, self.last_date)
        told = (at for at in range(ended + 1, end) if lines[at].box is not PageBox.NONE)
        self.first_box = next(told, end) if ended >= 0 else end

    def _is_like(self, group: Group) -> bool:
        return (
            not group.is_beside
            and _look(group.branch)[:2] in {one[:2] for one in self.looks}
            and not _is_faint(group)
        )

    def _looks(self, groups: Sequence[Group]) -> set[tuple[str, str, str]]:
        """Return how the paragraphs of the text are built: most of its words, or several alike."""
        counts: Counter[tuple[str, str, str]] = Counter()
        words: Counter[tuple[str, str, str]] = Counter()
        for group in groups:
            if not group.is_beside:
                look = _look(group.branch)
                counts[look] += any(vote(line) > LONGEST_ITEM for line in group.lines)
                words[look] += group.words
        return {
            look
            for look, count in counts.items()
            if count > 1 or (count and words[look] * 4 > self.words)
        }

    def _is_apart(self, group: Group) -> bool:
        return group.is_beside or (
            group.branch.tag not in _PARAGRAPHS and _look(group.branch) not in self.looks
        )

    def _signed(self, dated: Sequence[int], run: Sequence[int], end: int) -> int:
        """Return the line of the date that ends the text; the end where there is none, or an annex follows."""
        late = [at for at in dated if at >= run[len(run) // 3]]
        after = [self.lines[at] for at in run if late and at > late[0]]
        if not late or any(_ANNEX.match(one.text) and not is_file_link(one) for one in after):
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
        if _signs(group) or _is_annex(group) or any(one.kind == "table" for one in group.lines):
            return PageBox.NONE
        if group.branch.controls and group.words <= LARGEST_FORM * self.words:
            return PageBox.SURE
        is_like = _look(group.branch) in self.looks and not group.is_beside
        is_among = group.at[0] < max(self.last_prose, self.last_date)
        if _is_of_links(group) and not is_like and (not is_among or self._is_named(group)):
            return PageBox.SURE
        if is_like or is_among or max(self.last_prose, self.last_date) < 0:
            is_box = _is_faint(group) or (is_behind and all(map(_is_item, group.lines)))
            return PageBox.LIKELY if is_box and not is_among else PageBox.NONE
        return self._box_below(group, is_behind=is_behind)

    def is_below_box(self, group: Group) -> bool:
        """Tell whether a box that was told before stands between the end of the text and a group."""
        return group.at[0] > self.first_box

    def _offers_files(self, group: Group) -> bool:
        """Tell whether a group below the text is built otherwise and names its files only."""
        others = sum(len(line.text) - line.link_words for line in group.lines)
        return (
            group.at[0] > max(self.last_prose, self.last_date)
            and self._is_apart(group)
            and not _is_annex(group)
            and others <= FEW_WORDS * sum(len(line.links) for line in group.lines)
            and all(is_file_link(line) for line in group.lines[1:])
        )

    def _is_named(self, group: Group) -> bool:
        """Tell whether links among the text have a name of their own: a list of the text has a lead-in."""
        first = group.lines[0]
        above = self.lines[group.at[0] - 1] if group.at[0] else first
        return _is_name(first) or _is_name(above)

    def _box_of_paragraph(self, group: Group, *, is_behind: bool) -> PageBox:
        """Judge a paragraph: below the last one that looks as the text does, faint or of another class."""
        line, node = group.lines[0], group.branch
        if node.tag not in {"p", "center"} or group.at[0] <= max(
            self.last_prose, self.last_date, 0
        ):
            return PageBox.NONE
        is_other = bool(node.get("class")) and _look(node)[1] not in {one[1] for one in self.looks}
        if _signs(group) or _is_annex(group) or line.kind != "text":
            return PageBox.NONE
        if _is_of_links(group) and not _ENDS_SENTENCE.search(line.text):
            return PageBox.SURE
        is_other = is_other and group.at[0] > self.last_like
        is_box = (_is_item(line) and (is_other or is_behind)) or _is_faint(group)
        return PageBox.LIKELY if is_box else PageBox.NONE

    def _box_below(self, group: Group, *, is_behind: bool) -> PageBox:
        """Judge what stands below the text and is built otherwise."""
        has_prose = any(furniture.is_prose(line.text) for line in group.lines)
        if has_prose and group.words > LARGEST * self.words:
            return PageBox.NONE
        if group.at[0] > self.signed or is_behind:
            return PageBox.LIKELY if has_prose else PageBox.SURE
        if group.is_beside and is_of_entries(group.branch):
            return PageBox.LIKELY
        if has_prose or any(line.kind != "text" for line in group.lines):
            return PageBox.NONE
        return PageBox.LIKELY if all(map(_is_item, group.lines)) else PageBox.NONE


def _is_faint(group: Group) -> bool:
    """Tell whether a group is printed in grey or small letters, as notes of the page are."""
    return is_faint(group.branch) or all(line.is_faint for line in group.lines)


def _ends(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a line is the date of a document, alone or behind who signs it."""
    parted = date_at_end(lines[index].text)
    return parted is not None and (not parted[0] or may_sign(parted[0]))


def _look(node: Node) -> tuple[str, str, str]:
    """Return what elements that are built alike have in common."""
    inner = next((one.tag for one in node.children if isinstance(one, Node)), "")
    return node.tag, node.get("class"), inner


def _signs(group: Group) -> bool:
    """Tell whether a group holds who signed a document, or when."""
    return any(
        _ends(group.lines, at) or is_office(line.text) or _COLOPHON.match(line.text)
        for at, line in enumerate(group.lines)
        if not line.links
    )


def _is_annex(group: Group) -> bool:
    first = next((line.text for line in group.lines if line.text), "")
    return _ANNEX.match(first) is not None


def _is_of_links(group: Group) -> bool:
    """Tell whether most words of a group lead to other pages."""
    links = sum(len(line.links) for line in group.lines)
    linked = sum(line.link_words for line in group.lines)
    return links > 0 and linked >= FEW_WORDS and linked * 10 >= group.words * 6


def _names_box(before: Group, group: Group) -> bool:
    """Tell whether a group is the short name right above a box."""
    return (
        len(before.lines) == 1
        and before.at[0] == group.at[0] - 1
        and (_is_name(before.lines[0]) or _COLON_NAME.fullmatch(before.lines[0].text) is not None)
        and not _signs(before)
    )


def _is_name(line: Line) -> bool:
    return (
        line.kind == "text"
        and 0 < len(line.text) <= LONGEST_NAME
        and not line.link_words
        and _is_item(line)
    )


def _is_item(line: Line) -> bool:
    """Tell whether a line is short, no sentence and no numbered point."""
    text = _COUNT.sub("", line.text)
    return (
        len(text) <= LONGEST_ITEM and not _ENDS_SENTENCE.search(text) and not _NUMBERED.match(text)
    )
