"""A small web server on this machine that behaves well or badly, as its path says."""

import contextlib
import gzip
import ssl
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SLOW = 0.05  # seconds between two bytes of a slow answer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "Server"

    def do_GET(self) -> None:
        self.server.requests.append((self.command, self.path, dict(self.headers.items()), b""))
        route, _, argument = self.path.partition("?")[0].strip("/").partition("/")
        getattr(self, f"send_{route or 'page'}")(argument)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.server.requests.append((self.command, self.path, dict(self.headers.items()), body))
        route, _, argument = self.path.partition("?")[0].strip("/").partition("/")
        getattr(self, f"send_{route or 'page'}")(argument)

    def answer(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"content_length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-").title(), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def send_page(self, _: str) -> None:
        self.answer("<p>通知</p>".encode(), content_type="text/html")

    def send_status(self, code: str) -> None:
        self.answer(b"gone", int(code))

    def send_to(self, location: str) -> None:
        self.answer(b"", 302, location=location.replace("~", "://").replace("!", "/"))

    def send_moved(self, code: str) -> None:
        self.answer(b"", int(code), location="/page")

    def send_again(self, count: str) -> None:
        self.answer(b"", 302, location=f"/again/{int(count) + 1}")

    def send_large(self, size: str) -> None:
        self.answer(bytes(int(size)))

    def send_chunks(self, count: str) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for _ in range(int(count)):
            self.wfile.write(b"400\r\n" + bytes(1024) + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")

    def send_packed(self, size: str) -> None:
        self.answer(gzip.compress(bytes(int(size))), content_encoding="gzip")

    def send_cut(self, _: str) -> None:
        self.answer(gzip.compress(bytes(1000))[:-9], content_encoding="gzip")

    def send_strange(self, _: str) -> None:
        self.answer(b"x", content_encoding="br")

    def send_short(self, _: str) -> None:
        self.answer(b"half", content_length="100")
        self.close_connection = True

    def send_nonsense(self, _: str) -> None:
        self.wfile.write(b"how do you do\r\n\r\n")
        self.close_connection = True

    def send_silence(self, _: str) -> None:
        self.server.stopping.wait(5)
        self.close_connection = True

    def send_slow(self, part: str) -> None:
        text = b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n"
        if part == "body":
            self.wfile.write(text)
            text = bytes(200)
        with contextlib.suppress(OSError):
            for byte in text:
                self.wfile.write(bytes([byte]))
                time.sleep(SLOW)
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[tuple[str, str, dict[str, str], bytes]] = []
        self.stopping = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up early is what many tests are about."""


@contextlib.contextmanager
def running(context: ssl.SSLContext | None = None) -> Iterator[Server]:
    with Server() as server:
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.stopping.set()
            server.shutdown()
            thread.join()
