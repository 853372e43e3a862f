"""A small real HTTP server that takes JSON, as a gateway for text messages or a robot of a group does."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Gateway:
    """A running gateway: what it was sent, and the answers it gives; the last one again and again."""

    origin: str
    answers: list[tuple[int, Any]] = field(default_factory=lambda: [(200, {"errcode": 0})])
    paths: list[str] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def answer(self) -> tuple[int, bytes]:
        status, body = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return status, body if isinstance(body, bytes) else json.dumps(body).encode()


class _Post(BaseHTTPRequestHandler):
    server: "_Server"

    def do_POST(self) -> None:
        gateway = self.server.gateway
        gateway.paths.append(self.path)
        gateway.headers.append(dict(self.headers))
        gateway.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        status, body = gateway.answer()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing on the terminal."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    gateway: Gateway


@contextmanager
def running_gateway() -> Iterator[Gateway]:
    """Run a gateway on a free port of loopback."""
    server = _Server(("127.0.0.1", 0), _Post)
    server.gateway = Gateway(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.gateway
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
