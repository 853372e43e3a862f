"""Whether two lines one after the other are parts of one title, by how the page is built."""

import re
from collections.abc import Sequence

from mingtang.editorial.reading import document_numbers, furniture, offices
from mingtang.editorial.reading.labels import is_label_line
from mingtang.editorial.reading.lines import Line
from mingtang.editorial.reading.title_names import (
    FORMAL,
    clean,
    ends_in_kind,
    is_formal,
    is_plain,
    squash,
)
from mingtang.editorial.reading.title_weights import (
    LIMIT,
    is_centred,
    is_named_title,
    joined,
    shows_title,
)

LONGEST_COLUMN = 8  # characters
MOST_BELOW_COLUMN = 8  # lines
MOST_BESIDE = 4  # characters


def shares_heading(before: Line, line: Line) -> bool:
    """Tell whether two lines stand in one element that shows nothing but a title, or are built as its parts."""
    if before.node is not line.node:
        return _is_in_title(before, line)
    return (
        line.tag in {"h1", "h2", "h3"}
        or (shows_title(line) and before.is_strong == line.is_strong)
        or _are_all(before, line)
    )


def _are_all(before: Line, line: Line) -> bool:
    """Tell whether two lines are all that a centred element shows."""
    words = len(before.text) + len(line.text)
    return line.node is not None and is_centred(line) and line.node.words <= words + MOST_BESIDE


def _is_in_title(before: Line, line: Line) -> bool:
    """Tell whether two elements side by side are named as a title is, or are all of one that is."""
    one, other = before.node, line.node
    if one is None or other is None or one.parent is None or one.parent is not other.parent:
        return False
    around = one.parent
    if around.words < LIMIT and (around.tag in {"h1", "h2", "h3"} or is_named_title(around)):
        return True
    return _are_alike(before, line) and is_named_title(other)


def are_near(before: Line, line: Line) -> bool:
    """Tell whether two lines stand in one element, or in elements built alike one after the other."""
    one, other = before.node, line.node
    if one is None or other is None or one is other:
        return True
    around = one.parent
    if around is None or around is not other.parent or one.tag != other.tag:
        return False
    is_alike = (one.get("class"), one.get("align")) == (other.get("class"), other.get("align"))
    return is_alike or (around.tag != "body" and around.words < LIMIT)


def is_one_heading(before: Line, line: Line) -> bool:
    """Tell whether two lines are parted by a break inside one heading."""
    return (
        before.node is line.node
        and line.node is not None
        and (line.tag in {"h1", "h2", "h3"} or (before.is_strong and line.is_strong))
        and line.node.words < LIMIT
    ) or _are_alike(before, line)


def _are_alike(before: Line, line: Line) -> bool:
    """Tell whether two lines stand in elements of one class, one after the other."""
    one, other = before.node, line.node
    return (
        one is not None
        and other is not None
        and one.parent is other.parent
        and bool(one.get("class"))
        and (one.tag, one.get("class")) == (other.tag, other.get("class"))
    )


def is_fact(line: Line) -> bool:
    return is_label_line(line) or bool(document_numbers.number_of_line(line.text))


def below_column(lines: Sequence[Line], start: int, end: int, text_from: int) -> int | None:
    """Return the line of the title of a document below what is only the name of its column, or None."""
    above = squash(joined(lines[start:end]))
    if len(above) > LONGEST_COLUMN or ends_in_kind(above):
        return None
    for index in range(end, min(end + MOST_BELOW_COLUMN, text_from, len(lines))):
        line, text = lines[index], clean(lines[index].text)
        is_shown = line.is_strong or is_centred(line) or line.tag in {"h1", "h2", "h3"}
        is_one = is_formal(text) or (is_plain(text) and len(text) > LONGEST_COLUMN)
        if is_shown and is_one and not line.links and not line.in_frame and not is_fact(line):
            return index
    return None


def names_offices(before: Line, line: Line) -> bool:
    """Tell whether a line is an office, or in the heading of a title several side by side."""
    if offices.is_office("".join(before.text.split())):
        return True
    named = offices.offices_of_line(before.text) if shares_heading(before, line) else ()
    return len(named) > 1 and all(offices.is_office(one) for one in named)


def with_offices(lines: Sequence[Line], start: int, text: str) -> tuple[str, int]:
    """Return a title with the office above it, and with those above that one in the same heading."""
    text, start = lines[start - 1].text + text, start - 1
    while start and len(text) < LIMIT:
        before, line = lines[start - 1], lines[start]
        if not (shares_heading(before, line) and names_offices(before, line)):
            break
        text, start = f"{before.text} {text}", start - 1
    return text, start


def starts_another(before: Line, line: Line, *, is_stated: bool) -> bool:
    """Tell whether a line below a banner is a title of its own: a heading, or whole in its form."""
    is_heading = line.tag in {"h1", "h2", "h3"}
    is_whole = FORMAL.match(line.text) is not None and not is_stated
    return (is_heading or is_whole) and not are_near(before, line)


def is_open(joined: str, last: str) -> bool:
    """Tell whether the lines before the last were no whole title."""
    before = joined[: -len(last)]
    if FORMAL.match(last):
        return bool(offices.offices_of_line(before))
    return not FORMAL.match(before) and not furniture.is_furniture(before)


def may_go_on(first: Line, line: Line) -> bool:
    """Tell whether a line is short and open enough for a title to go on in it."""
    return (
        not line.is_link
        and not first.is_link
        and len(line.text) <= 60
        and not re.search(r"[：:。]$", line.text)
    )


def may_lack_office(lines: Sequence[Line], start: int, end: int, *, is_stated: bool) -> bool:
    """Tell whether an office that nothing states stands right above a title, or was joined to it from there."""
    if start == end:
        return False
    first = lines[start]
    if end - start > 1:
        is_sure = is_stated or first.tag in {"h1", "h2", "h3"}
        return not is_sure and offices.is_office(first.text)
    above = lines[start - 1] if start else None
    return (
        above is not None
        and clean(first.text).startswith("关于")
        and above.cell == first.cell
        and not above.in_frame
        and not above.is_link
        and offices.is_office("".join(above.text.split()))
    )
