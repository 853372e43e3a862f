"""Elements of HTML and SVG whose texts and attributes are always escaped."""

import unicodedata
from typing import Any

from markupsafe import Markup, escape

from mingtang.ground.foundation.text import one_line

LINE_HEIGHT = 20  # pixels
TEXT_SIZE, SMALL_SIZE = 15, 13


def element(tag: str, /, *children: Any, **attributes: Any) -> Markup:
    """Return an element; `class_` gives `class`, `stroke_width` gives `stroke-width`.

    An attribute that is None is left out. Tags and names of attributes come from this room alone.
    """
    named = [
        f' {name.rstrip("_").replace("__", ":").replace("_", "-")}="{escape(value)}"'
        for name, value in attributes.items()
        if value is not None
    ]
    inner = "".join(str(escape(child)) for child in children)
    return Markup(f"<{tag}{''.join(named)}>{inner}</{tag}>")  # noqa: S704 each part is escaped above


def text(x: str, y: float, words: str, **attributes: Any) -> Markup:
    """Return a text of SVG in the colour of the page, `y` being its base line."""
    given = {"font_size": TEXT_SIZE, "fill": "currentColor", **attributes}
    return element("text", words, x=x, y=short(y), **given)


def percent(share: float) -> str:
    """Return a share of the width as SVG writes it: 0.5 is `50%`."""
    return f"{short(share * 100)}%"


def short(number: float) -> str:
    """Return a coordinate with at most two decimals, the same on every machine."""
    return f"{number:.2f}".rstrip("0").rstrip(".") if number else "0"


def columns(words: str) -> int:
    """Return how wide a text is, in half widths of a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in words)


def wrapped(words: str, *, width: int, most: int) -> list[str]:
    """Return a label in at most `most` lines of `width` half widths; what is cut ends with ….

    SVG breaks no lines by itself.
    """
    rest = one_line(words) or "（无名称）"
    lines: list[str] = []
    while rest and len(lines) < most:
        cut = _fitting(rest, width)
        lines.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    if rest:
        lines[-1] = lines[-1][: _fitting(lines[-1], width - 2)] + "…"
    return lines


def _fitting(words: str, width: int) -> int:
    """Return how many characters fit; a sign that combines is not parted from what it stands on."""
    used = 0
    for place, sign in enumerate(words):
        used += 0 if unicodedata.combining(sign) else columns(sign)
        if used > width:
            return max(place, 1)
    return len(words)
