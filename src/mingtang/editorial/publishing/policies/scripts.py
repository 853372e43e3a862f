"""A page in traditional characters, made from the page in simplified ones. Values in, values out."""

import re
from collections.abc import Callable, Iterable, Mapping

from mingtang.editorial.pages.policies.paths import TRADITIONAL_FOLDER
from mingtang.ground.foundation.decisions import YES, Decision, no

_WORD = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\u3007\U00020000-\U0003134f]{1,40}")
_LINK = re.compile(r'(<a [^>]*?href=")(/[^"#?]*)')
_SWITCH = re.compile(r'<a href="/zh-hant[^"]*" hreflang="zh-Hant" lang="zh-Hant">[^<]*</a>')


def check_exception(simplified: str, traditional: str) -> Decision:
    """Answer whether a word may be stated: both forms are Chinese characters alone, and they differ.

    Anything else, such as a bracket or a letter, could change the markup of a page.
    """
    decision = YES
    for name, text in (("simplified", simplified), ("traditional", traditional)):
        if not _WORD.fullmatch(text):
            told = "请只填写汉字，1 至 40 个，不含标点、字母和空格。"
            decision &= no("publishing.not_a_word", told, name)
    return decision


def with_exceptions(
    convert: Callable[[str], str], words: Mapping[str, str]
) -> Callable[[str], str]:
    """Return a conversion in which the longest stated word wins over the general tables."""
    if not words:
        return convert
    longest_first = sorted(words, key=len, reverse=True)
    pattern = re.compile(f"({'|'.join(map(re.escape, longest_first))})")

    def converted(text: str) -> str:
        pieces = pattern.split(text)
        pieces[::2] = [convert(piece) for piece in pieces[::2]]
        pieces[1::2] = [words[piece] for piece in pieces[1::2]]
        return "".join(pieces)

    return converted


def linked_paths(html: str) -> set[str]:
    """Return the files of this site that a page links to."""
    return {file_of(link) for _, link in _LINK.findall(html)}


def file_of(link: str) -> str:
    """Return the file behind an address: a folder has its index page."""
    return f"{link}index.html" if link.endswith("/") else link


def traditional_page(
    html: str, here: str, url: str, convert: Callable[[str], str], copied: Iterable[str]
) -> str:
    """Return a page in traditional characters.

    `here` is the address of the original on its site, `url` that of the site; `copied` are the files
    that have a copy: links to them stay in the script, all others lead where they led.
    """
    known = frozenset(copied)

    def stays(found: re.Match[str]) -> str:
        link = found[2]
        return f"{found[1]}{TRADITIONAL_FOLDER}{link}" if file_of(link) in known else found[0]

    text = convert(html).replace('<html lang="zh-CN">', '<html lang="zh-Hant">', 1)
    text = _LINK.sub(stays, text)
    for name in ('<link rel="canonical" href="', '<meta property="og:url" content="'):
        text = text.replace(f'{name}{url}{here}"', f'{name}{url}{TRADITIONAL_FOLDER}{here}"', 1)
    back = f'<a href="{here}" hreflang="zh-Hans" lang="zh-Hans">简体</a>'
    return _SWITCH.sub(lambda _: back, text)
