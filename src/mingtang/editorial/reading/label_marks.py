"""Where labels stand in a line: a known name with a colon, in brackets, or in an element of its own."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from mingtang.editorial.reading.label_names import (
    ENGLISH,
    FIELD_OF,
    LONGEST,
    SPACE,
    is_label,
    name_in,
)
from mingtang.editorial.reading.tree import SEAM

_COLON = re.compile(r"[:：∶﹕]|[\]】](?=[^:：\]】])")
_BEFORE = set(f" 　\t|｜【[(（{SEAM}:：;；,，、。/>》·•*-—")
EDGES = f" 　\t|｜】]〕)）；;，,、:：[【{SEAM}"
_SHORT = frozenset(["标题", "標題", "名称", "名稱", "题名"])
_BAR = re.compile(r"\s*([\u4e00-\u9fff]{2,6})\s*[丨|｜]\s*(?=\S)")
# Behind another label also where nothing parts them (`08:45来源:市发改委编辑:张三`).
_RUN_ON = frozenset(
    ["来源", "编辑", "作者", "责编", "审核", "浏览", "阅读", "点击", "字体", "字号"]
)
_COUNTERS = frozenset(
    [
        "浏览次数",
        "浏览量",
        "阅读次数",
        "阅读量",
        "点击次数",
        "点击量",
        "点击数",
        "访问次数",
        "访问量",
        "发布时间",
        "发布日期",
        "信息来源",
    ]
)


LONGEST_ENGLISH = 24
LONGEST_KNOWN = 200
_ENGLISH = re.compile(
    rf"(?:^|[\s|｜\[(/·•{SEAM}])({'|'.join(sorted(ENGLISH, key=len, reverse=True))})\s{{0,2}}$",
    re.IGNORECASE,
)


def marks_in(text: str) -> Sequence[tuple[int, int, str]]:
    """Return start, end and name of each label with a colon or brackets, in order."""
    return _known(text) if len(text) <= LONGEST_KNOWN else _found(text)


@lru_cache(maxsize=4096)
def _known(text: str) -> Sequence[tuple[int, int, str]]:
    """Return the labels of a short line, which is asked for them several times."""
    return tuple(_found(text))


def _found(text: str) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    for colon in _COLON.finditer(text, 0, 2000):
        label = _before(text, colon.start(), is_first=not found) or _english(text, colon.start())
        if label is None:
            continue
        start, name = label
        if colon[0] in "]】" and (start == 0 or text[start - 1] not in "[【"):
            continue
        if found and start < found[-1][1]:
            continue
        end = colon.end()
        while end < len(text) and text[end] in ":： ":
            end += 1
        found.append((start, end, name))
    return found or _parted(text) or _barred(text)


def _parted(text: str) -> list[tuple[int, int, str]]:
    """Return the labels that only their elements part from the values (`<em>索引号</em><i>0154</i>`)."""
    if SEAM not in text or "。" in text:
        return []
    pieces = text.split(SEAM)
    if not _is_parted(pieces[0]):
        return []
    found, start = [], 0
    for piece, after in pairwise(pieces):
        if _is_parted(piece) and after.strip(EDGES) and not is_label(after):
            found.append((start, start + len(piece) + 1, name_in(piece)))
        start += len(piece) + 1
    return found


def _is_parted(piece: str) -> bool:
    """Tell whether words in an element of their own are a label; the shortest names of titles are."""
    return is_label(piece) or name_in(piece) in _SHORT


def _barred(text: str) -> list[tuple[int, int, str]]:
    """Return the label that a bar parts from its value (`来源｜镇党建办`), as articles in chats end."""
    match = _BAR.match(text)
    name = name_in(match[1]) if match else ""
    return [(0, match.end(), name)] if match and name in FIELD_OF else []


def _english(text: str, end: int) -> tuple[int, str] | None:
    """Return the English label that ends at a place (`Source`, `Font size`)."""
    start = max(0, end - LONGEST_ENGLISH)
    match = _ENGLISH.search(text[start:end])
    return (start + match.start(1), match[1].lower()) if match is not None else None


def _before(text: str, end: int, *, is_first: bool) -> tuple[int, str] | None:
    """Return the longest label that ends at a place, spaces inside it allowed."""
    signs: list[tuple[int, str]] = []
    place = end - 1
    while place >= 0 and len(signs) < LONGEST and end - place < 60:
        sign = text[place]
        if "\u4e00" <= sign <= "\u9fff":
            signs.append((place, sign))
        elif sign not in SPACE and not (sign in "/／、]】" and (signs or sign in "]】")):
            break
        place -= 1
    best: tuple[int, str] | None = None
    name = ""
    for start, sign in signs:
        name = sign + name
        if name not in FIELD_OF:
            continue
        stands_apart = start == 0 or text[start - 1] in _BEFORE
        if (
            stands_apart
            or (not is_first and (len(name) >= 3 or name in _RUN_ON))
            or name in _COUNTERS
        ):
            best = (start, name)
    return best
