"""The two ports of an installation (端口)."""

import http.client
import os
import socket
from http import HTTPStatus

PUBLIC_PORT = 8000
OFFICE_PORT = 8001
# What the health address of our processes says, first.
WELL, UNWELL = "ok", "unwell"


class UnusablePort(ValueError):
    """A port that cannot be used; the text is a Chinese and an English sentence."""


def port_from(variable: str, usual: int) -> int:
    """Return the port that an environment variable names. :raises UnusablePort: if it names none."""
    text = os.environ.get(variable, "").strip()
    if not text:
        return usual
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise UnusablePort(
            f"{variable}={text} 不是端口号，请填 1 到 65535 之间的数。"
            f" {variable} must be a number from 1 to 65535."
        )
    return int(text)


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Say whether a server could be started on a port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def answers(port: int, *, timeout: float = 2) -> bool:
    """Say whether one of our own processes answers on a port of this machine, well or unwell."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", "/healthz")
        response = connection.getresponse()
        words = response.read(len(UNWELL)).decode("ascii", "replace")
        known = {HTTPStatus.OK: WELL, HTTPStatus.SERVICE_UNAVAILABLE: UNWELL}
        return known.get(HTTPStatus(response.status)) == words
    except (OSError, ValueError, http.client.HTTPException):
        return False
    finally:
        connection.close()
