"""The built-in server of published files: a WSGI application that needs no database.

A file is sent with its brotli or gzip twin where the browser takes one. Only when there is no file
are redirects, notices of what was taken down and the site's own 404 page looked for. What is no
file at all (forms, search) goes to the application behind.
"""

import errno
import os
import posixpath
import re
from collections.abc import Callable, Iterable
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote, unquote_to_bytes

from mingtang.editorial.pages.disk import open_plain
from mingtang.faces.public.headers import (
    PLAIN_SECURITY,
    SECURITY,
    cache_control,
    content_type,
    security,
)
from mingtang.faces.public.maps import Maps
from mingtang.faces.public.plain_pages import NO_SITE, NOTHING, ODD, PlainPage
from mingtang.ground.foundation.files.ranges import (
    CannotSatisfy,
    RangePart,
    RangePieces,
    wanted_part,
)

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]
FORMS = "/forms/"
SIGN_IN = "/forms/sign-in/"  # waits for a service outside
SEARCH = "/search/"
DYNAMIC = ("/api/", FORMS, SEARCH)
VISITS = "/api/visits"
QR = "/api/qr.svg"
HEALTH = "/healthz"
LARGEST_BODY = 1024 * 1024  # bytes of a request
LARGEST_FORM = 32 * 1024 * 1024  # bytes of a public form with its attachments
SHARED = frozenset({"/style.css", "/reading.js"})
TWINS = (("br", ".br"), ("gzip", ".gz"))
# A name or an address, and a port; a `@` would make the name a password of another host.
_HOST = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s:@/\\?#\[\]]*)(?P<port>:[0-9]{1,5})?")
_NEVER = re.compile(r"q=0(?:\.0*)?")
LONGEST_NAME = 255  # bytes; no file system takes more
LONGEST_PATH = 2048  # bytes; the system takes 4,096, the folder before it included
IN_ONE_PIECE = 256 * 1024  # bytes; what is larger is sent piece by piece
# Nothing, a link, a pipe, a folder: what no publication wrote is not there.
_SERVED_BY_NOBODY = frozenset({errno.ENOENT, errno.ENOTDIR, errno.EINVAL, errno.ELOOP})
_STATUS = {
    200: "200 OK",
    206: "206 Partial Content",
    400: "400 Bad Request",
    404: "404 Not Found",
    410: "410 Gone",
    503: "503 Service Unavailable",
}


