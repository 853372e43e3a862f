"""Pictures in RTF: Word puts them there on the clipboard, and only their local paths into the HTML."""

import re
from collections.abc import Iterator

_START = re.compile(rb"\{\\pict(?![a-z])")
_COPY = b"\\nonshppict"  # the same picture again, for programs of the nineties
_BRACE = re.compile(rb"[{}]")
_BINARY = re.compile(rb"\\bin\d")
_SHOWN = re.compile(rb"\\(?:pngblip|jpegblip)(?![a-z])")
_HEX = re.compile(rb"(?<![0-9A-Za-z\\])[0-9A-Fa-f\s]{32,}$")
MOST = 200  # pictures


def pictures_in_rtf(rtf: bytes) -> list[bytes | None]:
    """Return the pictures of a text in their order, None for each in a format that no page shows.

    Takes linear time; what is broken or past the first 200 is left out.
    """
    found: list[bytes | None] = []
    for group in _groups(rtf):
        found.append(_picture(group))
        if len(found) == MOST:
            break
    return found


def _groups(rtf: bytes) -> Iterator[bytes]:
    """Yield the content of each group of a picture."""
    position = 0
    while (start := _START.search(rtf, position)) is not None:
        end = _end_of_group(rtf, start.start())
        if end < 0:
            return
        position = end
        if not rtf[max(0, start.start() - 16) : start.start()].rstrip(b" \r\n{").endswith(_COPY):
            yield rtf[start.end() : end - 1]


def _end_of_group(rtf: bytes, start: int) -> int:
    depth = 0
    for brace in _BRACE.finditer(rtf, start):
        depth += 1 if brace[0] == b"{" else -1
        if depth == 0:
            return brace.end()
    return -1


def _picture(group: bytes) -> bytes | None:
    if not _SHOWN.search(group) or _BINARY.search(group):
        return None
    digits = group.rpartition(b"}")[2]  # behind the properties, which are groups
    match = _HEX.search(digits if len(digits) > 32 else group)
    if match is None:
        return None
    written = b"".join(match[0].split())
    return bytes.fromhex(written[: len(written) // 2 * 2].decode("ascii"))
