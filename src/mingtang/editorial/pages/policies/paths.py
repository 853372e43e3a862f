"""Which addresses a page may have, and how they are made.

A path starts with a slash and is relative to the root of its site. Everything here is text; nothing
is looked up on disk.
"""

import re
import unicodedata

from mingtang.ground.foundation.decisions import YES, Decision, no

LONGEST_PATH = 300
LONGEST_NAME = 200  # bytes; a temporary name beside it must still fit into 255
GONE_FOLDER = "/.gone"
TRADITIONAL_FOLDER = "/zh-hant"  # copies in traditional characters
UNAVAILABLE_PATH = "/503.html"  # shown by the web server while the dynamic part does not answer
# Names that the engine or the web server keeps for itself.
RESERVED_FIRST = frozenset(
    {".gone", ".off.html", ".mingtang", "static", "api", "forms", "media", "healthz"}
)
_SEGMENT = re.compile(r"[\w\-.~()+,;=@!&'$\u3007\u4e00-\u9fff]+")
# The names of attachments are kept as their units wrote them; `safe_name` has made them safe.
FILES_FOLDER = "assets"
_FILE_NAME = re.compile(r'[^<>:"|?*\\/\x00-\x1f\x7f]+')
_TWINS = (".gz", ".br")


def check_path(path: str, *, is_internal: bool = False) -> Decision:
    """Answer whether a page may have this address, with every reason why not.

    `is_internal` allows the names that the engine keeps for itself.
    """
    decision = YES
    if not path.startswith("/") or path.startswith("//"):
        decision &= no("publishing.path_relative", "地址应以一个“/”开头。")
    if len(path) > LONGEST_PATH:
        decision &= no("publishing.path_long", f"地址超过 {LONGEST_PATH} 个字符，请缩短栏目路径。")
    if not path.isprintable() and any(  # most are printable, which is told at once
        unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"} for character in path
    ):
        decision &= no("publishing.path_control", "地址中有不可见的控制字符，请重新输入。")
    if "\\" in path:
        decision &= no("publishing.path_backslash", "地址中不能有反斜杠，请用“/”。")
    segments = path.strip("/").split("/")
    shown = segments[1:] if f"/{segments[0]}" == GONE_FOLDER else segments
    form = _FILE_NAME if shown[:1] == [FILES_FOLDER] else _SEGMENT
    for segment in segments:
        decision &= _check_segment(segment, form)
    return decision & _check_reserved(path, segments, is_internal)


def _check_segment(segment: str, form: re.Pattern[str]) -> Decision:
    if segment in {".", ".."}:
        return no("publishing.path_dots", "地址中不能有“.”或“..”这样的段。")
    if not segment:
        return no("publishing.path_empty", "地址中有空的段，请去掉多余的“/”。")
    if len(segment.encode()) > LONGEST_NAME:
        return no("publishing.path_name_long", "地址中有一段太长，请缩短。")
    if not form.fullmatch(segment) and "\\" not in segment:
        return no("publishing.path_characters", f"地址中的“{segment[:40]}”含有不能使用的字符。")
    return YES


def _check_reserved(path: str, segments: list[str], is_internal: bool) -> Decision:
    if is_internal:
        return YES
    if segments[0] in RESERVED_FIRST:
        return no("publishing.path_reserved", f"“{segments[0]}”由系统保留，请换一个名称。")
    if any(segment.startswith(".") for segment in segments) and segments[0] != ".well-known":
        return no("publishing.path_hidden", "地址的各段不能以“.”开头。")
    if path.endswith(_TWINS):
        return no("publishing.path_twin", "地址不能以 .gz 或 .br 结尾，这是压缩副本的名称。")
    return YES


def column_folder(column_path: str) -> str:
    """Return the folder of a column, with a slash in front and none behind; empty for the top."""
    trimmed = column_path.strip("/")
    return f"/{trimmed}" if trimmed else ""


def head_path(column_path: str) -> str:
    """Return the address of a column's head page."""
    return f"{column_folder(column_path)}/index.html"


def gone_path(path: str) -> str:
    """Return where the notice is that is shown, with status 410, at an address taken down."""
    return f"{GONE_FOLDER}{path}"


def may_be_copied(path: str) -> bool:
    """Tell whether a file is a page that readers open, and no copy."""
    return path.endswith(".html") and not path.startswith(("/.", f"{TRADITIONAL_FOLDER}/"))
