"""Small real servers on loopback: one that takes mail, one that takes syslog."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Mail(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs to hand a message over; mailboxes `gone@…` are unknown,
    and `full@…` are full for now."""

    def handle(self) -> None:
        self._say("220 mail.test")
        while line := self.rfile.readline():
            verb = line.split(b" ")[0].strip().upper()
            if verb == b"RCPT" and (b"<gone@" in line or b"<full@" in line):
                self._say("550 no such mailbox" if b"<gone@" in line else "452 mailbox full")
                continue
            if verb == b"DATA":
                self._say("354 go on")
                self._take()
            self._say("221 bye" if verb == b"QUIT" else "250 ok")
            if verb == b"QUIT":
                return

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line)
        self.server.received.append(b"".join(lines))  # type: ignore[attr-defined]

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class _Stream(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.server.received.append(self.rfile.read())  # type: ignore[attr-defined]


class _Datagram(socketserver.DatagramRequestHandler):
    def handle(self) -> None:
        self.server.received.append(self.rfile.read())  # type: ignore[attr-defined]


class _TcpServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class Received:
    """A running server: its port, and what it has taken so far."""

    def __init__(self, server: socketserver.BaseServer) -> None:
        self._server = server
        self.port: int = server.server_address[1]  # type: ignore[assignment]

    def wait(self, count: int) -> list[bytes]:
        """Return what was taken once it is at least so much; waits ten seconds at most."""
        taken: list[bytes] = self._server.received  # type: ignore[attr-defined]
        pause = threading.Event()
        for _ in range(1000):
            if len(taken) >= count:
                break
            pause.wait(0.01)
        return list(taken)


@contextmanager
def serving(kind: str) -> Iterator[Received]:
    """Run a server of kind `mail`, `syslog` (UDP) or `syslog+tcp` on a free port."""
    here = ("127.0.0.1", 0)
    server: socketserver.BaseServer
    if kind == "syslog":
        server = socketserver.ThreadingUDPServer(here, _Datagram)
    else:
        server = _TcpServer(here, _Mail if kind == "mail" else _Stream)
    server.received = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield Received(server)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


def closed_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
