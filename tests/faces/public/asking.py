"""Ask a server for an address exactly as written, over its socket or as a WSGI application."""

import gzip
import http.client
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote_to_bytes

import brotli

from mingtang.faces.public.server import SiteServer


@dataclass(frozen=True)
class Answer:
    """What came back; `text` is unpacked."""

    status: int
    headers: Mapping[str, str]
    text: str


def _answer(status: int, headers: list[tuple[str, str]], body: bytes) -> Answer:
    names = [name.lower() for name, _ in headers]
    repeated = {name for name in names if names.count(name) > 1}
    assert not repeated, f"said twice: {repeated}"
    said = {name.lower(): value for name, value in headers}
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress}.get(
        said.get("content-encoding", ""), bytes
    )
    return Answer(status, said, unpack(body).decode() if body else "")


def over_socket(port: int, path: str, host: str, method: str = "GET", **headers: str) -> Answer:
    """Ask a server that listens on a port of this machine."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": host, **headers}.items():
            connection.putheader(name.replace("_", "-"), value)
        if method == "POST":
            connection.putheader("Content-Length", "3")
        connection.endheaders(b"a=1" if method == "POST" else None)
        response = connection.getresponse()
        return _answer(response.status, response.getheaders(), response.read())
    finally:
        connection.close()


def of_built_in(root: Path, path: str, host: str, method: str = "GET", **headers: str) -> Answer:
    """Ask the built-in server as its WSGI server does; what it hands on is answered by a stub."""
    plain, _, query = path.partition("?")
    answer: dict[str, Any] = {}

    def behind(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        start("200 OK", [("X-Behind", f"{environ['REQUEST_METHOD']} {environ['HTTP_HOST']}")])
        return [b"behind"]

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        answer.update(status=int(status[:3]), headers=headers)

    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": unquote_to_bytes(plain).decode("latin-1"),
        "QUERY_STRING": query,
        "HTTP_HOST": host,
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }
    body = b"".join(SiteServer(root, behind)(environ, start))
    return _answer(answer["status"], answer["headers"], body)


class Behind(BaseHTTPRequestHandler):
    """A process behind nginx: says what it was asked, and with which headers."""

    protocol_version = "HTTP/1.1"
    heard: list[tuple[str, dict[str, str]]]

    def _say(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.heard.append((f"{self.command} {self.path}", dict(self.headers)))
        self.send_response(200)
        self.send_header("X-Behind", f"{self.command} {self.headers['Host']}")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "private")
        if "own-policy" in self.path:
            self.send_header("Content-Security-Policy", "default-src 'self'")
        self.send_header("Content-Length", "6")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(b"behind")

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _say  # noqa: N815 - named by the library

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def behind(port: int) -> Iterator[list[tuple[str, dict[str, str]]]]:
    """Run a process behind on a port; yields the list of what it hears."""
    heard: list[tuple[str, dict[str, str]]] = []
    handler = type("Heard", (Behind,), {"heard": heard})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield heard
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
