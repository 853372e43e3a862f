"""A page in traditional characters, made from the page in simplified ones. Values in, values out."""

import re
from collections.abc import Callable, Iterable

from mingtang.editorial.pages.policies.paths import TRADITIONAL_FOLDER

_LINK = re.compile(r'(<a [^>]*?href=")(/[^"#?]*)')
_SWITCH = re.compile(r'<a href="/zh-hant[^"]*" hreflang="zh-Hant" lang="zh-Hant">[^<]*</a>')


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