class SiteServer:
    """Serves the sites below `root`, one folder each; everything else goes to `behind`.

    Visits go to `visits` and codes of pages to `qr`, without the way through `behind`: they are as
    many as the readers.
    """

    def __init__(
        self,
        root: Path,
        behind: Application,
        visits: Application | None = None,
        qr: Application | None = None,
    ) -> None:
        self._root = root
        self._maps = Maps(root)
        self._behind = behind
        self._alone = {VISITS: visits or behind, QR: qr or behind}

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer one request."""
        path = _path_of(environ)
        if path is None:
            return _alone(start, ODD)
        if path in self._alone:
            return self._alone[path](environ, start)
        if path == HEALTH or path.startswith(DYNAMIC):
            return self._behind(environ, start)
        asked = _HOST.fullmatch(environ.get("HTTP_HOST", ""))
        if asked is None:
            return _alone(start, ODD)
        host = asked["host"].lower().rstrip(".")
        site = self._maps.site_of(host)
        if not site:
            return self._elsewhere(environ, start, host, asked["port"] or "", path)
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return self._behind(environ, start)
        folder = self._root / site
        if (folder / ".off.html").is_file() and path not in SHARED:
            return self._send(environ, start, folder / ".off.html", 503)
        return self._page(environ, start, site, path)

    def _elsewhere(
        self, environ: Environ, start: Start, host: str, port: str, path: str
    ) -> Iterable[bytes]:
        hosts = self._maps.hosts()
        if not hosts.sites:  # nothing is published yet: the application says what is to come
            return self._behind(environ, start)
        present = hosts.aliases.get(host, "")
        if not present:
            return _alone(start, NO_SITE)
        origin = f"{environ.get('wsgi.url_scheme', 'http')}://{present}{port}"
        query = environ.get("QUERY_STRING", "")
        return _redirect(start, origin + quote(path) + (f"?{query}" if query else ""))

    def _page(self, environ: Environ, start: Start, site: str, path: str) -> Iterable[bytes]:
        folder = self._root / site
        name = f"{path}index.html" if path.endswith("/") else path
        parts = path.encode().split(b"/")
        if len(path.encode()) > LONGEST_PATH or max(map(len, parts)) > LONGEST_NAME:
            return self._missing(environ, start, folder)
        if not path.startswith("/.gone/") and not path.endswith((".br", ".gz")):
            found = folder / name.lstrip("/")
            if found.is_file():
                return self._send(environ, start, found, 200, path)
            if not path.endswith("/") and (found / "index.html").is_file():
                return _redirect(start, quote(path) + "/")
        if target := self._maps.redirect(site, name) or self._maps.redirect(site, path):
            return _redirect(start, quote(target))
        gone = folder / ".gone" / name.lstrip("/")
        if gone.is_file():
            return self._send(environ, start, gone, 410)
        return self._missing(environ, start, folder)

    def _missing(self, environ: Environ, start: Start, folder: Path) -> Iterable[bytes]:
        if (folder / "404.html").is_file():
            return self._send(environ, start, folder / "404.html", 404)
        return _alone(start, NOTHING)

    def _send(
        self, environ: Environ, start: Start, file: Path, status: int, path: str = ""
    ) -> Iterable[bytes]:
        taken = _taken(environ.get("HTTP_ACCEPT_ENCODING", ""))
        for coding, suffix in (*(twin for twin in TWINS if twin[0] in taken), ("", "")):
            body = file.with_name(file.name + suffix)
            answer = _file(environ, start, file, body, coding, status, path)
            if answer is not None:
                return answer
        return _alone(start, NOTHING)


def _taken(accepted: str) -> set[str]:
    """Return the codings that a browser takes: `gzip, br;q=0` is gzip alone."""
    parts = (part.strip().partition(";") for part in accepted.lower().split(","))
    return {name.strip() for name, _, rank in parts if not _NEVER.fullmatch(rank.strip())}


def _file(
    environ: Environ, start: Start, file: Path, body: Path, coding: str, status: int, path: str
) -> Iterable[bytes] | None:
    """Send one file or a part of it; None when it is not there.

    It is opened once: whatever is there later, the reader gets the file that was there at first.
    """
    try:
        opened = open_plain(str(body))
    except OSError as error:
        if error.errno in _SERVED_BY_NOBODY:
            return None
        raise
    found = os.fstat(opened.fileno())
    headers = [
        ("Content-Type", content_type(file.name, path)),
        ("Vary", "Accept-Encoding"),
        ("Last-Modified", formatdate(found.st_mtime, usegmt=True)),
        *([("ETag", _tag(found))] if status == 200 else []),
        ("Cache-Control", cache_control(path) if status == 200 else "no-store"),
        *security(path if status == 200 else ""),
    ]
    part = None
    if status == 200:
        if _is_known(environ, found):
            opened.close()
            start("304 Not Modified", headers)
            return []
        headers.append(("Accept-Ranges", "bytes"))
        try:
            part = _part(environ, found)
        except CannotSatisfy:
            opened.close()
            return _beyond(start, found.st_size)
    if part is not None:
        status = 206
        headers.append(("Content-Range", part.header(found.st_size)))
    part = part or RangePart(0, found.st_size)
    if coding:
        headers.append(("Content-Encoding", coding))
    if status == 503:
        headers.append(("Retry-After", "3600"))
    headers.append(("Content-Length", str(part.length)))
    start(_STATUS[status], headers)
    return _content(environ, opened, part)


def _content(environ: Environ, opened: BinaryIO, part: RangePart) -> Iterable[bytes]:
    if environ["REQUEST_METHOD"] == "HEAD":
        opened.close()
        return []
    if part.length > IN_ONE_PIECE:
        return RangePieces(opened, part)
    with opened:
        opened.seek(part.start)
        return [opened.read(part.length)]


def _part(environ: Environ, found: os.stat_result) -> RangePart | None:
    """Return the part that is asked for of a file that is still the same; None for the whole."""
    asked = environ.get("HTTP_RANGE", "")
    same = environ.get("HTTP_IF_RANGE", "")
    is_changed = same and same != formatdate(found.st_mtime, usegmt=True)
    if not asked or is_changed or environ["REQUEST_METHOD"] != "GET":
        return None
    return wanted_part(asked, found.st_size)


def _beyond(start: Start, size: int) -> Iterable[bytes]:
    start(
        "416 Range Not Satisfiable",
        [
            ("Content-Range", f"bytes */{size}"),
            ("Content-Length", "0"),
            ("Cache-Control", "no-store"),
            *SECURITY,
        ],
    )
    return []


def _tag(found: os.stat_result) -> str:
    """Return the ETag of a version, which differs even for two written in the same second."""
    return f'"{found.st_mtime_ns:x}-{found.st_size:x}"'


def _is_known(environ: Environ, found: os.stat_result) -> bool:
    """Return whether the client has this version; a tag takes precedence over a date.

    Source: RFC 9110, 13.2.2.
    """
    if tags := environ.get("HTTP_IF_NONE_MATCH"):
        known = {one.strip().removeprefix("W/") for one in tags.split(",")}
        return bool(known & {"*", _tag(found)})
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    if not since:
        return False
    try:
        return int(found.st_mtime) <= parsedate_to_datetime(since).timestamp()
    except (TypeError, ValueError):
        return False


def _path_of(environ: Environ) -> str | None:
    """Return the decoded path in its plain form, or None for one that nobody should ask for."""
    raw = environ.get("PATH_INFO", "/") or "/"
    try:
        path = raw.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        path = unquote_to_bytes(raw).decode("utf-8", "replace")
    if not path.startswith("/") or "\x00" in path or "\\" in path or any(ord(c) < 32 for c in path):
        return None
    plain = posixpath.normpath(path) + ("/" if path.endswith("/") and path != "/" else "")
    if plain.startswith("//"):
        plain = plain[1:]
    hidden = any(part.startswith(".") and part != ".well-known" for part in plain.split("/"))
    return None if hidden or plain != path else path


def _redirect(start: Start, address: str) -> Iterable[bytes]:
    headers = [("Location", address), ("Content-Length", "0"), ("Cache-Control", cache_control(""))]
    start("301 Moved Permanently", [*headers, *SECURITY])
    return []


def _alone(start: Start, page: PlainPage) -> Iterable[bytes]:
    """Send a page that belongs to no site."""
    content = page.html.encode()
    start(
        _STATUS[page.status],
        [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(content))),
            ("Cache-Control", "no-store"),
            *PLAIN_SECURITY,
        ],
    )
    return [content]
