"""What would keep a reader from a text: pictures without words, links without names, headings that jump.

Pure: stored blocks in, remarks in Chinese out. What is only a picture of words cannot be told from here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mingtang.ground.foundation.text import has_words

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_FILE_NAME = re.compile(
    r"(?:.*\.(?:jpe?g|png|gif|webp|bmp)|(?:img|dsc|image|微信图片)[_\d -]+)", re.IGNORECASE
)
_HEADINGS = "h2, h3, h4, h5, h6"
_TOP = 2  # the title of the article is the first level
MOST_QUOTED = 20


def accessibility_remarks(body: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return what an editor should mend before readers meet it, in the order of the text.

    Source: WCAG 2.2, 1.1.1, 1.2.1, 1.2.2, 1.3.1, 2.4.4; 兴市府办〔2014〕19号 第二十八条 (XN-21).
    """
    found = (*_of_pictures(body), *_of_texts(body), *_of_tables(body), *_of_films(body))
    return tuple(dict.fromkeys((*found, *_of_headings(body))))


def unnamed(body: Iterable[Mapping[str, Any]]) -> int:
    """Return how many pictures of picture blocks and galleries have no name."""
    return sum(1 for value in _pictures(body) if not has_words(str(value.get("name") or "")))


def _pictures(body: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for block in body:
        value = block.get("value")
        if block.get("type") == "picture" and isinstance(value, Mapping):
            yield value
        elif block.get("type") == "gallery" and isinstance(value, Mapping):
            yield from value.get("pictures", ())


def _of_pictures(body: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if count := unnamed(body):
        yield f"有 {count} 张图片没有名称，读屏软件读不出来，请逐张写清图中的人和事。"
    for value in _pictures(body):
        name = str(value.get("name") or "")
        if _FILE_NAME.fullmatch(name.strip()):
            yield f"图片名称“{name[:MOST_QUOTED]}”像是文件名，请改写成图中的人和事。"


def _trees(body: Sequence[Mapping[str, Any]], *types: str) -> "Iterator[LexborHTMLParser]":
    from selectolax.lexbor import LexborHTMLParser  # slow import

    for block in body:
        if block.get("type") in types and "<" in str(block.get("value") or ""):
            yield LexborHTMLParser(str(block["value"]))


def _of_texts(body: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    trees = tuple(_trees(body, "text", "html_table"))
    pictures = [node for tree in trees for node in tree.css("img")]
    bare = sum(1 for node in pictures if not has_words(node.attributes.get("alt") or ""))
    if bare:
        yield f"正文里有 {bare} 张图片没有替代文字，请改用“图片”块并写明图片名称。"
    empty = sum(1 for tree in trees for link in tree.css("a") if not _is_named(link))
    if empty:
        yield f"正文里有 {empty} 个链接没有文字，读者不知道通向哪里，请写上文字或删去。"


def _is_named(link: "LexborNode") -> bool:
    alternatives = [node.attributes.get("alt") or "" for node in link.css("img")]
    return has_words(link.text()) or any(map(has_words, alternatives))


def _of_headings(body: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield a remark for each heading that goes down by more than one level at once."""
    before = _TOP - 1
    for block in body:
        if block.get("type") == "question":
            before = _TOP
        for tree in _trees([block], "text"):
            for node in tree.css(_HEADINGS):
                level = int((node.tag or "h2")[1])
                if level > before + 1:
                    name = node.text().strip()[:MOST_QUOTED]
                    yield f"小标题“{name}”跳过了一级，请从上一级标题逐级往下用。"
                before = level


def _of_tables(body: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    plain = [
        block["value"] for block in body if block.get("type") == "table" and block.get("value")
    ]
    count = sum(1 for value in plain if not _has_heads(value))
    trees = _trees(body, "text", "html_table")
    count += sum(1 for tree in trees for table in tree.css("table") if not table.css("th"))
    if count:
        yield f"有 {count} 个表格没有表头，读屏软件无法说明每一格是什么，请设置表头。"


def _has_heads(value: Mapping[str, Any]) -> bool:
    return any(has_words(str(one.get("heading") or "")) for one in value.get("columns", ()))


def _of_films(body: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for block in body:
        value = block.get("value")
        if block.get("type") not in {"film", "audio"} or not isinstance(value, Mapping):
            continue
        if not (value.get("subtitles") or has_words(str(value.get("words") or ""))):
            name = str(value.get("name") or "")[:MOST_QUOTED]
            yield f"“{name}”没有字幕，也没有文字稿，听不见的人无法了解内容，请补上。"
