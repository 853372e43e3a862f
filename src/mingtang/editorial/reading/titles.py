"""The title of a document: what the page states, and where it stands, over several lines too."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mingtang.editorial.reading import furniture, offices
from mingtang.editorial.reading.labels import is_label_line, starts_with_label
from mingtang.editorial.reading.lines import Line
from mingtang.editorial.reading.result import ValuePlace
from mingtang.editorial.reading.title_lines import (
    are_near,
    below_column,
    is_fact,
    is_one_heading,
    is_open,
    may_go_on,
    names_offices,
    shares_heading,
    starts_another,
    with_offices,
)
from mingtang.editorial.reading.title_names import (
    FORMAL,
    KINDS,
    LABEL,
    clean,
    ends_in_kind,
    is_site,
    squash,
)
from mingtang.editorial.reading.title_weights import (
    LIMIT,
    is_centred,
    is_followed_by_labels,
    is_signature,
    joined,
    may_be_title,
    weight_of,
)
from mingtang.editorial.reading.told_titles import CUT, StatedTitles, first_prose

_SUBTITLE = re.compile(r"(?:——|──|—)\s?[^—─。]{4,80}$")


MOST_LINES = 5


NEAR_TEXT = 4  # lines


MOST_ABOVE = 1_000  # lines of a page above its text


# Begins as a subtitle does, or ends in the date of an entry in a list.
_IN_BRACKETS = re.compile(r"^[【\[][^】\]]{2,8}[】\]]")  # `【信息时效】长期`


LEAST = 3  # weight of what stands out


SHORT_HEADING = 3  # characters


CLEAR = 7  # less gives way to what a label calls the title


SURE = 4  # less is only the best guess


@dataclass(frozen=True, slots=True)
class Title:
    """A title, and the lines it takes up: from `start` up to `end`; equal where none holds it."""

    text: str
    start: int
    end: int
    place: ValuePlace
    stated: str = ""
    is_weak: bool = False  # it only fits best, nothing says that it is one


def _told(lines: Sequence[Line], limit: int, told: Sequence[str]) -> Title | None:
    """Return what the page calls its document beside a label, where a line holds it."""
    for text in told:
        for index, line in _candidates(lines, limit):
            if squash(line.text).endswith(squash(text)):
                return Title(text, index, index + 1, ValuePlace.LABEL)
    return None


def find_title(
    lines: Sequence[Line], stated: Sequence[str], limit: int, told: Sequence[str] = ()
) -> Title | None:
    """Return the title among the first `limit` lines; `told` is what its labels call the document.

    Every line, and every run of lines that may be one, is weighed: what the page states it to be,
    heading, name of the element, shape, labels below. What stands out least is taken only where nothing
    else does; last comes what is stated and not shown.
    """
    wanted = StatedTitles(stated, told)
    text_from = first_prose(lines, limit)
    best = _heaviest(lines, limit, wanted, text_from)
    if best is None or (best[0] < CLEAR and not wanted.is_told(joined(lines[best[1] : best[2]]))):
        named = _told(lines, limit, told)
        if named is not None:
            return named
    if best is not None:
        return _chosen(lines, best, wanted, text_from)
    return _plainer(lines, stated, limit)


def _heaviest(
    lines: Sequence[Line], limit: int, wanted: StatedTitles, text_from: int
) -> tuple[int, int, int] | None:
    """Return weight, start and end of the lines for which most speaks, or None."""
    best: tuple[int, int, int] | None = None
    for start in range(max(0, limit - MOST_ABOVE), min(limit, len(lines))):
        for end in _ends(lines, start, wanted):
            weight = weight_of(lines, start, end, wanted) - 5 * (start > text_from)
            if weight >= LEAST and (best is None or weight > best[0]):
                best = (weight, start, end)
    return best


def _plainer(lines: Sequence[Line], stated: Sequence[str], limit: int) -> Title | None:
    """Return a title that does not stand out, or one that is stated and not shown."""
    short = _short_heading(lines, limit, stated)
    if short is not None:
        return short
    for finder in (_pictured, _labelled, _bare_kind, _before_labels):
        found = finder(lines, limit)
        if found is not None:
            return _extended(found, lines)
    for one in stated:
        if not is_site(one) and len(squash(one)) >= 6:
            return Title(clean(CUT.sub("", one)), 0, 0, ValuePlace.META, one)
    return None


def _chosen(
    lines: Sequence[Line], best: tuple[int, int, int], wanted: StatedTitles, text_from: int
) -> Title:
    """Return what stands out most, or the title below it where it only names a column."""
    weight, start, end = best
    below = below_column(lines, start, end, text_from)
    if below is not None:
        text = clean(lines[below].text)
        return Title(text, below, below + 1, ValuePlace.TITLE, is_weak=True)
    text = joined(lines[start:end])
    is_weak = weight < SURE and not wanted.stated(text)
    title = Title(text, start, end, ValuePlace.TITLE, wanted.stated(text), is_weak)
    return _extended(title, lines)


def _ends(lines: Sequence[Line], start: int, wanted: StatedTitles) -> Iterator[int]:
    """Yield where a title that begins at a line may end: there, or some lines further."""
    first = lines[start]
    if first.kind != "text" or not 2 <= len(first.text) <= LIMIT:
        return
    if len(first.text) >= 4:
        yield start + 1
    if is_fact(first):
        return
    joined = clean(first.text)
    for end in range(start + 1, min(start + MOST_LINES, len(lines))):
        line = lines[end]
        if line.kind != "text" or len(line.text) > 120 or is_fact(line):
            return
        joined += line.text
        key = squash(joined)
        is_alien = first.is_link or line.is_link or bool(_IN_BRACKETS.match(first.text))
        is_alien = is_alien or not (are_near(lines[end - 1], line) or shares_heading(first, line))
        if is_alien and not (wanted.points(key) or wanted.begins(key)):
            return
        if starts_another(lines[end - 1], line, is_stated=bool(wanted.points(key))):
            return
        is_one = line.node is first.node and first.node is not None and first.node.words < LIMIT
        if is_one or wanted.points(key) or (is_open(joined, line.text) and FORMAL.match(joined)):
            yield end + 1
        elif not (wanted.begins(key) or may_go_on(first, line)):
            return


def _candidates(lines: Sequence[Line], limit: int) -> Iterator[tuple[int, Line]]:
    for index, line in enumerate(lines[:limit]):
        if line.kind == "text" and not line.in_frame and 2 <= len(line.text) <= LIMIT:
            yield index, line


def _pictured(lines: Sequence[Line], limit: int) -> Title | None:
    """Return the title that a page shows as a picture, by the words that stand for it."""
    for index, line in enumerate(lines[:limit]):
        if line.kind == "picture" and not line.in_frame and line.node is not None:
            text = clean(line.node.get("alt"))
            if FORMAL.match(text):
                return Title(text, index, index + 1, ValuePlace.TITLE, is_weak=True)
    return None


def _bare_kind(lines: Sequence[Line], limit: int) -> Title | None:
    """Return a kind of document that stands alone above the text (`公　告`), centred or as a heading."""
    for index, line in _candidates(lines, limit):
        text = squash(line.text)
        is_shown = is_centred(line) or line.is_strong or line.tag in {"h1", "h2", "h3"}
        if is_shown and not line.is_link and re.fullmatch(KINDS, text):
            return Title(text, index, index + 1, ValuePlace.TITLE, is_weak=True)
    return None


def _short_heading(lines: Sequence[Line], limit: int, stated: Sequence[str]) -> Title | None:
    """Return a heading of two or three characters (`讣　告`) with which what the page states begins."""
    for index, line in _candidates(lines, limit):
        text = clean(line.text)
        is_shown = line.tag in {"h1", "h2", "h3"} or is_centred(line)
        if not is_shown or line.is_link or not 2 <= len(squash(text)) <= SHORT_HEADING:
            continue
        for one in stated:
            if re.match(rf"{re.escape(squash(text))}(?:$|\W|_)", squash(one)):
                return Title(text, index, index + 1, ValuePlace.TITLE, one, is_weak=True)
        if is_followed_by_labels(lines, index) and line.is_strong:
            return Title(text, index, index + 1, ValuePlace.TITLE, is_weak=True)
    return None


def _labelled(lines: Sequence[Line], limit: int) -> Title | None:
    for index, line in _candidates(lines, limit):
        if LABEL.match(line.text) and len(clean(line.text)) >= 4:
            text = re.split(r"\s{2,}|[|｜]", LABEL.sub("", line.text))[0]
            if not starts_with_label(text):
                return Title(clean(text), index, index + 1, ValuePlace.LABEL)
    return None


def _before_labels(lines: Sequence[Line], limit: int) -> Title | None:
    """Take the line right above the labels, or the first line that may be a title."""
    for index, line in _candidates(lines, limit):
        if (
            not line.is_link
            and not _ends_text(lines, index)
            and not is_signature(lines, index)
            and may_be_title(line.text, line)
            and is_followed_by_labels(lines, index)
        ):
            return Title(clean(line.text), index, index + 1, ValuePlace.TITLE)
    for index, line in _candidates(lines, limit):
        if line.is_link or is_signature(lines, index):
            continue
        if may_be_title(line.text, line) and len(line.text) <= 60:
            return Title(clean(line.text), index, index + 1, ValuePlace.TITLE, is_weak=True)
        if furniture.is_prose(line.text):
            return None
    return None


def _ends_text(lines: Sequence[Line], index: int) -> bool:
    """Tell whether running text stands right above a line, in the same element or one beside."""
    node = lines[index].node
    return node is not None and any(
        one.node is not None
        and (one.node is node or one.node.parent is node.parent or one.node is node.parent)
        and furniture.is_prose(one.text)
        for one in lines[max(0, index - NEAR_TEXT) : index]
    )


def _extended(title: Title, lines: Sequence[Line]) -> Title:
    """Return a title with the line before or behind that belongs to it."""
    if title.place is not ValuePlace.TITLE or title.end == title.start:
        return title
    before = lines[title.start - 1] if title.start else None
    text, start, end = title.text, title.start, title.end
    if (
        before is not None
        and (text.startswith("关于") or (start > 1 and _is_headed(before, lines[start], text)))
        and not before.in_frame
        and not before.is_link
        and (are_near(before, lines[start]) or shares_heading(before, lines[start]))
        and (shares_heading(before, lines[start]) or not _is_stated(title, text))
        and names_offices(before, lines[start])
    ):
        text, start = with_offices(lines, start, text)
    after = lines[end] if end < len(lines) else None
    if after is not None and after.kind == "text" and _SUBTITLE.match(after.text):
        return Title(clean(text + after.text), start, end + 1, title.place, title.stated)
    if after is not None and after.kind == "text" and not after.in_frame and not after.is_link:
        joined = clean(text + after.text)
        is_unfinished = "关于" in text or offices.is_office("".join(text.split()))
        if (
            is_unfinished
            and not ends_in_kind(text)
            and len(joined) <= LIMIT
            and FORMAL.match(joined)
            and not is_label_line(after)
        ):
            text, end = joined, end + 1
    return Title(text, start, end, title.place, title.stated, title.is_weak)


def _is_headed(before: Line, line: Line, text: str) -> bool:
    """Tell whether a line stands in the heading of a title; of a report's only where they share an element."""
    is_report = not ends_in_kind(text) and before.node is not line.node
    return is_one_heading(before, line) and not is_report


def _is_stated(title: Title, text: str) -> bool:
    return bool(title.stated) and squash(title.stated) == squash(text)
