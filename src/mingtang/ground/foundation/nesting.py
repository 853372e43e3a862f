"""What makes HTML and JSON from outside costly to parse, told in one pass before anything parses them.

Parsers take time by the square of the depth of what they read, of the attributes of a tag, and of
what is misplaced in a table: a hundred thousand of them take minutes. These functions take time by the length alone, however the text is made.
"""

import re
from enum import Enum

_VOIDS = "area base br col embed hr img input link meta param source track wbr basefont frame"
VOID = frozenset(_VOIDS.split())
# Their end tag may be left out, and one does not stand in another without an element between.
_ENDLESS = "p li dt dd tr td th thead tbody tfoot colgroup caption option optgroup rt rp rb rtc"
_OPTIONAL_END = frozenset((*_ENDLESS.split(), "html", "head", "body"))
# An end tag outside of these does not reach an element inside.
_BOUNDS = "table td th caption template object applet marquee svg math"
_SCOPES = frozenset(_BOUNDS.split())
# Each of them ends the cell before it.
_CELLS = "td th tr thead tbody tfoot caption colgroup"
_OF_TABLES = frozenset(_CELLS.split())
# Formatting goes on after the block in which it was opened, until its own end tag.
_STYLES = "a b big code em font i nobr s small strike strong tt u"
_FORMATTING = frozenset(_STYLES.split())
_WORDS = "script style textarea title xmp iframe noembed noframes"
_RAW = frozenset(_WORDS.split())
_NAME = re.compile(r"<(/?)([A-Za-z][^\s/>]*+)")
_ATTRIBUTES = re.compile(
    r"""(?>[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?>"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+|(?=>)))?+)*+[\s/]*+>"""
)
_ATTRIBUTE = re.compile(
    r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?>"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+|(?=>)))?+"""
)
NO_BOUND = 10**9
_COMMENT_END = re.compile(r"--!?>")
_JSON = re.compile(r'"(?>[^"\\]++|\\.)*+"|[\[{]|[\]}]', re.DOTALL)


class NestingFault(Enum):
    """What makes a text too costly to parse."""

    DEEP = "deep"
    CROWDED = "crowded"  # a tag has too many attributes: parsers compare each with all before it
    STRAY = (
        "stray"  # in a table beside its cells: parsers move each before the table, past all others
    )


class _Open:
    """The elements that are open, as a browser would have it."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.strays = 0

    def start(self, name: str) -> None:
        if name in VOID:
            return
        if name == "a":
            self.end("a")
        if name in _OF_TABLES:
            self._end_cells()
        if name in _SCOPES or name not in _OPTIONAL_END:
            self.names.append(name)

    def count_strays(self, name: str, text: str) -> None:
        """Count what stands in a table but in none of its cells: a new element, the text before it."""
        if self.names and self.names[-1] == "table":
            self.strays += (bool(name) and name not in _OF_TABLES) + bool(text.strip())

    def is_past(self, deepest: int, most: int) -> bool:
        """Tell whether one of the bounds is passed."""
        return len(self.names) > deepest or self.strays > 5 * most

    def fault(self, deepest: int, most: int) -> NestingFault | None:
        """Return what is past its bound."""
        if len(self.names) > deepest:
            return NestingFault.DEEP
        return NestingFault.STRAY if self.strays > 5 * most else None

    def _end_cells(self) -> None:
        for place in range(len(self.names) - 1, -1, -1):
            if self.names[place] == "table":
                del self.names[place + 1 :]
                return

    def end(self, name: str) -> None:
        for place in range(len(self.names) - 1, -1, -1):
            found = self.names[place]
            if found == name:
                above = self.names[place + 1 :]
                self.names[place:] = (
                    [] if name in _SCOPES else [one for one in above if one in _FORMATTING]
                )
                if name in _FORMATTING:
                    self.names[place:] = above
                return
            if found in _SCOPES and name not in _SCOPES:
                return


def is_deeper_than(html: str, limit: int) -> bool:
    """Tell whether elements of a text may be nested deeper than so many levels.

    What would be read differently by different readers counts as the deeper one, so a broken text
    may be called deeper than it is, never shallower by more than table cells and list items add.
    """
    return fault_of(html, deepest=limit) is NestingFault.DEEP


def fault_of(html: str, *, deepest: int, most: int = NO_BOUND) -> NestingFault | None:
    """Return the first thing that makes a text costly to parse.

    `most` bounds the attributes of a tag, and five times what stands in tables beside their cells.
    """
    open_ = _Open()
    raw, at, after = "", 0, 0
    while not open_.is_past(deepest, most) and (at := html.find("<", at)) >= 0:
        if not raw and html.startswith(("<!", "<?"), at):
            at = _after_comment(html, at)
            if at < 0:
                return NestingFault.DEEP if html.find("<![CDATA[") >= 0 else None
            continue
        found = _NAME.match(html, at)
        if found is None:
            at += 1
            continue
        name = found[2].lower()
        if raw in {"", name if found[1] else ""}:
            open_.count_strays(name if not found[1] else "", html[after:at])
            if _has_more_attributes(html, found.end(), most):
                return NestingFault.CROWDED
        whole = _ATTRIBUTES.match(html, found.end())
        if whole is None and not raw:
            break  # a tag without an end: nothing behind it is read
        at = after = found.end() if whole is None or raw else whole.end()
        if not found[1]:
            open_.start(name)
            raw = raw or (name if name in _RAW else "")
        elif raw in {"", name}:
            open_.end(name)
            raw = ""
    return open_.fault(deepest, most)


def _has_more_attributes(html: str, at: int, limit: int) -> bool:
    for _ in range(limit + 1):
        found = _ATTRIBUTE.match(html, at)
        if found is None:
            return False
        at = found.end()
    return True


def _after_comment(html: str, at: int) -> int:
    """Return where a comment ends, -1 where it has no end."""
    if html.startswith("<![CDATA[", at):
        return -1  # text to one reader, markup to another
    if not html.startswith("<!--", at):
        end = html.find(">", at)
        return end + 1 if end >= 0 else -1
    if html.startswith(("<!-->", "<!--->"), at):
        return html.find(">", at) + 1
    end_of_comment = _COMMENT_END.search(html, at + 4)
    return end_of_comment.end() if end_of_comment else -1


def json_is_deeper_than(text: str, limit: int) -> bool:
    """Tell whether lists and objects of a JSON text are nested deeper than so many levels."""
    depth = 0
    for found in _JSON.finditer(text):
        sign = found[0]
        if sign in "[{":
            depth += 1
            if depth > limit:
                return True
        elif sign in "]}":
            depth -= 1
    return False
