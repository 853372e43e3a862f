"""How deep HTML and JSON from outside are nested, told in one pass before anything parses them.

Parsers take time by the square of the depth of what they read: a hundred thousand `<div>` take
minutes. These functions take time by the length alone, however the text is made.
"""

import re

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
_COMMENT_END = re.compile(r"--!?>")
_JSON = re.compile(r'"(?>[^"\\]++|\\.)*+"|[\[{]|[\]}]', re.DOTALL)


class _Open:
    """The elements that are open, as a browser would have it."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def start(self, name: str) -> None:
        if name in VOID:
            return
        if name == "a":
            self.end("a")
        if name in _OF_TABLES:
            self._end_cells()
        if name in _SCOPES or name not in _OPTIONAL_END:
            self.names.append(name)

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
    open_ = _Open()
    raw, at = "", 0
    while (at := html.find("<", at)) >= 0:
        if not raw and html.startswith(("<!", "<?"), at):
            at = _after_comment(html, at)
            if at < 0:
                return html.find("<![CDATA[") >= 0
            continue
        found = _NAME.match(html, at)
        if found is None:
            at += 1
            continue
        name = found[2].lower()
        whole = _ATTRIBUTES.match(html, found.end())
        if whole is None and not raw:
            return False  # a tag without an end: nothing behind it is read
        at = found.end() if whole is None or raw else whole.end()
        if found[1]:
            if raw in {"", name}:
                open_.end(name)
                raw = ""
            continue
        open_.start(name)
        raw = raw or (name if name in _RAW else "")
        if len(open_.names) > limit:
            return True
    return False


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
