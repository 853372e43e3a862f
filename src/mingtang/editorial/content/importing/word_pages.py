"""A document of Word, read like a page: its title is known by its place, the rest as on any page."""

import itertools
import re
from collections.abc import Iterator

from mingtang.editorial.reading.dates import is_date_line
from mingtang.editorial.reading.document_numbers import number_of_line
from mingtang.editorial.reading.fragment import read_fragment
from mingtang.editorial.reading.lines import tidy
from mingtang.editorial.reading.reader import read_page
from mingtang.editorial.reading.result import Found, Reading, Unreadable, ValuePlace

_PARAGRAPH = re.compile(r'\s*<p(?P<centred> align="center")?>(?P<html>.*?)</p>', re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_RED_HEAD = re.compile(r".{2,40}文\s*件")
LONGEST_TITLE = 120  # characters
# A file has neither; the screen fills them in otherwise.
_NOT_OF_A_FILE = frozenset({"released", "source"})


def read_word_page(name: str, html: str) -> Reading:
    """Return what a document holds; a text that is no whole document comes with its body alone.

    :raises Unreadable: when it is too large, or holds nothing.
    """
    html = _with_heading(html)
    page = f"<!doctype html><html><body>{html}</body></html>"
    try:
        reading = read_page(name, page.encode())
    except Unreadable:
        reading = _body_alone(name, html)
    reading.doubts = [one for one in reading.doubts if one.field not in _NOT_OF_A_FILE]
    return reading


def _body_alone(name: str, html: str) -> Reading:
    heading = re.match(r"\s*<h1>(.*?)</h1>", html, re.DOTALL)
    reading = read_fragment(html[heading.end() :] if heading else html)
    reading.file = name
    if heading:
        words = tidy(_TAG.sub("", heading[1]))
        reading.title = Found(words, words, ValuePlace.TITLE)
    else:
        reading.doubt("title", "没有认出标题，用了文件名，请核对。")
    return reading


def _with_heading(html: str) -> str:
    """Return HTML in which the centred lines above the text are one heading, number and red head apart."""
    if "<h1>" in html:
        return html
    lines = list(_centred(html))
    title = [one for one in lines if not _is_beside(one[2])]
    words = "".join(text for _, _, text in title)
    if not 4 <= len(words) <= LONGEST_TITLE or not _follow_each_other(title):
        return html
    start, end = title[0][0], title[-1][1]
    return f"{html[:start]}<h1>{words}</h1>{html[end:]}"


def _centred(html: str) -> Iterator[tuple[int, int, str]]:
    """Yield begin, end and words of each centred paragraph before the first other one."""
    position = 0
    while (match := _PARAGRAPH.match(html, position)) is not None and match["centred"]:
        words = tidy(_TAG.sub("", match["html"]))
        if words:
            yield match.start(), match.end(), words
        position = match.end()


def _is_beside(words: str) -> bool:
    is_head = _RED_HEAD.fullmatch(words) is not None
    return is_head or bool(number_of_line(words)) or is_date_line(words)


def _follow_each_other(lines: list[tuple[int, int, str]]) -> bool:
    return all(end == start for (_, end, _), (start, _, _) in itertools.pairwise(lines))
