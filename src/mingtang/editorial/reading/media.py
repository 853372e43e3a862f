"""Pictures and files that a page links to: which belong to the text, which only adorn the page."""

import re

from mingtang.editorial.reading.lines import Line
from mingtang.editorial.reading.tree import Node

FILE = re.compile(
    r"\.(?:docx?|xlsx?|pptx?|pdf|wps|et|dps|ofd|zip|rar|7z|txt|csv|ceb|gd|sep|tif)(?:$|[?#&])",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(
    r"\.(?:docx?|xlsx?|pptx?|pdf|wps|et|dps|ofd|zip|rar|7z|txt|csv|ceb)\b", re.IGNORECASE
)
_DOWNLOAD = re.compile(
    r"down_?load|downfile|attach|fileid|filename=|getfile|showfile|/uploadfile|/files?/",
    re.IGNORECASE,
)
LATE_SOURCES = (
    "data-src", "data-original", "original-src", "_src", "data-lazy-src", "data-lazyload", "data-lazy", "lazy-src", "lazyload",
    "data-echo", "data-url", "data-actualsrc", "data-img", "data-source", "lay-src", "data-file", "file", "zoomfile",
)  # fmt: skip
LONGEST_PLACEHOLDER = (
    400  # characters of a picture written into the page, for another one loaded late
)
_PLACEHOLDER = re.compile(
    r"^$|^data:image/gif;base64,R0lGOD|blank\.|loading|placeholder|spacer|/lazy|grey\.gif|1x1",
    re.IGNORECASE,
)
_ORNAMENT = re.compile(
    r"icon|/ico[_/.-]|spacer|blank\.|dot\.|arrow|print|/share|qrcode|ewm|erweima|weixin|wechat|/wx\.|logo|filetype|fileicon|"
    r"/skin/|emoji|loading|close\.|/line\.|bullet|/btn|button|gotop|transparent|pixel|(?:^|/)(?:word|excel|pdf|doc|xls|zip|rar)s?\.(?:gif|png|jpg)|jiucuo|dzjg|red\.png|blue\.png"
)
_CONTENT = re.compile(r"^data:image/(?:jpe?g|png|gif|webp);base64,.{2000}")


def is_ornament(node: Node | None) -> bool:
    """Tell whether a picture is a sign of the page and not of the text."""
    if node is None:
        return True
    source = picture_source(node).lower()
    for name in ("width", "height"):
        digits = re.match(r"\s*(\d{1,4})", node.get(name)) or re.search(
            rf"(?:^|;|\s){name}\s*:\s*(\d{{1,4}})px", node.get("style")
        )
        if digits and int(digits[1]) <= 32:
            return True
    return bool(_ORNAMENT.search(source)) and not _CONTENT.search(source)


def picture_source(node: Node) -> str:
    """Return what a page writes as the address of a picture, of one loaded late its real one."""
    written = node.get("src").strip()
    is_small = written.startswith("data:") and len(written) <= LONGEST_PLACEHOLDER
    if is_small or _PLACEHOLDER.search(written[:200]):
        return next((value for name in LATE_SOURCES if (value := node.get(name).strip())), written)
    return written


def is_file_link(line: Line) -> bool:
    """Tell whether a line is a link to a file for download."""
    return any(is_file(node) for _, node in line.links)


def is_file(link: Node) -> bool:
    """Tell whether a link leads to a file."""
    href = link.get("href")
    if not href or href.lower().startswith(("javascript:", "#", "mailto:")):
        return False
    name = link.text()
    return FILE.search(href) is not None or (
        (_FILE_NAME.search(name) is not None or _FILE_NAME.search(link.get("title")) is not None)
        and (
            _DOWNLOAD.search(href) is not None or "?" in href or _FILE_NAME.search(name) is not None
        )
    )


def leads_on(href: str) -> bool:
    """Tell whether a link leads to another page or place."""
    return bool(href) and not href.lower().startswith("javascript:void") and href != "#"
