"""Keep a page flat enough to be parsed in linear time.

A parser of HTML looks up its stack of open elements for nearly every tag, so that 100,000 nested
elements cost 100,000² steps. Browsers cut at 512 levels, and so does this.
"""

import re
from collections import Counter

DEEPEST = 400
# Formatting that is never closed is opened again in every paragraph; a few levels are enough.
DEEPEST_FORMATTING = 12
FEW_TAGS = 300
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,30})([^<>]{0,5000}>)?")
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "!doctype",
    ]
)
# A new one of these closes the one before.
_IMPLIED = frozenset(
    [
        "p",
        "li",
        "td",
        "th",
        "tr",
        "dt",
        "dd",
        "option",
        "thead",
        "tbody",
        "tfoot",
        "colgroup",
        "html",
        "head",
        "body",
    ]
)
_FORMATTING = frozenset(
    [
        "a",
        "b",
        "big",
        "code",
        "em",
        "font",
        "i",
        "nobr",
        "s",
        "small",
        "strike",
        "strong",
        "tt",
        "u",
    ]
)


def flattened(text: str) -> str:
    """Return a page without the elements that are nested deeper than any browser shows."""
    if text.count("<") < FEW_TAGS:
        return text
    open_, dropped = Counter[str](), Counter[str]()
    depth = formatting = 0
    pieces: list[str] = []
    last = 0
    for match in _TAG.finditer(text):
        closes, name = match[1], match[2].lower()
        if name in _VOID or name in _IMPLIED or (match[3] or "").endswith("/>"):
            continue
        is_formatting = name in _FORMATTING
        if closes:
            if dropped[name]:
                dropped[name] -= 1
            elif open_[name]:
                open_[name] -= 1
                depth -= not is_formatting
                formatting -= is_formatting
                continue
            elif not is_formatting:
                continue
        elif (formatting < DEEPEST_FORMATTING) if is_formatting else (depth < DEEPEST):
            open_[name] += 1
            depth += not is_formatting
            formatting += is_formatting
            continue
        else:
            dropped[name] += 1
        pieces.append(text[last : match.start()])
        last = match.end()
    pieces.append(text[last:])
    return "".join(pieces)
