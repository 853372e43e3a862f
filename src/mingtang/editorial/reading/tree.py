"""A page as a light tree that every later step walks without recursion."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mingtang.editorial.reading.nesting import flattened
from mingtang.editorial.reading.result import DocumentKind, Unreadable
from mingtang.editorial.reading.unseen import HiddenNames, is_hidden
from mingtang.ground.foundation.nesting import NO_BOUND, fault_of

SEAM = "\x1f"  # between two inline elements, where no sign stands on the page
MOST_NODES = 100_000
MOST_ATTRIBUTES = 1_000  # of one tag
_COSTLY = "网页代码异常（标签属性过多，或表格中有大量错位的内容），无法识读，请把正文另存为文本文件后重新导入。"
# Never read; their words are not words of the page.
_DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "object",
        "embed",
        "option",
        "svg",
        "math",
        "map",
        "applet",
        "canvas",
        "dialog",
        "title",
        "link",
        "meta",
        "base",
    ]
)
_CONTROLS = frozenset({"button", "input", "select", "textarea"})  # as well as a form itself
MEDIA = frozenset({"iframe", "video", "audio", "object", "embed"})
# A script that writes nothing but words (`document.write("2024-12-03")`) is part of the text.
_WRITES = re.compile(
    r"\s{0,99}document\.write(?:ln)?\(\s{0,9}([\"'])([^\"'<>\\]{1,100})\1\s{0,9}\)\s{0,9};?\s{0,99}"
)
_ATTRIBUTES = [
    "id",
    "class",
    "style",
    "href",
    "src",
    "data-src",
    "data-original",
    "original-src",
    "_src",
    "data-lazy-src",
    "data-lazyload",
    "data-lazy",
    "lazy-src",
    "lazyload",
    "data-echo",
    "data-url",
    "data-actualsrc",
    "data-img",
    "data-source",
    "lay-src",
    "data-file",
    "file",
    "zoomfile",
    "alt",
    "title",
    "width",
    "height",
    "colspan",
    "rowspan",
    "align",
    "border",
    "hidden",
    "start",
    "type",
    "size",
    "role",
    "name",
    "color",
    "datetime",
]


class Node:
    """An element; `children` holds elements and strings."""

    __slots__ = (
        "attributes", "children", "controls", "depth", "last", "link_words", "marks", "order",
        "parent", "tag", "words",
    )  # fmt: skip

    def __init__(self, tag: str, attributes: dict[str, str], parent: "Node | None") -> None:
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.children: list[Node | str] = []
        self.depth: int = parent.depth + 1 if parent else 0
        self.order = self.last = 0
        self.words = self.link_words = 0
        self.marks = ""
        self.controls = 0  # buttons and fields to fill in

    def get(self, name: str) -> str:
        """Return an attribute, empty where there is none."""
        return self.attributes.get(name, "")

    @property
    def is_link(self) -> bool:
        """Whether it leads somewhere; an anchor that only marks a place does not."""
        if self.tag != "a":
            return False
        return bool(self.get("href").strip()) or not (self.get("name") or self.get("id"))

    def holds(self, other: "Node | None") -> bool:
        """Tell whether another element is this one or stands inside it."""
        return other is not None and self.order <= other.order <= self.last

    def walk(self) -> Iterator["Node"]:
        """Yield this element and all below it, in the order of the page."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(c for c in reversed(node.children) if isinstance(c, Node))

    def above(self) -> Iterator["Node"]:
        """Yield the elements around this one, nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def text(self) -> str:
        """Return all words inside, without separators."""
        parts: list[str] = []
        stack: list[Node | str] = [self]
        while stack:
            one = stack.pop()
            if isinstance(one, str):
                parts.append(one)
            else:
                stack.extend(reversed(one.children))
        return "".join(parts)


class ParsedPage:
    """A parsed page: its tree, its meta tags by lower-case name, its title element and scripts."""

    __slots__ = (
        "_unseen",
        "base",
        "canonical",
        "dropped",
        "frames",
        "heading",
        "hidden",
        "meta",
        "nodes",
        "root",
        "scripts",
    )

    def __init__(self, text: str) -> None:
        text = flattened(text)
        if fault_of(text, deepest=NO_BOUND, most=MOST_ATTRIBUTES):
            raise Unreadable(DocumentKind.LARGE, _COSTLY)
        parser = LexborHTMLParser(text)
        self.meta = _meta(parser)
        self.heading = _title(parser)
        self.scripts = "\n".join(
            (node.text() or "")[:20_000] for node in parser.css("script:not([src])")[:60]
        )
        self.base = _address(parser, "base[href]")
        self.canonical = _address(parser, 'link[rel="canonical"]')
        self.frames = len(parser.css("frameset frame, frameset"))
        self.dropped: list[tuple[Node, str, str]] = []
        self.nodes: list[Node] = []
        sheets = "\n".join((node.text() or "") for node in parser.css("style")[:40])
        self._unseen = HiddenNames(sheets, self.scripts)
        self.hidden: list[str] = []  # words that a style sheet hides
        self.root = self._build(parser)
        self._measure()

    def _build(self, parser: LexborHTMLParser) -> Node:
        root = Node("body", {}, None)
        body = parser.body
        if body is None:
            return root
        self.nodes.append(root)
        stack: list[tuple[LexborNode | None, Node]] = [(body.first_child, root)]
        while stack:
            raw, parent = stack.pop()
            while raw is not None:
                node = self._taken(raw, parent)
                if node is not None and raw.first_child is not None:
                    stack.append((raw.next, parent))
                    raw, parent = raw.first_child, node
                    continue
                raw = raw.next
        return root

    def _taken(self, raw: LexborNode, parent: Node) -> Node | None:
        """Take in one node of the page; return the element where one begins."""
        tag = raw.tag or ""
        if tag == "-text":
            parent.children.append(raw.text_content or "")
        elif tag == "script":
            parent.children.extend(_written_words(raw))
        elif tag in MEDIA:
            self.dropped.append((parent, tag, _media_source(raw)))
        elif tag in _CONTROLS:
            parent.controls += (raw.attributes or {}).get("type") != "hidden"
        elif tag and tag[0] not in "-!" and tag not in _DROPPED:
            attributes = _attributes(raw)
            if attributes and self._unseen.by_sheet(attributes):
                self.hidden.append(" ".join((raw.text() or "")[:2_000].split()))
            elif not is_hidden(attributes):
                return self._add(Node(tag, attributes, parent))
        return None

    def _add(self, node: Node) -> Node:
        if len(self.nodes) >= MOST_NODES:
            raise Unreadable(
                DocumentKind.LARGE, f"网页里的元素超过 {MOST_NODES} 个，请拆分后再导入。"
            )
        node.order = node.last = len(self.nodes)
        self.nodes.append(node)
        if node.parent is not None:
            node.parent.children.append(node)
        return node

    def _measure(self) -> None:
        for node in reversed(self.nodes):
            own = sum(len(c.strip()) for c in node.children if isinstance(c, str))
            node.words += own
            node.controls += node.tag == "form"
            if node.is_link:
                node.link_words = node.words
            if node.parent is not None:
                node.parent.words += node.words
                node.parent.link_words += node.link_words
                node.parent.controls += node.controls
                node.parent.last = max(node.parent.last, node.last)


def _attributes(raw: LexborNode) -> dict[str, str]:
    found = raw.attributes
    if not found:
        return {}
    return {name: (found[name] or "") for name in _ATTRIBUTES if name in found}


def _written_words(script: LexborNode) -> list[str]:
    written = _WRITES.fullmatch(script.text() or "")
    return [written[2]] if written else []


def _media_source(raw: LexborNode) -> str:
    given = raw.attributes
    return given.get("src") or given.get("data") or _inner_source(raw)


def _inner_source(raw: LexborNode) -> str:
    inner = raw.css_first("source[src], embed[src]")
    return (inner.attributes.get("src") or "") if inner is not None else ""


def _meta(parser: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in parser.css("meta")[:200]:
        attributes = node.attributes
        name = (attributes.get("name") or attributes.get("property") or "").strip().lower()
        content = " ".join((attributes.get("content") or "").split())
        if name and content:
            found.setdefault(name, content)
    return found


def _title(parser: LexborHTMLParser) -> str:
    node = parser.css_first("head > title") or parser.css_first("title")
    return " ".join((node.text() or "").split())[:500] if node is not None else ""


def _address(parser: LexborHTMLParser, selector: str) -> str:
    node = parser.css_first(selector)
    address = (node.attributes.get("href") or "").strip() if node is not None else ""
    return address if address.startswith(("http://", "https://")) else ""
