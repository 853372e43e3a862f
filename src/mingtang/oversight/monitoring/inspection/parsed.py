"""A page as the rules look at it: marks in the head, visible text, links, pictures."""

import re
from functools import cached_property
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

_SPACE = re.compile(r"\s+")
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px)?\s*(?:;|$)"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_DAY = r"20\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}"
_TIME = re.compile(rf"{_DAY}\s*日?(?P<time>\s*\d{{1,2}}\s*[:时]\s*\d{{1,2}})?")
_UNSEEN = "script, style, noscript, template, title, head"
_SNIPPET = 100


class PageSource:
    """The parts of a page; `address` is where it was fetched from, empty for a file."""

    def __init__(self, text: str, address: str = "") -> None:
        self.address = address
        self.source = text
        self.tree = LexborHTMLParser(text)

    @property
    def path(self) -> str:
        """The path of the address."""
        return urlsplit(self.address).path

    @property
    def host(self) -> str:
        """The host of the address in lower case, or empty."""
        return (urlsplit(self.address).hostname or "").lower()

    @cached_property
    def metas(self) -> list[tuple[str, str]]:
        """Names and contents of the meta tags, in their order."""
        nodes = self.tree.css("meta[name]")
        return [
            ((node.attributes.get("name") or "").strip(), one_line(node.attributes.get("content")))
            for node in nodes
        ]

    def metas_of(self, name: str) -> list[str]:
        """Return the contents of a mark, its name written exactly so."""
        return [content for one, content in self.metas if one == name]

    def meta(self, name: str) -> str:
        """Return the first content of a mark that is not empty."""
        return next((content for content in self.metas_of(name) if content), "")

    def has_meta(self, name: str) -> bool:
        """Say whether a mark is there under this name, however it is capitalized."""
        return any(one.lower() == name.lower() for one, _ in self.metas)

    @cached_property
    def title(self) -> str:
        """The text of `title`."""
        node = self.tree.css_first("title")
        return one_line(node.text()) if node else ""

    @cached_property
    def text(self) -> str:
        """What a reader sees in the body, in one line; scripts and styles are no text."""
        body = LexborHTMLParser(self.source)
        body.strip_tags(["script", "style", "noscript", "template", "head"])
        return one_line(body.body.text(separator=" ")) if body.body else ""

    @cached_property
    def links(self) -> list[LexborNode]:
        """The links with an address."""
        return self.tree.css("a[href]")

    def absolute(self, address: str | None) -> str:
        """Return an address of the page made whole; empty where it cannot be."""
        try:
            return urljoin(self.base, (address or "").strip())
        except ValueError:
            return ""

    @cached_property
    def base(self) -> str:
        """What addresses of the page are relative to."""
        node = self.tree.css_first("base[href]")
        try:
            return urljoin(self.address, (node.attributes.get("href") or "") if node else "")
        except ValueError:
            return self.address

    def dated_links(self) -> int:
        """Count the items of lists and rows of tables that hold a link and a day."""
        rows = self.tree.css("li, tr, dd")
        return sum(bool(row.css_first("a[href]") and _TIME.search(row.text())) for row in rows)

    def days_listed(self) -> list[str]:
        """Return the days of such items as written, in their order."""
        found = (
            _TIME.search(row.text()) for row in self.tree.css("li") if row.css_first("a[href]")
        )
        return [re.sub(r"\D+", "-", one[0]) for one in found if one]

    def times_shown(self) -> list[tuple[str, bool]]:
        """Return the days that stand in the text, and whether each has a time of day."""
        return [(one[0].strip(), bool(one["time"])) for one in _TIME.finditer(self.text)]


def one_line(text: str | None) -> str:
    """Return a text without line ends and doubled spaces."""
    return _SPACE.sub(" ", text or "").strip()


def is_hidden(node: LexborNode) -> bool:
    """Say whether a style in the page hides a node or what it stands in."""
    at: LexborNode | None = node
    while at is not None and at.tag != "-undef":
        if at.tag and _HIDING.search(at.attributes.get("style") or ""):
            return True
        at = at.parent
    return False


def snippet(node: LexborNode) -> str:
    """Return the beginning of a node as it stands in the source."""
    text = one_line(node.html)
    return text if len(text) <= _SNIPPET else f"{text[:_SNIPPET]}…"
