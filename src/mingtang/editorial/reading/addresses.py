"""Addresses as a page writes them, made whole."""

import base64
import binascii
import re
from urllib.parse import urljoin

from mingtang.editorial.reading.tree import ParsedPage

_DATA = re.compile(r"data:image/(?:png|jpe?g|gif|webp|bmp);base64,", re.IGNORECASE)


class Addresses:
    """Resolves what a page writes into whole addresses, as far as the page's own is known."""

    def __init__(self, base: str) -> None:
        self.base = base

    def resolve(self, written: str) -> str:
        """Return a whole address, or an empty string where it is not known."""
        written = re.sub(r"[\t\r\n]", "", written.strip())
        if written.startswith(("http://", "https://")):
            return written
        if not written or written.lower().startswith(
            ("javascript:", "data:", "file:", "about:", "#")
        ):
            return ""
        if not self.base:
            return ""
        try:
            found = urljoin(self.base, written)
        except ValueError:
            return ""
        return found if found.startswith(("http://", "https://")) else ""


def base_of(page: ParsedPage | None, given: str) -> str:
    """Return the address that relative ones start from: given, else what the page says of itself."""
    if page is None:
        return given
    if page.base:
        return page.base
    for address in (given, page.canonical, page.meta.get("url", ""), page.meta.get("og:url", "")):
        if address.startswith(("http://", "https://")):
            return address
    return ""


def bytes_of(written: str) -> bytes:
    match = _DATA.match(written)
    if match is None:
        return b""
    try:
        return base64.b64decode(re.sub(r"\s|%0A", "", written[match.end() :]), validate=True)
    except (binascii.Error, ValueError):
        return b""
