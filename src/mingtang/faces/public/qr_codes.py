"""The QR code of a published page (二维码): `GET /api/qr.svg?path=/news/1.html`, shown beside 分享.

A reader photographs it with WeChat and has the page on the telephone, without a script of anybody. The code
names a page of the host that was asked and nothing else: nobody can have a city's website draw a code
that leads elsewhere.
"""

import io
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote

import segno

from mingtang.editorial.visits.policies import counted_path
from mingtang.faces.public.headers import FILE_AGE, SECURITY
from mingtang.faces.public.maps import Maps, is_page_online, site_at

MOST_KEPT = 1024  # codes; each has some 4 KB
QUIET_ZONE = 4  # modules around a code, as ISO/IEC 18004 asks


class QrCodes:
    """Draws the addresses of pages of the sites below `root`; absolute addresses begin with `scheme`."""

    def __init__(self, root: Path, scheme: str) -> None:
        self._root, self._scheme, self._maps = root, scheme, Maps(root)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request: the code, or 404 for what is no page of this host.

        Source: 国办发〔2014〕57号, 7 (GB-06) and the Xuancheng opinions, 四（一） (XC-21): pages can be
        shared to social media.
        """
        is_read = environ["REQUEST_METHOD"] in {"GET", "HEAD"}
        address = self._address(environ) if is_read else ""
        if not address:
            headers = [("Content-Length", "0"), ("Cache-Control", "no-store"), *SECURITY]
            start("404 Not Found" if is_read else "405 Method Not Allowed", headers)
            return []
        body = drawn(address)
        start(
            "200 OK",
            [
                ("Content-Type", "image/svg+xml"),
                ("Content-Length", str(len(body))),
                ("Cache-Control", f"public, max-age={FILE_AGE}"),
                *SECURITY,
            ],
        )
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _address(self, environ: dict[str, Any]) -> str:
        host = environ.get("HTTP_HOST", "").lower()
        try:
            asked = parse_qs(environ.get("QUERY_STRING", ""), max_num_fields=4)
        except ValueError:
            return ""
        path = counted_path(asked.get("path", [""])[0])
        site = site_at(self._maps, host)
        if not site or not is_page_online(self._root / site, path):
            return ""
        return f"{self._scheme}://{host}{quote(path)}"


@lru_cache(maxsize=MOST_KEPT)
def drawn(address: str) -> bytes:
    """Return the code of an address as SVG: dark on white, also at night, since cameras want it so."""
    drawing = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawing, kind="svg", border=QUIET_ZONE, light="#fff", xmldecl=False, omitsize=True
    )
    return drawing.getvalue()
