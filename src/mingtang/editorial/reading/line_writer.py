"""Collects what a page shows into lines."""

import html as html_text
import re

from mingtang.editorial.reading.lines import SPACES, UNSEEN, Line, is_faint, tidy
from mingtang.editorial.reading.tree import SEAM, Node

_KEPT = {"b": "b", "strong": "b", "i": "i", "em": "i", "sub": "sub", "sup": "sup"}


_SCHEMES = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)


class Writer:
    """Collects the pieces of one line until a block begins or ends."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.words: list[str] = []
        self.html: list[str] = []
        self.open: list[tuple[str, str]] = []  # tag, opening text
        self.links: list[tuple[str, Node]] = []
        self.link_words = 0
        self.in_link: Node | None = None
        self.pictures: list[tuple[Node, Node | None]] = []  # with the link around
        self.blocks: list[Node] = []
        self.cells: list[tuple[int, int, int]] = []
        self.frame = 0
        self.strong_words = 0
        self.faint = self.faint_words = 0
        self.is_below_rule = False
        self.pre = 0

    def add(self, words: str) -> None:
        """Add words; where a page keeps its line breaks, each ends a line."""
        if self.pre and "\n" in words:
            first, *rest = words.split("\n")
            self._add(first)
            for part in rest:
                self.flush()
                self._add(part)
        else:
            self._add(words)

    def _add(self, words: str) -> None:
        self.words.append(words)
        self.html.append(html_text.escape(words, quote=False))
        if self.in_link is not None:
            self.link_words += len(words.strip())
        if self.faint:
            self.faint_words += len(words.strip())
        if self.open and any(tag == "b" for tag, _ in self.open):
            self.strong_words += len(words.strip())

    def open_inline(self, node: Node) -> None:
        self.words.append(SEAM)
        self.faint += is_faint(node)
        if node.is_link:
            self.in_link = node
            self.links.append(("", node))
            href = node.get("href").strip()
            if _SCHEMES.match(href) or (href and ":" not in href[:20] and href[0] != "#"):
                self._push("a", f'<a href="{html_text.escape(href)}">')
        elif node.tag in _KEPT:
            self._push(_KEPT[node.tag], f"<{_KEPT[node.tag]}>")
        elif node.tag == "img":
            self.pictures.append((node, self.in_link))
            if not "".join(self.words).strip(" \t\r\n\x1f\xa0\u3000"):
                self._emit_pictures()

    def close_inline(self, node: Node) -> None:
        self.words.append(SEAM)
        self.faint -= is_faint(node)
        if node.is_link:
            self.in_link = None
            self._pop("a")
        elif node.tag in _KEPT:
            self._pop(_KEPT[node.tag])

    def _push(self, tag: str, opening: str) -> None:
        if len(self.open) < 8:
            self.open.append((tag, opening))
            self.html.append(opening)

    def _pop(self, tag: str) -> None:
        if self.open and self.open[-1][0] == tag:
            self.open.pop()
            self.html.append(f"</{tag}>")

    def flush(self) -> None:
        """End the line; what is open opens again in the next one."""
        if self.words:
            marked = "".join(self.words)
            text = tidy(marked)
            if text:
                self._emit_text(text, marked)
            self.words, self.links = [], []
            self.link_words = self.strong_words = self.faint_words = 0
            if self.in_link is not None:
                self.links.append(("", self.in_link))
            self.html = [opening for _, opening in self.open]
        self._emit_pictures()

    def _emit_text(self, text: str, marked: str) -> None:
        closing = "".join(f"</{tag}>" for tag, _ in reversed(self.open))
        inner = SPACES.sub(" ", UNSEEN.sub("", "".join(self.html) + closing)).strip()
        seams = SEAM.join(part for raw in marked.split(SEAM) if (part := tidy(raw)))
        block = self.blocks[-1] if self.blocks else None
        self.lines.append(
            Line(
                text,
                seams,
                _without_empty(inner),
                _tag_of(self.blocks),
                node=block,
                links=self.links,
                link_words=self.link_words,
                cell=self.cells[-1] if self.cells else None,
                in_frame=self.frame > 0,
                is_strong=self.strong_words * 10 >= len(text.replace(" ", "")) * 9,
                is_faint=self.faint_words * 10 >= len(text.replace(" ", "")) * 9,
                is_below_rule=self.is_below_rule,
            )
        )
        self.is_below_rule = False

    def _emit_pictures(self) -> None:
        for picture, link in self.pictures:
            self.lines.append(
                Line(
                    "",
                    kind="picture",
                    node=picture,
                    in_frame=self.frame > 0,
                    cell=self.cells[-1] if self.cells else None,
                    links=[("", link)] if link is not None else [],
                )
            )
        self.pictures.clear()


_EMPTY = re.compile(r"<(b|i|sub|sup|a)(?: href=\"[^\"<>]*\")?>\s?</\1>")


def _without_empty(inner: str) -> str:
    for _ in range(3):
        if "></" not in inner and "> </" not in inner:
            break
        inner = _EMPTY.sub("", inner)
    return inner.strip()


def _tag_of(blocks: list[Node]) -> str:
    for node in reversed(blocks[-4:]):
        tag = node.tag
        if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            return tag
        if tag == "li":
            return "ol" if node.parent is not None and node.parent.tag == "ol" else "ul"
        if tag in {"dt", "th", "dd", "figcaption"}:
            return tag
        if tag in {"table", "td"}:
            break
    return "p"
