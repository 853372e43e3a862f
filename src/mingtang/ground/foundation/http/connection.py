"""A connection to a looked-at address, with one deadline over everything that happens on it."""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from mingtang.ground.foundation.http.addresses import ResolvedAddress
from mingtang.ground.foundation.http.errors import FetchFailed, timed_out

ONE_ADDRESS = 5.0  # seconds to wait for one of several addresses


class Deadline:
    """The moment until which a fetch may take, by a clock that only goes forward."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left.

        :raises FetchFailed: when there are none.
        """
        left = self._until - time.monotonic()
        if left <= 0:
            raise timed_out()
        return left


class _TimedReader(io.RawIOBase):
    """Reads a socket; each read gets only what is left of the deadline, so drops cannot add up."""

    def __init__(self, connected: socket.socket, deadline: Deadline) -> None:
        self._socket = connected
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._socket.settimeout(self._deadline.left())
        return self._socket.recv_into(buffer)


class _TimedSocket:
    """As much of a socket as `http.client` uses."""

    def __init__(self, connected: socket.socket, deadline: Deadline) -> None:
        self._socket = connected
        self._deadline = deadline

    def sendall(self, data: bytes) -> None:
        self._socket.settimeout(self._deadline.left())
        self._socket.sendall(data)

    def makefile(self, mode: str = "rb", buffering: int = -1) -> io.BufferedReader:
        return io.BufferedReader(_TimedReader(self._socket, self._deadline))

    def close(self) -> None:
        """Do nothing: `http.client` closes before the body is read, :meth:`hang_up` afterwards."""


class PinnedConnection(http.client.HTTPConnection):
    """An HTTP connection to given IP addresses, whatever the name would resolve to now."""

    def __init__(
        self,
        target: ResolvedAddress,
        place: ResolvedAddress,
        addresses: Sequence[str],
        deadline: Deadline,
    ) -> None:
        super().__init__(target.host, target.port)
        self._target = target
        self._place = place
        self._addresses = addresses
        self._deadline = deadline
        self._connected: socket.socket | None = None
        self.address = ""

    def connect(self) -> None:
        """Try the addresses in their order; for https the certificate must fit the name."""
        self._connected = self._reach()
        if self._place.scheme == "https":
            self._connected = self._secured(self._connected)
        self.sock = _TimedSocket(self._connected, self._deadline)  # type: ignore[assignment]

    def hang_up(self) -> None:
        """Close the connection, whatever state it is in."""
        self.close()
        if self._connected is not None:
            self._connected.close()

    def _reach(self) -> socket.socket:
        for address in self._addresses:
            seconds = self._deadline.left()
            if len(self._addresses) > 1:
                seconds = min(seconds, ONE_ADDRESS)
            try:
                connected = socket.create_connection((address, self._place.port), seconds)
            except OSError:
                continue
            self.address = address
            return connected
        self._deadline.left()
        raise FetchFailed("connect", f"连不上 {self._target.host}，对方可能没有开机或端口不通")

    def _secured(self, connected: socket.socket) -> ssl.SSLSocket:
        connected.settimeout(self._deadline.left())
        try:
            return _tls().wrap_socket(connected, server_hostname=self._target.host)
        except OSError as error:
            connected.close()
            if isinstance(error, TimeoutError):
                raise timed_out() from None
            text = f"{self._target.host} 的证书无效或加密握手失败"
            raise FetchFailed("tls", text) from error


@cache
def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not _has_roots(context):
        import certifi  # optional dependency

        context.load_verify_locations(certifi.where())
    return context


def _has_roots(context: ssl.SSLContext) -> bool:
    """Say whether the system brings root certificates; slim images do not."""
    folder = ssl.get_default_verify_paths().capath
    return bool(context.cert_store_stats()["x509_ca"] or (folder and any(Path(folder).iterdir())))
